package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ScratchDirectoryTest {
    @Test
    void isGoneWithAllThatIsInItWhenItIsClosed() throws IOException {
        Path path;
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            path = scratch.path();
            Files.createDirectories(path.resolve("a/b"));
            Files.writeString(path.resolve("a/b/c"), "text");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void runsNoMoreStepsOnceItIsGone() {
        ScratchDirectory scratch = new ScratchDirectory();
        scratch.close();
        scratch.during(() -> create(scratch.path()));
        assertThat(scratch.path()).doesNotExist();
    }

    private static void create(Path path) {
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
