package org.virtuald.conf;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read, in the words of errno(3): Java's own message is often the bare path. */
public final class ReadFailure {

    private ReadFailure() {}

    /** Whether there is no such file. */
    public static boolean isAbsent(IOException failure) {
        return failure instanceof NoSuchFileException || failure instanceof FileNotFoundException;
    }

    /** The reason, fit to stand behind a file's name. */
    public static String reason(IOException failure) {
        if (isAbsent(failure)) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = failure instanceof FileSystemException detailed ? detailed.getReason() : failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : Quoted.plain(message);
    }
}
