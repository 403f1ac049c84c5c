package org.virtuald.bundles.shell;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/** The commands that bundles offer: services with the properties osgi.command.scope and osgi.command.function. */
final class OfferedCommands implements ServiceTrackerCustomizer<Object, List<OfferedCommands.Command>>, AutoCloseable {

    /** One that was given to the interpreter. */
    record Command(String scope, String function, CommandProxy target) {}

    private final BundleContext context;
    private final CommandProcessorImpl processor;
    private final ServiceTracker<Object, List<Command>> tracker;

    OfferedCommands(BundleContext context, CommandProcessorImpl processor) {
        this.context = context;
        this.processor = processor;
        this.tracker = new ServiceTracker<>(context, filter(), this);
        tracker.open();
    }

    private static Filter filter() {
        try {
            return FrameworkUtil.createFilter(
                    "(&(" + CommandProcessor.COMMAND_SCOPE + "=*)(" + CommandProcessor.COMMAND_FUNCTION + "=*))");
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<Command> addingService(ServiceReference<Object> reference) {
        String scope = String.valueOf(reference.getProperty(CommandProcessor.COMMAND_SCOPE));
        Object functions = reference.getProperty(CommandProcessor.COMMAND_FUNCTION);
        int rank = reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer given ? given : 0;
        List<Command> commands = new ArrayList<>();
        for (Object function : functions instanceof Object[] several ? several : new Object[] {functions}) {
            String name = String.valueOf(function);
            Command command = new Command(scope, name, new CommandProxy(context, reference, name));
            processor.addCommand(scope, command.target(), name, rank);
            commands.add(command);
        }
        return commands;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, List<Command> commands) {
        // Gogo does not look at changes either
    }

    @Override
    public void removedService(ServiceReference<Object> reference, List<Command> commands) {
        commands.forEach(command -> processor.removeCommand(command.scope(), command.function(), command.target()));
    }

    @Override
    public void close() {
        tracker.close();
    }
}
