package org.virtuald.host.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.AccessList;
import org.virtuald.conf.AccessRules;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

class AccessTest {
    private static final AccessList ALL = AccessList.of(List.of(), List.of());

    @Test
    void theTimeOfDayIsThatOfTheZone() throws Exception {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        for (String zone : List.of("UTC", "Asia/Seoul")) {
            Clock noon = Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneId.of(zone));
            Access access = new Access(rules("access-times = \"08:00-18:00\""), ALL, noon);
            assertThat(access.refusal(address).isEmpty()).isEqualTo(zone.equals("UTC"));
        }
    }

    @Test
    void anotherListIsInForceAtOnce() throws Exception {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        Access access = Access.toAll();
        AccessList list = AccessList.of(List.of(), List.of(AddressPrefix.parse("192.0.2.0/24")));
        assertThat(access.refusal(address)).isEmpty();
        assertThat(access.use(list)).isTrue();
        assertThat(access.use(list)).isFalse();
        assertThat(access.refusal(address)).contains(Reason.ACCESS);
    }

    private static AccessRules rules(String line) {
        String text = "listen = \"*:1\"\nexec = [cat]\nroots = [\"default /\"]\nuser = nobody\n" + line;
        Reading<ServiceConf> reading =
                new ConfReader(Path.of("conf"), file -> text.getBytes(StandardCharsets.UTF_8)).service("name");
        return ((Reading.Accepted<ServiceConf>) reading).value().access();
    }
}
