package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCheckTest {
    private static final int FILES = 3000;

    @TempDir
    Path directory;

    @Test
    void neverMissesAFileBeforeOneThatItHasWhileAWriterRolls() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread roller = new Thread(() -> {
            try {
                for (int day = 0; day < FILES; day++) {
                    Files.createFile(RollFile.of(directory, day).path());
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            } finally {
                done.set(true);
            }
        });
        roller.start();
        int gaps = 0;
        int listings = 0;
        while (!done.get()) {
            DirectoryCheck check = new DirectoryCheck();
            check.list(directory, new Findings(finding -> {}));
            List<RollFile> files = check.rollFiles();
            listings++;
            gaps += files.isEmpty() || files.get(files.size() - 1).day() == files.size() - 1 ? 0 : 1;
        }
        roller.join();
        assertThat(listings).isPositive();
        assertThat(gaps).as("of " + listings).isZero();
    }
}
