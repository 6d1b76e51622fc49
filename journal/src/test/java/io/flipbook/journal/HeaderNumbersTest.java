package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderNumbersTest {
    /** The byte by which a header announces the name of a type. */
    private static final int TYPE_PREFIX = 0xb6;

    @TempDir
    private Path directory;

    @Test
    void takesNoWritePositionInAHeaderForTheNameOfAType() {
        try (Journal journal = Journals.open(directory)) {
            long position = 0;
            while ((position >>> 8 & 0xff) != TYPE_PREFIX) {
                Journals.appendPairs(journal, 1);
                position = endOf(directory);
            }
            assertThat(Journals.scan(directory).findings()).isEmpty();
        }
    }

    private static long endOf(Path directory) {
        long[] end = new long[1];
        JournalScanner.of(directory)
                .scan(
                        record -> {
                            end[0] = record.fileOffset();
                            return true;
                        },
                        finding -> {
                            throw new AssertionError(finding);
                        });
        return end[0];
    }
}
