package org.virtuald.root;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files in /etc that the C library reads for names of users and hosts; see passwd(5) and nsswitch.conf(5). */
final class EtcFiles {

    private static final String PASSWD = "/etc/passwd";
    private static final String GROUP = "/etc/group";

    private record EtcFile(String path, String text) {}

    private static final List<EtcFile> ALL = List.of(
            new EtcFile(PASSWD, """
                    root:*:0:0:root:/:/bin/sh
                    nobody:*:65534:65534:nobody:/:/usr/sbin/nologin
                    """),
            new EtcFile(GROUP, """
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

    static void write(RootWriter writer, AccountLines accounts) throws IOException, RootException {
        writer.directory("/etc");
        for (EtcFile file : ALL) {
            Map<String, String> more = Map.of();
            if (file.path.equals(PASSWD)) {
                more = accounts.passwd();
            } else if (file.path.equals(GROUP)) {
                more = accounts.group();
            }
            write(writer, file, more);
        }
    }

    /** Lines are added to what there is, so that accounts of an earlier build, or of somebody's making, stay. */
    private static void write(RootWriter writer, EtcFile file, Map<String, String> more)
            throws IOException, RootException {
        if (writer.tree().resolve(file.path) instanceof Resolution.Found found && found.isRegular()) {
            String present = Files.readString(found.file(), StandardCharsets.UTF_8);
            if (isList(file) && present.startsWith(file.text)) {
                add(writer, file, present, more);
                return;
            }
        }
        writer.file(file.path, new Content.Text(file.text));
        if (!more.isEmpty()
                && writer.tree().resolve(file.path) instanceof Resolution.Found found
                && found.isRegular()) {
            add(writer, file, Files.readString(found.file(), StandardCharsets.UTF_8), more);
        }
    }

    private static boolean isList(EtcFile file) {
        return file.path.equals(PASSWD) || file.path.equals(GROUP);
    }

    private static void add(RootWriter writer, EtcFile file, String present, Map<String, String> more)
            throws IOException, RootException {
        Set<String> names = new HashSet<>();
        present.lines().forEach(line -> names.add(line.replaceFirst(":.*", "")));
        StringBuilder text = new StringBuilder(present);
        if (!present.isEmpty() && !present.endsWith("\n")) {
            text.append('\n');
        }
        more.forEach((name, line) -> {
            if (names.add(name)) {
                text.append(line).append('\n');
            }
        });
        if (text.length() > present.length()) {
            writer.overwrite(file.path, new Content.Text(text.toString()));
        } else {
            writer.keep(writer.entry(file.path), true, "");
        }
    }
}
