package org.virtuald.host.systemd;

import org.virtuald.posix.Descriptor;
import org.virtuald.posix.SocketBinding;
import org.virtuald.service.NumericAddress;

/**
 * A socket that was open when this process began.
 *
 * @param name what systemd calls it: {@code FileDescriptorName} of systemd.socket(5), or the name under which it was stored
 * @param binding where it is bound
 * @param socket close-on-exec and non-blocking; whoever claims it owns it
 */
public record InheritedSocket(String name, SocketBinding binding, Descriptor socket) {

    /** Where it is bound, as a conf file would write it. */
    public String address() {
        String address = NumericAddress.text(binding.address());
        return binding.transport() == SocketBinding.Transport.UDP ? "udp:" + address : address;
    }
}
