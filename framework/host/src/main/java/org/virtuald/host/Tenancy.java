package org.virtuald.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.HostConf;
import org.virtuald.host.guest.GuestLoggers;

/** Whose the process is that a host runs in. */
public enum Tenancy {

    /** The host's: it gives up root for good, and takes from the process what it does not need. */
    OWNER {
        @Override
        String rootNeeded() {
            return "virtuald must be started as root: it enters roots and takes on users.\n"
                    + "To try it as an ordinary user: unshare --user --map-root-user virtuald run, or virtuald demo";
        }

        @Override
        void settle(HostConf conf, HostDirectories directories, StateDirectory state) throws HostException {
            HostUser.become(conf, directories, state);
        }

        @Override
        Loggers loggers() {
            return new JdkLoggers();
        }
    },

    /**
     * An application's, with which the host ends. Users, system calls allowed, core dumps and signals of a process are all
     * its threads': the host leaves them as they are, and stays the application's user, which has to be root.
     */
    GUEST {
        @Override
        String rootNeeded() {
            return "the application must run as root for virtuald inside it: its launcher enters roots and takes on"
                    + " users.\nAs another user, run virtuald beside it: virtuald run";
        }

        @Override
        void settle(HostConf conf, HostDirectories directories, StateDirectory state) {
            LOG.info(
                    "inside an application: the host and its bundles stay root as the application is;"
                            + " user{} of virtuald.conf is not used",
                    conf.user().map(user -> " = " + user.user()).orElse(""));
        }

        @Override
        Loggers loggers() {
            return GuestLoggers.ALL;
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** What to tell who starts a host as another than root. */
    abstract String rootNeeded();

    /**
     * Makes the process what it is to be once the launcher runs; no bundle is started before.
     *
     * @throws HostException when that fails
     */
    abstract void settle(HostConf conf, HostDirectories directories, StateDirectory state) throws HostException;

    /** The loggers whose levels the control socket sets. */
    abstract Loggers loggers();
}
