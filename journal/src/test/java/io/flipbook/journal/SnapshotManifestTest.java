package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.config;
import static io.flipbook.journal.Journals.rollFiles;
import static io.flipbook.journal.Journals.scanClean;
import static io.flipbook.journal.SnapshotTest.make;
import static io.flipbook.journal.SnapshotTest.reopen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart behind a snapshot leaves in the manifest of files that it has read in part, or not at all. */
class SnapshotManifestTest {
    @TempDir
    Path directory;

    @Test
    void saysOfEveryFileWhatItSaidWhereverARestartBegins() throws Exception {
        Journals.writeDays(directory, 3);
        List<RolledFile> before = manifest().files();
        for (long sequence = 5; sequence < before.get(2).lastSequence(); sequence += 3) {
            make(directory, sequence);
            assertThat(reopen(directory).offered).containsExactly(sequence);

            List<RolledFile> after = manifest().files();
            assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
            assertThat(after.get(2).firstSequence()).isEqualTo(before.get(2).firstSequence());
            assertThat(after.get(2).lastSequence())
                    .isEqualTo(scanClean(directory).summary().lastSequence());
        }
    }

    @Test
    void completesTheFileThatAKilledWriterWasWritingFromTheMiddleOn() throws Exception {
        SetClock clock = new SetClock();
        Path killed = directory.resolve("killed");
        Path journal = directory.resolve("journal");
        try (Journal open = Journals.open(journal, clock)) {
            appendPairs(open, 4);
            make(journal, Long.MAX_VALUE);
            appendPairs(open, 2);
            clock.nowNs += Journals.DAY_NS;
            append(open, 8);
            Journals.copyQueue(journal, killed);
            SnapshotTest.copySnapshots(journal, killed);
        }
        // As if the writer was killed before the manifest said that it had begun the second file.
        new ManifestFile(FileOperations.SYSTEM, killed)
                .write(manifest(killed).withFiles(List.of(RolledFile.open(rolledDay(killed, 0), 1))));
        Ledger ledger = new Ledger();
        Journal.open(config(killed, clock), ledger).close();

        assertThat(ledger.offered).containsExactly(9L);
        assertThat(manifest(killed).files().get(0))
                .isEqualTo(manifest(journal).files().get(0));
        assertThat(manifest(killed).files().get(1).firstSequence()).isEqualTo(14);
        scanClean(killed);
    }

    @Test
    void isCompleteWhereTheSnapshotIsOfAFileThatItDoesNotList() throws Exception {
        SetClock clock = new SetClock();
        Path killed = directory.resolve("killed");
        Path journal = directory.resolve("journal");
        try (Journal open = Journals.open(journal, clock)) {
            appendPairs(open, 4);
            clock.nowNs += Journals.DAY_NS;
            long first = append(open, 8);
            assertThat(make(journal, Long.MAX_VALUE)).isEqualTo(first);
            Journals.copyQueue(journal, killed);
            SnapshotTest.copySnapshots(journal, killed);
        }
        new ManifestFile(FileOperations.SYSTEM, killed)
                .write(manifest(killed).withFiles(List.of(RolledFile.open(rolledDay(killed, 0), 1))));

        assertThat(reopen(killed).offered).isEmpty();
        assertThat(manifest(killed).files().get(0))
                .isEqualTo(manifest(journal).files().get(0));
        assertThat(scanClean(killed).summary().firstSequence()).isEqualTo(1);
    }

    @Test
    void stillMissesAFileBeforeTheSnapshot() throws Exception {
        Journals.writeDays(directory, 3);
        make(directory, Long.MAX_VALUE);
        Files.delete(rollFiles(directory).get(1));

        assertThatThrownBy(() -> reopen(directory)).isInstanceOf(JournalDamagedException.class);
    }

    private Manifest manifest() throws IOException, Manifest.MalformedException {
        return manifest(directory);
    }

    private static Manifest manifest(Path journal) throws IOException, Manifest.MalformedException {
        return Manifest.parse(new ManifestFile(FileOperations.SYSTEM, journal).read());
    }

    private static int rolledDay(Path journal, int index) throws IOException {
        return RollFile.dayOf(rollFiles(journal).get(index).getFileName().toString());
    }
}
