package org.virtuald.conf;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How the value of a key is read: what it must look like and what comes of it. */
@FunctionalInterface
interface ValueType<T> {

    /** What the value says, or empty after at least one problem was reported at it. */
    Optional<T> read(Value value);

    /** The same, made into something else that can always be made of it. */
    default <R> ValueType<R> map(Function<T, R> function) {
        return value -> read(value).map(function);
    }

    /** True or false, and none of HOCON's other words for them. */
    static ValueType<Boolean> flag() {
        return value -> value.is(ConfigValueType.BOOLEAN)
                ? Optional.of(Boolean.valueOf(value.text()))
                : value.expected("true or false");
    }

    /** A whole number from {@code least} to {@code most}. */
    static ValueType<Integer> number(int least, int most) {
        return value -> {
            String text = value.is(ConfigValueType.NUMBER) ? value.text() : "";
            if (text.matches("-?[0-9]{1,10}")) {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return Optional.of((int) number);
                }
            }
            return value.expected("a whole number from " + least + " to " + most);
        };
    }

    /** A number with at most four digits before its point and two behind it. */
    static ValueType<Double> decimal(double least, double most) {
        return value -> {
            String text = value.is(ConfigValueType.NUMBER) ? value.text() : "";
            if (text.matches("[0-9]{1,4}(\\.[0-9]{1,2})?")) {
                double number = Double.parseDouble(text);
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            }
            return value.expected("a number from " + least + " to " + most + " with at most two decimals");
        };
    }

    /** A time with its unit, as HOCON writes one; a bare number, which would be milliseconds there, is none. */
    static ValueType<Duration> duration(Duration least, Duration most) {
        return value -> {
            String text = value.isScalar() ? value.text() : "";
            if (text.matches("[0-9.]+ *[a-z]+")) {
                try {
                    Duration duration = value.raw().atKey("value").getDuration("value");
                    if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                        return Optional.of(duration);
                    }
                } catch (ConfigException e) {
                    return value.expected("a time such as 30s, 10m or 2h");
                }
                return value.refuse(
                        Quoted.of(text) + " is not between " + least.toSeconds() + "s and " + most.toDays() + "d");
            }
            return value.expected("a time such as 30s, 10m or 2h");
        };
    }

    /** A string, or a number or boolean as it is written; {@code what} names it in messages. */
    static ValueType<String> text(String what) {
        return value -> {
            if (!value.isScalar()) {
                return value.expected(what);
            }
            String text = value.text();
            // The kernel ends arguments, environment and paths at the first NUL.
            return text.indexOf('\0') < 0 ? Optional.of(text) : value.refuse("holds a NUL byte");
        };
    }

    /** Text that a parser makes a value of; its IllegalArgumentException says what is wrong with the text. */
    static <T> ValueType<T> parsed(String what, Function<String, T> parser) {
        return value -> text(what).read(value).flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException e) {
                return value.refuse(e.getMessage() + "; expected " + what);
            }
        });
    }

    /** One of the constants, in lower case with dashes. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> constants) {
        Map<String, E> byName = new LinkedHashMap<>();
        Arrays.stream(constants.getEnumConstants())
                .forEach(constant ->
                        byName.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant));
        String expected = "one of " + String.join(", ", byName.keySet());
        return text(expected).then((value, text) -> {
            E constant = byName.get(text);
            return constant == null ? value.expected(expected) : Optional.of(constant);
        });
    }

    /** An object with keys of its own. */
    static <T> ValueType<T> section(List<Key<?>> keys, Function<Section, T> record) {
        return value -> {
            if (!(value.is(ConfigValueType.OBJECT) && value.raw() instanceof ConfigObject object)) {
                return value.expected("an object with "
                        + String.join(", ", keys.stream().map(Key::name).toList()));
            }
            Section section = Section.read(object, value.place(), value.key() + ".", keys, value.source());
            return value.source().problems().hasErrors() ? Optional.empty() : Optional.of(record.apply(section));
        };
    }

    /** A list, possibly empty, every element of which is of the type; {@code what} names the list in messages. */
    static <T> ValueType<List<T>> listOf(String what, ValueType<T> type) {
        return value -> value.is(ConfigValueType.LIST) ? elements(value, type) : value.expected(what);
    }

    /** A list with at least one element, or that element alone. */
    static <T> ValueType<List<T>> oneOrMore(String what, ValueType<T> type) {
        return value -> value.elements().isEmpty() ? value.expected(what) : elements(value, type);
    }

    private static <T> Optional<List<T>> elements(Value value, ValueType<T> type) {
        List<T> list = new ArrayList<>();
        List<Value> elements = value.elements();
        elements.forEach(element -> element.as(type).ifPresent(list::add));
        return list.size() == elements.size() ? Optional.of(List.copyOf(list)) : Optional.empty();
    }

    /** A further look at what was read. */
    default <R> ValueType<R> then(Check<T, R> check) {
        return value -> read(value).flatMap(read -> check.apply(value, read));
    }

    /** Makes something of what was read, or reports a problem at the value. */
    @FunctionalInterface
    interface Check<T, R> {
        Optional<R> apply(Value value, T read);
    }
}
