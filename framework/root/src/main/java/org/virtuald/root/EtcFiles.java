package org.virtuald.root;

import java.io.IOException;
import java.util.List;

/** The files in /etc that the C library reads for names of users and hosts; see passwd(5) and nsswitch.conf(5). */
final class EtcFiles {

    private record EtcFile(String path, String text) {}

    private static final List<EtcFile> ALL = List.of(
            new EtcFile("/etc/passwd", """
                    root:*:0:0:root:/:/bin/sh
                    nobody:*:65534:65534:nobody:/:/usr/sbin/nologin
                    """),
            new EtcFile("/etc/group", """
                    root:*:0:
                    nogroup:*:65534:
                    """),
            new EtcFile("/etc/nsswitch.conf", """
                    passwd: files
                    group: files
                    hosts: files dns
                    """),
            new EtcFile("/etc/hosts", """
                    127.0.0.1 localhost
                    ::1 localhost
                    """));

    private EtcFiles() {}

    static void write(RootWriter writer) throws IOException, RootException {
        writer.directory("/etc");
        for (EtcFile file : ALL) {
            writer.file(file.path, new Content.Text(file.text));
        }
    }
}
