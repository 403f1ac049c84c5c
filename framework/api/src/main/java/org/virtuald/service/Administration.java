package org.virtuald.service;

import java.io.PrintWriter;
import java.util.List;
import java.util.NavigableSet;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an administrator can ask of the running host: the operations of the command line. The host registers it in the OSGi
 * registry under this interface before it starts the first bundle; a bundle that offers another way to administer the host, such
 * as a shell, looks it up there. Any thread may call it, except one that is inside the start or stop of a bundle.
 */
@ProviderType
public interface Administration {

    /**
     * Brings the services and bundles in line with the conf directory, as {@code virtuald reload} does, and returns when that is
     * done.
     *
     * @throws AdministrationException when the conf directory cannot be read, or the host is stopping; nothing has changed then
     */
    Reload reload() throws AdministrationException;

    /**
     * Leaves new connections of a service in the kernel's queue until it is resumed, as {@code virtuald pause} does. Its
     * connections go on.
     *
     * @param service the name of a service that runs
     * @throws AdministrationException when no service of that name runs
     */
    void pause(String service) throws AdministrationException;

    /**
     * Takes connections of a paused or drained service again, the waiting ones first, as {@code virtuald resume} does.
     *
     * @param service the name of a service that runs
     * @throws AdministrationException when no service of that name runs
     */
    void resume(String service) throws AdministrationException;

    /**
     * Pauses a service and returns when its last connection has ended, as {@code virtuald drain} does.
     *
     * @param service the name of a service that runs
     * @throws AdministrationException when no service of that name runs
     * @throws InterruptedException when the thread is interrupted; the service stays paused
     */
    void drain(String service) throws AdministrationException, InterruptedException;

    /**
     * Runs a command of the command line that asks the host and changes no conf: {@code status}, {@code services},
     * {@code connections}, {@code kill}, {@code lookup}, {@code refusals}, {@code failures} or {@code log-level}.
     *
     * @param command its name and its arguments, as {@code virtuald} takes them
     * @param out gets what it prints; flushed at the end, not closed
     * @param err gets what is wrong; flushed at the end, not closed
     * @return its exit status
     * @throws AdministrationException when there is no such command
     */
    int command(List<String> command, PrintWriter out, PrintWriter err) throws AdministrationException;

    /** The names of the services that run, those of bundles too: what the operations above take. */
    NavigableSet<String> services();
}
