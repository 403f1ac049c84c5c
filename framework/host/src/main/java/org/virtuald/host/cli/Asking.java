package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlClient;
import org.virtuald.host.control.ControlException;
import org.virtuald.host.control.ControlRequest;

/** Asks the host of a state directory, and says what is the matter when it does not answer. */
final class Asking {
    private Asking() {}

    static Config of(Path stateDirectory, ControlRequest request) throws HostException {
        try {
            return ControlClient.ask(stateDirectory, request);
        } catch (ControlException e) {
            throw new HostException(ExitStatus.UNAVAILABLE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw noHost(stateDirectory, e);
        }
    }

    /** Nobody answers there. */
    static HostException noHost(Path stateDirectory, IOException reason) {
        return new HostException(
                ExitStatus.UNAVAILABLE,
                "no host answers in " + stateDirectory + " (" + reason.getMessage()
                        + "); is one running, and with this --state?");
    }
}
