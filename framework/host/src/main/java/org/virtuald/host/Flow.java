package org.virtuald.host;

import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Transfer;

/**
 * One direction of a relayed connection. Nothing is read while there are bytes that the other side has not taken, so at most
 * one {@link Transfer} is kept of it, and of one that is idle nothing. The end of the one side is passed on to the other.
 */
final class Flow {
    /** Transfers before other connections have their turn. */
    private static final int MOST_IN_A_TURN = 16;

    private final Descriptor from;
    private final Descriptor to;
    private byte[] untaken;
    private boolean over;
    private long bytes;

    /**
     * @param first what the other side gets before all else
     */
    Flow(Descriptor from, Descriptor to, byte[] first) {
        this.from = from;
        this.to = to;
        this.untaken = first;
    }

    /** Whether nothing will come any more, and all was passed on or cannot be. */
    boolean isOver() {
        return over;
    }

    /** How many bytes were passed on, the first ones left out. */
    long bytes() {
        return bytes;
    }

    /**
     * Moves what can be moved now.
     *
     * @return whether there may be more, left for the next turn
     * @throws ErrnoException when the side that is read from is broken; all that came before that was passed on
     */
    boolean move(Transfer memory) throws ErrnoException {
        for (int i = 0; i < MOST_IN_A_TURN && !over; i++) {
            boolean goesOn = untaken.length == 0 ? read(memory) : pass(memory, untaken);
            if (!goesOn) {
                return false;
            }
        }
        return !over;
    }

    private boolean read(Transfer memory) throws ErrnoException {
        int length = memory.receive(from);
        if (length == Transfer.NOTHING) {
            return false;
        }
        if (length == 0) {
            over = true;
            try {
                Transfer.end(to);
            } catch (ErrnoException e) {
                // ENOTCONN: that side has ended before
            }
            return false;
        }
        bytes += length;
        return send(memory, length);
    }

    private boolean pass(Transfer memory, byte[] some) {
        memory.put(some, 0, some.length);
        return send(memory, some.length);
    }

    /** The other side takes all, or the rest is kept. What it cannot take any more is lost, as without a relay. */
    private boolean send(Transfer memory, int length) {
        try {
            int sent = memory.send(to, 0, length);
            untaken = sent == length ? new byte[0] : memory.copy(sent, length);
            return sent == length;
        } catch (ErrnoException e) {
            over = true; // the other direction may still have bytes, and tells the end
            untaken = new byte[0];
            return false;
        }
    }
}
