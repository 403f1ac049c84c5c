package org.virtuald.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Inputs made from seeds by changing, doubling, dropping and joining pieces of them. A run of a few thousand is part of the
 * tests and always the same, {@code -Dfuzz.inputs=N} makes it longer; {@code -Dfuzz.seconds=N} goes on with others for so long.
 */
public final class Mutations {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 3000);
    private static final int LONGEST = 20_000;
    private static final byte[] ODD = {
        0, 1, -1, 127, -128, '"', '{', '[', '}', ']', '=', '$', '#', '\\', '\n', '/', ':', '-'
    };

    private final List<byte[]> seeds;
    private Random random = new Random(1);

    /**
     * @param seeds at least one; they are left as they are
     */
    public Mutations(List<byte[]> seeds) {
        this.seeds = seeds;
    }

    /** Seeds that lie in {@code fuzz/NAME} on the class path, each with a line of {@code ---} behind it. */
    public static Mutations of(String name) {
        try (InputStream in = Mutations.class.getResourceAsStream("/fuzz/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no seeds " + name);
            }
            List<byte[]> seeds = new ArrayList<>();
            for (String seed : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("---\n", -1)) {
                seeds.add(seed.getBytes(StandardCharsets.UTF_8));
            }
            return new Mutations(seeds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands the seeds, then what is made of them, to a test; what it throws is thrown with the input in the message. */
    public void forEach(Consumer<byte[]> test) {
        seeds.forEach(seed -> run(test, seed));
        for (int i = 0; i < INPUTS; i++) {
            run(test, next());
        }
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("fuzz.seconds", 0)).toNanos();
        random = new Random();
        while (System.nanoTime() - end < 0) {
            run(test, next());
        }
    }

    private static void run(Consumer<byte[]> test, byte[] input) {
        try {
            test.accept(input);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "input of " + input.length + " bytes: " + new String(input, StandardCharsets.ISO_8859_1), e);
        }
    }

    private byte[] next() {
        byte[] input = seed();
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            input = change(input);
        }
        return input;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size())).clone();
    }

    private byte[] change(byte[] input) {
        if (input.length == 0) {
            return seed();
        }
        int at = random.nextInt(input.length);
        int length = 1 + random.nextInt(Math.min(input.length - at, 40));
        switch (random.nextInt(6)) {
            case 0 -> input[at] = (byte) random.nextInt();
            case 1 -> input[at] = ODD[random.nextInt(ODD.length)];
            case 2 -> {
                return join(input, 0, at, input, at + length, input.length);
            }
            case 3 -> {
                byte[] doubled = input;
                for (int times = 1 << random.nextInt(8); times > 0 && doubled.length < LONGEST; times--) {
                    doubled = join(doubled, 0, at + length, input, at, input.length);
                }
                return doubled;
            }
            case 4 -> {
                byte[] other = seed();
                return join(input, 0, at, other, random.nextInt(other.length + 1), other.length);
            }
            default -> {
                return join(input, 0, at, input, input.length, input.length);
            }
        }
        return input;
    }

    private static byte[] join(byte[] one, int from, int to, byte[] other, int otherFrom, int otherTo) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(one, from, to - from);
        joined.write(other, otherFrom, otherTo - otherFrom);
        return joined.toByteArray();
    }
}
