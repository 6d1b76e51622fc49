package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RecoveryModeTest {
    @TempDir
    Path temp;

    @Test
    void strictRefusesAnUnfinishedRecordAndLeavesItAlone() throws IOException {
        Path directory = temp.resolve("journal");
        try (Journal journal = Journals.open(temp.resolve("whole"))) {
            Journals.appendPairs(journal, 5);
            Journals.copyQueue(temp.resolve("whole"), directory);
        }
        open(directory, RecoveryMode.STRICT).close();
        Path torn = Journals.copyQueue(directory, temp.resolve("torn"));
        Path file = Journals.rollFiles(torn).get(0);
        long end = Journals.scan(torn).summary().dataBytes();
        Journals.write(file, end + 8, (byte) 0x77);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> open(torn, RecoveryMode.STRICT))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("unfinished")
                .hasMessageContaining("--recovery torn-tail");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        open(torn, RecoveryMode.TORN_TAIL).close();
        Journals.scanClean(torn);
    }

    @Test
    void pointInTimeKeepsTheRecordsUpToTheSequenceAndAllFilesAside() throws IOException {
        Path whole = temp.resolve("whole");
        Journals.writeDays(whole, 3);
        List<Read> written = Journals.scanClean(whole).records();
        for (long sequence : new long[] {1, 2, 3, 20, 21, 22, 30, 41, 42, 61, 62}) {
            Path directory = Journals.copyQueue(whole, temp.resolve("journal" + sequence));
            Map<String, byte[]> before = contents(directory);
            open(directory, RecoveryMode.pointInTime(sequence)).close();
            List<Read> kept = Journals.scanClean(directory).records();
            assertThat(kept.subList(0, (int) sequence)).isEqualTo(written.subList(0, (int) sequence));
            assertThat(kept.get((int) sequence).type()).isEqualTo(RecordType.RECOVER);
            assertThat(kept).hasSize((int) sequence + 2);
            if (sequence < written.size()) {
                assertSame(contents(directory.resolve("flipbook.aside-1")), before);
                Journals.scanClean(directory.resolve("flipbook.aside-1"));
            } else {
                assertThat(directory.resolve("flipbook.aside-1")).doesNotExist();
            }
        }
    }

    @Test
    void pointInTimePassesOverDamageBehindTheSequenceAndRefusesItBefore() throws IOException {
        Path directory = temp.resolve("journal");
        Journals.writeDays(directory, 3);
        List<Path> rollFiles = Journals.rollFiles(directory);
        Journals.flip(rollFiles.get(1), 0x80110 + 60, 3);
        Map<String, byte[]> before = contents(directory);
        assertThatThrownBy(() -> open(directory, RecoveryMode.pointInTime(25)))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("the last is 21");
        assertSame(contents(directory), before);
        assertThat(directory.resolve("flipbook.aside-1")).doesNotExist();
        open(directory, RecoveryMode.pointInTime(21)).close();
        assertThat(Journals.scanClean(directory).records()).hasSize(23);
    }

    @Test
    void pointInTimeSetsSnapshotsAside() throws IOException {
        Path directory = temp.resolve("journal");
        Journals.writeDays(directory, 3);
        SnapshotTest.make(directory, 10);
        SnapshotTest.make(directory, 30);
        open(directory, RecoveryMode.pointInTime(20)).close();
        assertThat(SnapshotTest.snapshots(directory)).isEmpty();
        assertThat(JournalSnapshots.in(directory).check().findings()).isEmpty();
        Path aside = directory.resolve("flipbook.aside-1");
        assertThat(SnapshotTest.snapshots(aside)).containsExactly("snapshot-30.fbs", "snapshot-10.fbs");
        assertThat(JournalSnapshots.in(aside).check().findings()).isEmpty();
        assertThat(SnapshotTest.reopen(directory).offered).isEmpty();
        assertThat(SnapshotTest.make(directory, 12)).isEqualTo(12);
    }

    @Test
    void pointInTimeLosesNothingWhenAFileOperationFails() throws IOException {
        Path whole = temp.resolve("whole");
        Journals.writeDays(whole, 2);
        FailingFiles counting = FailingFiles.never();
        keep(Journals.copyQueue(whole, temp.resolve("counted")), counting);
        for (long n = 1; n <= counting.operations(); n++) {
            Path directory = Journals.copyQueue(whole, temp.resolve("journal" + n));
            Map<String, byte[]> before = contents(directory);
            FailingFiles failing = FailingFiles.at(n, n % 2 == 0);
            try {
                keep(directory, failing);
            } catch (JournalException e) {
                assertThat(e.getMessage()).as("operation %d", n).contains("made to fail");
            }
            assertThat(failing.open()).as("operation %d", n).isZero();
            assertIsSomewhere(directory, before, n);
            open(directory, RecoveryMode.pointInTime(10)).close();
            assertThat(Journals.scanClean(directory).records())
                    .as("operation %d", n)
                    .hasSize(12);
            assertIsSomewhere(directory, before, n);
        }
    }

    private static void keep(Path directory, FailingFiles files) {
        new PointInTime(files, directory).keep(10);
    }

    /** Each file as it was is still in the journal, or in one of the directories that keep such. */
    private static void assertIsSomewhere(Path directory, Map<String, byte[]> before, long n) throws IOException {
        for (Map.Entry<String, byte[]> file : before.entrySet()) {
            try (Stream<Path> entries = Files.walk(directory)) {
                assertThat(entries.filter(entry -> entry.endsWith(file.getKey()))
                                .anyMatch(entry -> holds(entry, file)))
                        .as("%s after operation %d", file.getKey(), n)
                        .isTrue();
            }
        }
    }

    private static boolean holds(Path entry, Map.Entry<String, byte[]> file) {
        try {
            return java.util.Arrays.equals(Files.readAllBytes(entry), file.getValue());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void isReadFromText() {
        assertThat(RecoveryMode.parse("torn-tail")).isEqualTo(RecoveryMode.TORN_TAIL);
        assertThat(RecoveryMode.parse("strict")).isEqualTo(RecoveryMode.STRICT);
        assertThat(RecoveryMode.parse("point-in-time=12")).isEqualTo(RecoveryMode.pointInTime(12));
        for (String text :
                new String[] {"", "point-in-time", "point-in-time=0", "point-in-time=-1", "point-in-time=x"}) {
            assertThatThrownBy(() -> RecoveryMode.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Journal open(Path directory, RecoveryMode mode) {
        return Journal.open(Journals.config(directory, new SetClock()).recovery(mode), record -> true);
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
    }

    private static Map<String, byte[]> contents(Path directory) throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (Files.isRegularFile(entry) && !name.endsWith(".lock") && !name.endsWith(".writer")) {
                    contents.put(name, Files.readAllBytes(entry));
                }
            }
        }
        return contents;
    }
}
