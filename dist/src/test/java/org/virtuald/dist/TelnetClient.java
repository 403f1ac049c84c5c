package org.virtuald.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of RFC 854 that will do nothing and wants nothing done. */
final class TelnetClient {
    private static final int IAC = 255;
    private static final int SB = 250;
    private static final int SE = 240;
    private static final int WILL = 251;
    private static final int WONT = 252;
    private static final int DO = 253;
    private static final int DONT = 254;

    private TelnetClient() {}

    /** Sends a line, and answers the text that comes until it contains what is awaited, or until the end. */
    static String exchange(Socket socket, String line, String awaited) throws IOException {
        socket.setSoTimeout(Math.toIntExact(Await.DEADLINE.toMillis()));
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == IAC) {
                answer(in, socket.getOutputStream());
            } else {
                text.append((char) octet);
            }
            if (text.indexOf(awaited) >= 0) {
                break;
            }
        }
        return text.toString();
    }

    private static void answer(InputStream in, OutputStream out) throws IOException {
        int command = in.read();
        if (command == WILL || command == DO) {
            int option = in.read();
            out.write(new byte[] {(byte) IAC, (byte) (command == WILL ? DONT : WONT), (byte) option});
        } else if (command == WONT || command == DONT) {
            in.read();
        } else if (command == SB) {
            for (int last = 0, octet = in.read(); octet >= 0 && !(last == IAC && octet == SE); octet = in.read()) {
                last = octet;
            }
        }
    }
}
