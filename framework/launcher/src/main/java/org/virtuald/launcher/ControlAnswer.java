package org.virtuald.launcher;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.Problem;
import org.virtuald.posix.ErrnoException;

/** What the launcher says on the control channel: {@link Ready} first, then one answer for each request. */
sealed interface ControlAnswer {
    byte READY = 1;
    byte OPENED = 2;
    byte REJECTED = 3;
    byte BOUND = 4;
    byte FAILED = 5;
    byte ROOTS_READ = 6;
    byte AS_IT_STANDS = 7;
    byte SPREAD = 8;
    byte REMOVED = 9;
    byte LOOKED_UP = 10;

    /** How the severity of a problem is written. */
    byte ERROR = 1;

    /** How the severity of a problem is written. */
    byte WARNING = 2;

    /** The launcher takes requests now. */
    record Ready() implements ControlAnswer {}

    /**
     * The service is open; its launch channel's descriptor comes with the message.
     *
     * @param handle what later requests call it: the same name can be open twice while one conf takes another's place
     * @param rootsLines how many lines of its roots table can match an address
     * @param warnings about its files
     */
    record Opened(int handle, int rootsLines, List<Problem> warnings) implements ControlAnswer {}

    /**
     * The service cannot be opened.
     *
     * @param problems errors and warnings of its files
     */
    record Rejected(List<Problem> problems) implements ControlAnswer {}

    /** The endpoint is open; one or two listening sockets come with the message. */
    record Bound() implements ControlAnswer {}

    /**
     * The service's roots table is the one that is in its file now.
     *
     * @param rootsLines how many lines of it can match an address
     * @param warnings about the table
     */
    record RootsRead(int rootsLines, List<Problem> warnings) implements ControlAnswer {}

    /**
     * What the roots table in force says about an address.
     *
     * @param line that matches; 0 when none does
     * @param root the directory in it; empty when the line refuses the address, or none matches
     */
    record LookedUp(int line, String root) implements ControlAnswer {}

    /** The file of the endpoint is gone, unless it is not the launcher's to take away. */
    record Removed() implements ControlAnswer {}

    /** The endpoint is opened as the conf has it. */
    record AsItStands() implements ControlAnswer {}

    /**
     * The endpoint stands for sockets at these addresses.
     *
     * @param addresses at most 2000
     */
    record Spread(List<InetAddress> addresses) implements ControlAnswer {
        /** Copies the list. */
        public Spread {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * A system call failed.
     *
     * @param call its name
     * @param errno why
     * @param subject on what
     */
    record Failed(String call, int errno, String subject) implements ControlAnswer {
        static Failed of(ErrnoException e) {
            return new Failed(e.call(), e.number(), e.subject());
        }
    }

    /** Writes an answer; problems that do not fit into one message are counted in its last one. */
    static void encode(ControlAnswer answer, ByteBuffer into) {
        if (answer instanceof Ready) {
            Wire.start(into, READY);
        } else if (answer instanceof Opened opened) {
            putProblems(
                    Wire.start(into, OPENED).putInt(opened.handle()).putInt(opened.rootsLines()), opened.warnings());
        } else if (answer instanceof Rejected rejected) {
            putProblems(Wire.start(into, REJECTED), rejected.problems());
        } else if (answer instanceof RootsRead read) {
            putProblems(Wire.start(into, ROOTS_READ).putInt(read.rootsLines()), read.warnings());
        } else if (answer instanceof LookedUp found) {
            Wire.start(into, LOOKED_UP).putInt(found.line());
            Wire.putText(into, found.root());
        } else if (answer instanceof Removed) {
            Wire.start(into, REMOVED);
        } else if (answer instanceof AsItStands) {
            Wire.start(into, AS_IT_STANDS);
        } else if (answer instanceof Spread spread) {
            Wire.putHosts(Wire.start(into, SPREAD), spread.addresses());
        } else if (answer instanceof Bound) {
            Wire.start(into, BOUND);
        } else if (answer instanceof Failed failed) {
            Wire.start(into, FAILED);
            Wire.putText(into, failed.call());
            into.putInt(failed.errno());
            Wire.putText(into, failed.subject());
        }
    }

    /** Reads an answer that fills the buffer. */
    static ControlAnswer decode(ByteBuffer from) throws MalformedMessageException {
        return Wire.decode(from, false, (type, fields) -> switch (type) {
            case READY -> new Ready();
            case OPENED -> new Opened(fields.getInt(), fields.getInt(), getProblems(fields));
            case REJECTED -> new Rejected(getProblems(fields));
            case ROOTS_READ -> new RootsRead(fields.getInt(), getProblems(fields));
            case LOOKED_UP -> new LookedUp(fields.getInt(), Wire.getText(fields));
            case BOUND -> new Bound();
            case REMOVED -> new Removed();
            case AS_IT_STANDS -> new AsItStands();
            case SPREAD -> new Spread(Wire.getHosts(fields));
            case FAILED -> new Failed(Wire.getText(fields), fields.getInt(), Wire.getText(fields));
            default -> throw Wire.unknownType(type);
        });
    }

    private static void putProblems(ByteBuffer into, List<Problem> problems) {
        int countAt = into.position();
        into.putShort((short) 0);
        int written = 0;
        for (Problem problem : problems) {
            // the longest problem is two texts at their limit; keep as much again for the closing one
            if (into.remaining() < 20_000) {
                String more = "and " + (problems.size() - written) + " more";
                putProblem(into, new Problem(Problem.Severity.WARNING, problem.file(), 0, more));
                written++;
                break;
            }
            putProblem(into, problem);
            written++;
        }
        into.putShort(countAt, (short) written);
    }

    private static void putProblem(ByteBuffer into, Problem problem) {
        into.put(problem.severity() == Problem.Severity.ERROR ? ERROR : WARNING);
        Wire.putText(into, problem.file());
        into.putInt(problem.line());
        Wire.putText(into, problem.message());
    }

    private static List<Problem> getProblems(ByteBuffer from) throws MalformedMessageException {
        int count = Short.toUnsignedInt(from.getShort());
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Problem.Severity severity = severity(from.get());
            String file = Wire.getText(from);
            int line = from.getInt();
            if (line < 0) {
                throw new MalformedMessageException("line " + line);
            }
            problems.add(new Problem(severity, file, line, Wire.getText(from)));
        }
        return List.copyOf(problems);
    }

    private static Problem.Severity severity(byte written) throws MalformedMessageException {
        return switch (written) {
            case ERROR -> Problem.Severity.ERROR;
            case WARNING -> Problem.Severity.WARNING;
            default -> throw new MalformedMessageException("severity " + written);
        };
    }
}
