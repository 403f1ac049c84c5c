package org.virtuald.bundles.shell;

import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandSessionImpl;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.BundleContext;
import org.virtuald.service.AdministrationException;

/** Gogo, and the commands that bundles offer it. Any thread may run lines. */
final class Interpreter implements AutoCloseable {
    /** Where a command without a scope is looked for; then everywhere. */
    private static final String SCOPES = "virtuald:felix:*";

    private final SessionStreams streams = new SessionStreams();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(streams);
    private final OfferedCommands offered;

    Interpreter(BundleContext context, BundleNames names) {
        streams.open();
        processor.addConverter(new BundleConverter(names));
        offered = new OfferedCommands(context, processor);
    }

    /**
     * Runs a line; what it has started ends with it.
     *
     * @param variables of the session, which the line can change
     * @param out gets its output and its result
     * @param err gets its complaints
     * @return its exit status; a thread that is interrupted meanwhile ends it
     */
    int run(String line, Map<String, Object> variables, OutputStream out, OutputStream err) {
        PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
        // one for each line: an interrupt closes its streams
        CommandSessionImpl session = processor.createSession(InputStream.nullInputStream(), results, complaints);
        try {
            session.getVariables().putAll(variables);
            session.put("SCOPE", SCOPES);
            Object result = session.execute(line);
            if (result != null) {
                print(session.format(result, Converter.INSPECT), results);
            }
            return ExitStatus.OK;
        } catch (Exception | StackOverflowError e) {
            String message = message(e);
            if (!message.isEmpty()) {
                complaints.println(message);
            }
            return status(e);
        } finally {
            session.close();
            variables.clear();
            variables.putAll(session.getVariables());
            results.flush();
            complaints.flush();
        }
    }

    private static void print(CharSequence text, PrintStream out) {
        if (text.length() > 0) {
            out.print(text);
            if (text.charAt(text.length() - 1) != '\n') {
                out.print('\n');
            }
        }
    }

    private static int status(Throwable failure) {
        if (failure instanceof CommandFailure known) {
            return known.status();
        }
        if (failure instanceof AdministrationException) {
            return ExitStatus.UNAVAILABLE;
        }
        if (failure instanceof InterruptedException || failure instanceof CancellationException) {
            return ExitStatus.INTERRUPTED;
        }
        boolean usage = failure instanceof IllegalArgumentException
                || failure instanceof SyntaxError
                || failure instanceof EOFException
                || failure instanceof StackOverflowError;
        return usage ? ExitStatus.USAGE : ExitStatus.SOFTWARE;
    }

    private static String message(Throwable failure) {
        if (failure instanceof InterruptedException || failure instanceof CancellationException) {
            return "interrupted";
        }
        if (failure instanceof StackOverflowError) {
            return "the line goes too deep";
        }
        if (failure instanceof CommandNotFoundException unknown) {
            return "no command " + unknown.getCommand() + "; help lists them";
        }
        if (failure instanceof CommandFailure
                || failure instanceof AdministrationException
                || failure instanceof IllegalArgumentException
                || failure instanceof SyntaxError
                || failure instanceof EOFException) {
            return String.valueOf(failure.getMessage());
        }
        return failure.toString();
    }

    /** The commands there are, each {@code scope:function}. */
    NavigableSet<String> commands() {
        return new TreeSet<>(processor.getCommands());
    }

    /** Ends all lines. */
    @Override
    public void close() {
        offered.close();
        processor.stop();
        streams.giveBack();
    }
}
