package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import jnr.constants.platform.Errno;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtuald.posix.ErrnoException;

class AcceptFailureTest {

    @ParameterizedTest
    @EnumSource(names = {"ECONNABORTED", "EPROTO", "ENETDOWN", "EHOSTUNREACH", "ETIMEDOUT", "EPERM", "EINTR"})
    void aConnectionThatWasGoneIsNoReasonToStop(Errno errno) {
        assertThat(of(errno)).isEqualTo(AcceptFailure.CONNECTION);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"})
    void aLackOfResourcesPasses(Errno errno) {
        assertThat(of(errno)).isEqualTo(AcceptFailure.EXHAUSTION);
    }

    @ParameterizedTest
    @EnumSource(names = {"EBADF", "EINVAL", "ENOTSOCK", "EFAULT"})
    void anythingElseIsTheListeners(Errno errno) {
        assertThat(of(errno)).isEqualTo(AcceptFailure.LISTENER);
    }

    private static AcceptFailure of(Errno errno) {
        return AcceptFailure.of(new ErrnoException("accept4", errno.intValue(), "fd 7"));
    }
}
