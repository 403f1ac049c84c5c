package org.virtuald.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The lines that a process writes, as they come. */
final class ProcessLog {
    private final List<String> lines = new ArrayList<>(); // guarded by this
    private boolean ended; // guarded by this

    ProcessLog(InputStream from) {
        Thread reader = new Thread(() -> read(from), "log");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream from) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("[the log cannot be read: " + e + "]");
        }
        end();
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** All that has been written so far. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The first line, past or to come, in which the pattern is found. */
    String await(String regex) throws InterruptedException {
        return await(regex, 1);
    }

    /** The line in which the pattern is found for the {@code count}-th time. */
    synchronized String await(String regex, int count) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        long end = System.nanoTime() + Await.DEADLINE.toNanos();
        int next = 0;
        int found = 0;
        while (true) {
            for (; next < lines.size(); next++) {
                if (pattern.matcher(lines.get(next)).find() && ++found == count) {
                    return lines.get(next);
                }
            }
            long left = end - System.nanoTime();
            if (ended || left <= 0) {
                throw new AssertionError((ended ? "the log has ended" : "the deadline has passed") + " without \""
                        + regex + "\"" + (count == 1 ? "" : ", " + count + " times") + ":\n" + this);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Waits until nobody can write any more. */
    synchronized void awaitEnd() throws InterruptedException {
        long end = System.nanoTime() + Await.DEADLINE.toNanos();
        while (!ended) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("somebody still holds the log open:\n" + this);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }
}
