package org.virtuald.conf;

import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the roots table is: a name, an absolute path, or the lines themselves. */
final class RootsKey {

    private static final String FORM = "the name of a file in conf/roots, an absolute path, or a list of lines";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private RootsKey() {}

    static Optional<RootsSource> read(Value value) {
        return value.is(ConfigValueType.LIST)
                ? ValueType.listOf(FORM, RootsKey::line).read(value).map(RootsSource.Inline::new)
                : ValueType.text(FORM).then(RootsKey::file).read(value);
    }

    private static Optional<RootsSource> file(Value value, String text) {
        try {
            if (text.startsWith("/")) {
                return Optional.of(new RootsSource.File(Path.of(text)));
            }
            if (NAME.matcher(text).matches()) {
                return Optional.of(new RootsSource.File(
                        value.source().directory().resolve("roots").resolve(text)));
            }
        } catch (InvalidPathException e) {
            // Java refuses names that the locale's encoding cannot write.
            return value.refuse(Quoted.of(text) + " is not a file name");
        }
        return value.expected(FORM);
    }

    /** Refused here and not only when the table is made, so that its errors are told with the others of the file. */
    private static Optional<RootsSource.Line> line(Value value) {
        return ValueType.text("a line of a roots table").read(value).flatMap(text -> {
            if (RootsLine.parse(text) instanceof RootsLine.Malformed malformed) {
                return value.refuse(malformed.message());
            }
            Place place = value.place();
            boolean here = place.file().equals(value.source().file().toString());
            return Optional.of(new RootsSource.Line(here ? place.line() : 0, text));
        });
    }
}
