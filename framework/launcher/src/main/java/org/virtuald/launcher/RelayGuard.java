package org.virtuald.launcher;

import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;

/**
 * What serves the launch channel of a service whose connections the host relays. There is nothing to be launched: the first
 * request ends the channel, as its end does.
 */
final class RelayGuard implements Crew.Duty {
    private final OpenService service;
    private final MessageReceiver receiver;

    RelayGuard(OpenService service) {
        this.service = service;
        this.receiver = new MessageReceiver(service.channel(), Wire.REQUEST_BYTES, LaunchChannel.LAUNCH_DESCRIPTORS);
    }

    @Override
    public Crew.Leaving serve() {
        try {
            MessageReceiver.Received received = receiver.receive();
            if (received instanceof MessageReceiver.Received.Message message) {
                message.discard();
            }
            if (!(received instanceof MessageReceiver.Received.EndOfFile)) {
                service.outbox()
                        .post(new LaunchAnswer.Closing(
                                "asked to launch, but the conf says redirect: there is no program"));
            }
        } catch (ErrnoException e) {
            service.outbox().post(new LaunchAnswer.Closing(String.valueOf(e.getMessage())));
        }
        return Crew.Leaving.END;
    }
}
