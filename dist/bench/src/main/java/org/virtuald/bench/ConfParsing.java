package org.virtuald.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

/** Reading the conf of a service, its file being in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ConfParsing {

    private static final byte[] SHORT = """
            listen = ["*:21"]
            exec   = ["in.ftpd", "-l"]
            roots  = "virtual"
            user   = "ftp"
            """.getBytes(UTF_8);
    private static final byte[] LONG = (new String(SHORT, UTF_8) + """
            backlog = 128                     # behind the five lines that every service has
            keepalive = true
            keepalive-time = 60s
            env { TZ = "UTC", LANG = "C" }
            umask = 077
            nice = 5
            allow = ["10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32"]
            deny = ["10.9.0.0/16"]
            access-times = ["08:00-18:00"]
            max-programs = 40
            max-programs-per-source = 4
            max-rate = "50/s"
            over-limit = "refuse"
            """).getBytes(UTF_8);

    private final ConfReader shortConf = new ConfReader(Path.of("conf"), file -> SHORT);
    private final ConfReader longConf = new ConfReader(Path.of("conf"), file -> LONG);

    /** The keys that a service must have. */
    @Benchmark
    public ServiceConf requiredKeys() {
        return read(shortConf);
    }

    /** Thirteen keys more. */
    @Benchmark
    public ServiceConf manyKeys() {
        return read(longConf);
    }

    private static ServiceConf read(ConfReader reader) {
        Reading<ServiceConf> reading = reader.service("ftp");
        if (reading instanceof Reading.Accepted<ServiceConf> accepted) {
            return accepted.value();
        }
        throw new IllegalStateException(reading.problems().toString());
    }
}
