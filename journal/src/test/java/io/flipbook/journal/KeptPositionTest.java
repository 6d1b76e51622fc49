package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPositionTest {
    private static final JournalPosition SOME =
            new JournalPosition(UUID.fromString("00000000-0000-4000-8000-0000000000ff"), 7_000_000_000L, 0x0badcafe);

    @TempDir
    Path temp;

    @Test
    void keepsThePositionForItsOwnerAlone() throws IOException {
        Path file = temp.resolve("consumer.position");
        KeptPosition kept = KeptPosition.in(file);
        assertThat(kept.read()).isNull();
        kept.keep(new JournalPosition(SOME.identity(), 1, -1));
        kept.keep(SOME);
        assertThat(KeptPosition.in(file).read()).isEqualTo(SOME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.list(temp)).containsExactly(file);
    }

    @Test
    void refusesEveryFileThatIsNotAsItIsWritten() throws IOException {
        Path file = temp.resolve("consumer.position");
        KeptPosition.in(file).keep(SOME);
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << bit);
                Files.write(file, bad);
                assertRefused(file);
            }
            Files.write(file, java.util.Arrays.copyOf(good, at));
            assertRefused(file);
        }
        Files.write(file, java.util.Arrays.copyOf(good, 100_000));
        assertRefused(file);
    }

    /** With a checksum that is right, by somebody who knows how. */
    @Test
    void refusesWhatNobodyKeeps() throws IOException {
        Path file = temp.resolve("consumer.position");
        String identity = SOME.identity().toString();
        for (String text : new String[] {
            "flipbook-position 1\njournal " + identity + "\nrecord 0 00000000\n",
            "flipbook-position 1\njournal " + identity + "\nrecord -1 00000000\n",
            "flipbook-position 1\njournal " + identity + "\nrecord 07 00000000\n",
            "flipbook-position 1\njournal " + identity + "\nrecord 7 0\n",
            "flipbook-position 1\njournal " + identity + "\nrecord 99999999999999999999 00000000\n",
            "flipbook-position 1\njournal 1-1-1-1-1\nrecord 7 00000000\n",
            "flipbook-position 1\nrecord 7 00000000\n",
            "flipbook-position 1\n\n\n",
            "other 1\njournal " + identity + "\nrecord 7 00000000\n",
        }) {
            Files.write(file, SealedText.seal(text));
            assertRefused(file);
        }
        Files.write(file, SealedText.seal("flipbook-position 2\nwhatever\n"));
        assertThatThrownBy(() -> KeptPosition.in(file).read())
                .isInstanceOf(JournalVersionException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void refusesWhatIsNoFile() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("directory"));
        assertRefused(directory);
        Path target = Files.write(temp.resolve("target"), SealedText.seal("flipbook-position 1\n"));
        assertRefused(Files.createSymbolicLink(temp.resolve("link"), target));
    }

    @Test
    void keepsWhatWasKeptWhereTheNextCannotBeWritten() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("consumer"));
        Path file = directory.resolve("position");
        KeptPosition.in(file).keep(SOME);
        JournalPosition next = new JournalPosition(SOME.identity(), SOME.sequence() + 1, 1);
        FailingFiles counting = FailingFiles.never();
        KeptPosition.in(file, counting).keep(SOME);
        assertThat(counting.operations()).isGreaterThan(4);
        for (long n = 1; n <= counting.operations(); n++) {
            FailingFiles files = FailingFiles.at(n, false);
            assertThatThrownBy(() -> KeptPosition.in(file, files).keep(next))
                    .isInstanceOf(JournalIoException.class)
                    .hasMessageContaining(file.toString());
            assertThat(files.open()).isZero();
            assertThat(KeptPosition.in(file).read()).isIn(SOME, next);
        }
        KeptPosition.in(file).keep(next);
        assertThat(KeptPosition.in(file).read()).isEqualTo(next);
    }

    @Test
    void isNeverInAJournalsDirectory() {
        Path directory = temp.resolve("journal");
        Journals.open(directory).close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeptPosition.in(directory.resolve("position")))
                .withMessageContaining("journal's directory");
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> KeptPosition.in(file).read())
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString());
    }
}
