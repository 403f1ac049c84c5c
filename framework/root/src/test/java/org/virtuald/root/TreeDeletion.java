package org.virtuald.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/** Deletes a temporary directory without a word on each symbolic link, of which roots are full. */
public final class TreeDeletion implements TempDirDeletionStrategy {

    @Override
    public DeletionResult delete(Path directory, AnnotatedElementContext element, ExtensionContext extension)
            throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
        return DeletionResult.builder(directory).build();
    }
}
