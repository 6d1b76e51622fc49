package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndMarkTest {
    private static final int TEXT_BYTES = 4;

    @TempDir
    private Path directory;

    private Path file;
    private byte[] bytes;
    private int text;

    @BeforeEach
    void endAFile() throws IOException {
        Journals.writeDays(directory, 2);
        file = Journals.rollFiles(directory).get(0);
        bytes = Files.readAllBytes(file);
        text = bytes.length - TEXT_BYTES;
        while (!isEndText()) {
            text--;
        }
    }

    @Test
    void takesATextThatIsNotWholeYetForAnEnd() throws IOException {
        for (int missing = 1; missing <= TEXT_BYTES; missing++) {
            bytes[text + TEXT_BYTES - missing] = 0;
            Files.write(file, bytes);
            assertThat(Journals.scan(directory).findings())
                    .as("%d missing", missing)
                    .isEmpty();
        }
    }

    @Test
    void findsAnyOtherText() throws IOException {
        for (int bit = 0; bit < TEXT_BYTES * Byte.SIZE; bit++) {
            byte[] flipped = bytes.clone();
            flipped[text + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Files.write(file, flipped);
            assertThat(Journals.scan(directory).kinds()).as("bit %d", bit).contains(FindingKind.TRAILING_BYTES);
        }
    }

    private boolean isEndText() {
        return (bytes[text] & 0xff) == 0xc3
                && bytes[text + 1] == 'E'
                && bytes[text + 2] == 'O'
                && bytes[text + 3] == 'F';
    }
}
