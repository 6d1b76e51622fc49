package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer drops files while somebody reads the journal: at each file that the reader opens, and before each step. */
class DroppedMeanwhileTest {
    private static final int DAYS = 4;

    @TempDir
    Path temp;

    /** What a writer does about the first two files, so many steps of it, before the n-th file is opened. */
    private static final class Dropping extends FileOperations {
        private final Path directory;
        private final long before;
        private final int steps;
        private long opened;

        Dropping(Path directory, long before, int steps) {
            this.directory = directory;
            this.before = before;
            this.steps = steps;
        }

        @Override
        FileChannel open(Path file, OpenOption... options) throws IOException {
            if (++opened == before) {
                drop();
            }
            return super.open(file, options);
        }

        private void drop() throws IOException {
            ManifestFile file = new ManifestFile(SYSTEM, directory);
            try {
                Manifest dropping = Manifest.parse(file.read()).dropping(2);
                file.write(dropping);
                if (steps > 1) {
                    file.removeDropped(dropping);
                }
                if (steps > 2) {
                    file.write(dropping.withoutDropped());
                }
            } catch (Manifest.MalformedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void isNeverDamageToAScanAndIsSaidWhereItCannotBeginAgain() throws IOException {
        Path whole = temp.resolve("whole");
        Journals.writeDays(whole, DAYS);
        List<Long> all = Journals.scan(whole).sequences();
        Dropping counting = new Dropping(whole, 0, 0);
        JournalScanner.of(whole, counting).scan(record -> true, finding -> {});
        int begunAgain = 0;
        int said = 0;
        for (int steps = 1; steps <= 3; steps++) {
            for (long n = 1; n <= counting.opened; n++) {
                String what = "step " + steps + ", file " + n;
                Path journal = Journals.copyQueue(whole, temp.resolve(steps + "-" + n));
                List<Long> read = new ArrayList<>();
                try {
                    JournalScanner.of(journal, new Dropping(journal, n, steps))
                            .scan(record -> read.add(record.sequence()), finding -> {
                                throw new AssertionError(what + ": " + finding);
                            });
                    boolean fromNewBeginning = !read.equals(all);
                    begunAgain += fromNewBeginning ? 1 : 0;
                    assertThat(read)
                            .as(what)
                            .isEqualTo(fromNewBeginning ? Journals.scan(journal).sequences() : all);
                } catch (JournalIoException e) {
                    said++;
                    assertThat(e.getMessage()).as(what).contains("was dropped", "while it was read");
                    assertThat(all.subList(0, read.size())).as(what).isEqualTo(read);
                }
            }
        }
        assertThat(begunAgain).isPositive();
        assertThat(said).isPositive();
    }

    @Test
    void isStillAnErrorWhereTheFileWasNotDroppedButRemoved() throws IOException {
        Path journal = temp.resolve("journal");
        Journals.writeDays(journal, DAYS);
        Path first = Journals.rollFiles(journal).get(0);
        FileOperations removing = new FileOperations() {
            @Override
            FileChannel open(Path file, OpenOption... options) throws IOException {
                if (file.equals(first)) {
                    Files.deleteIfExists(first);
                }
                return super.open(file, options);
            }
        };
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> JournalScanner.of(journal, removing).scan(record -> true, finding -> {}))
                .isInstanceOf(JournalIoException.class)
                .hasMessageContaining("there is no");
    }

    @Test
    void isNothingToASnapshotThatIsMadeOfTheRecordsBehind() throws IOException {
        Path journal = temp.resolve("journal");
        Journals.writeDays(journal, DAYS);
        long made = SnapshotTest.make(journal, 45);
        Ledger whole = Ledger.ofWhole(journal);
        for (long n = 1; ; n++) {
            Path copy = Journals.copyQueue(journal, temp.resolve("copy-" + n));
            SnapshotTest.copySnapshots(journal, copy);
            Dropping dropping = new Dropping(copy, n, 3);
            Ledger state = new Ledger();
            JournalScanner.of(copy, dropping).scanFromSnapshot(state, finding -> {
                throw new AssertionError(finding.toString());
            });
            assertThat(state.offered).containsExactly(made);
            assertThat(state.state()).isEqualTo(whole.state());
            if (dropping.opened < n) {
                assertThat(n).isGreaterThan(8);
                return;
            }
        }
    }
}
