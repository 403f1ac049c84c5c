package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/** The strings and structures that the calls of a plan point to, each of them once; they follow the code. */
final class DataSection {
    private final Map<Argument.Data, Label> places = new HashMap<>();
    private final Queue<Argument.Data> unwritten = new ArrayDeque<>();

    /** Where the data will be. */
    Label place(Argument.Data data) {
        return places.computeIfAbsent(data, added -> {
            unwritten.add(added);
            return new Label();
        });
    }

    /** Appends all data asked for so far, and the data which that points to. */
    void writeTo(Code code) {
        while (!unwritten.isEmpty()) {
            Argument.Data data = unwritten.remove();
            if (data instanceof Argument.Text text) {
                code.place(place(text));
                code.bytes(text.value().getBytes(UTF_8));
                code.int8(0);
            } else if (data instanceof Argument.Bytes bytes) {
                code.align(bytes.alignment());
                code.place(place(bytes));
                bytes.content().forEach(code::int8);
                // in order, for equal plans give equal images
                new TreeMap<>(bytes.pointers())
                        .forEach((offset, target) -> code.address(place(bytes), offset, place(target)));
            }
        }
    }
}
