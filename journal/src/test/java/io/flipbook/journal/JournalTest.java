package io.flipbook.journal;

import static io.flipbook.journal.Journals.OTHER_TYPE;
import static io.flipbook.journal.Journals.TYPE;
import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.Journals.payload;
import static io.flipbook.journal.Journals.scan;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path temp;

    @Test
    void givesBackWhatWasAppended() {
        Path directory = temp.resolve("journal");
        UnsafeBuffer payload = payload(24, 7);
        try (Journal journal = open(directory)) {
            assertThat(journal.isNew()).isTrue();
            assertThat(journal.append(TYPE, 255, payload, 8, 16)).isEqualTo(2);
            assertThat(journal.lastSequence()).isEqualTo(2);
            assertThat(journal.lastTimeNs()).isEqualTo(Journals.NOON_NS);
        }

        Scanned scanned = scanClean(directory);

        byte[] expected = new byte[16];
        payload.getBytes(8, expected);
        assertThat(scanned.records().get(1))
                .isEqualTo(new Read(
                        TYPE, 255 << 8, 2, Journals.NOON_NS, HexFormat.of().formatHex(expected)));
        assertThat(scanned.records()).extracting(Read::type).containsExactly(RecordType.BEGIN, TYPE, RecordType.END);
        assertThat(scanned.summary().endedCleanly()).isTrue();
        assertThat(scanned.summary().writer()).isEqualTo("test 1");
        assertThat(scanned.summary().formatVersion()).isEqualTo(1);
        assertThat(scanned.summary().syncPolicy()).isEqualTo(SyncPolicy.NONE);
    }

    @Test
    void padsPayloadsWithZerosUpToEightBytes() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory)) {
            journal.append(TYPE, 0, payload(64, 1), 0, 64);
            journal.append(TYPE, 0, payload(3, 2), 0, 3);
        }

        String padded = scanClean(directory).records().get(2).payload();

        assertThat(padded).hasSize(16).endsWith("0000000000");
    }

    @Test
    void handsEveryRecordToTheRecoveryWhenItOpensAgain() {
        Path directory = temp.resolve("journal");
        UUID identity;
        try (Journal journal = open(directory)) {
            appendPairs(journal, 4);
            identity = journal.identity();
        }
        List<Long> recovered = new ArrayList<>();

        try (Journal journal =
                Journal.open(Journals.config(directory, new SetClock()), record -> recovered.add(record.sequence()))) {
            assertThat(journal.isNew()).isFalse();
            assertThat(journal.identity()).isEqualTo(identity);
            assertThat(journal.lastSequence()).isEqualTo(11);
            assertThat(append(journal, 8)).isEqualTo(12);
        }

        assertThat(recovered)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
        Scanned scanned = scanClean(directory);
        assertThat(scanned.records().get(10).type()).isEqualTo(RecordType.RECOVER);
        assertThat(scanned.summary().identity()).isEqualTo(identity);
    }

    @Test
    void refusesARecoveryThatStopsBeforeTheEnd() {
        Path directory = temp.resolve("journal");
        open(directory).close();

        assertThatIllegalStateException()
                .isThrownBy(() -> Journal.open(Journals.config(directory, new SetClock()), record -> false));
        assertThat(scanClean(directory).records()).hasSize(2);
    }

    @Test
    void fillsTheReservedPlace() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory)) {
            journal.appendReserving(TYPE, 0, payload(32, 1), 0, 32, 40);
            assertThat(journal.fill(OTHER_TYPE, 9, payload(24, 2), 0, 24)).isEqualTo(3);
        }

        List<Read> records = scanClean(directory).records();

        assertThat(records.get(1).flags()).isEqualTo(RecordLayout.RESERVES);
        assertThat(records.get(2).flags()).isEqualTo(9 << 8);
        assertThat(records).hasSize(4);
    }

    @Test
    void appendsWhatDoesNotFitTheReservedPlace() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory)) {
            journal.appendReserving(TYPE, 0, payload(32, 1), 0, 32, 40);
            assertThat(journal.fill(OTHER_TYPE, 9, payload(41, 2), 0, 41)).isEqualTo(3);
        }

        assertThat(scanClean(directory).records().get(2).flags()).isEqualTo(9 << 8 | RecordLayout.AFTER_OPEN_PLACE);
    }

    @Test
    void leavesAPlaceOpenWhenSomethingElseIsAppended() {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory)) {
            journal.appendReserving(TYPE, 0, payload(32, 1), 0, 32, 40);
            append(journal, 8);
            assertThatIllegalStateException().isThrownBy(() -> journal.fill(TYPE, 0, payload(8, 1), 0, 8));
            journal.appendReserving(TYPE, 0, payload(32, 1), 0, 32, 40);
            journal.appendReserving(TYPE, 0, payload(32, 1), 0, 32, 40);
        }

        assertThat(scanClean(directory).records())
                .extracting(Read::flags)
                .containsExactly(
                        0,
                        RecordLayout.RESERVES,
                        RecordLayout.AFTER_OPEN_PLACE,
                        RecordLayout.RESERVES,
                        RecordLayout.RESERVES | RecordLayout.AFTER_OPEN_PLACE,
                        RecordLayout.AFTER_OPEN_PLACE);
    }

    @Test
    void takesTheLongestRecordAndTheLongestDocument() {
        Path directory = temp.resolve("journal");
        int longest = RecordLayout.MAX_PAYLOAD_BYTES;
        int room = RecordLayout.MAX_DOCUMENT_BYTES - RecordLayout.MAX_RECORD_BYTES - RecordLayout.PAYLOAD_OFFSET;
        try (Journal journal = open(directory)) {
            for (int i = 0; i < 12; i++) {
                journal.appendReserving(TYPE, 0, payload(longest, i), 0, longest, room);
                journal.fill(TYPE, 0, payload(room, i), 0, room);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal.append(TYPE, 0, payload(longest + 1, 0), 0, longest + 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal.appendReserving(TYPE, 0, payload(longest, 0), 0, longest, room + 1));
        }

        assertThat(scanClean(directory).records()).hasSize(26);
    }

    @Test
    void refusesTypesFlagsAndRangesThatAreNotTheUsers() {
        UnsafeBuffer payload = payload(8, 1);
        try (Journal journal = open(temp.resolve("journal"))) {
            for (int type : new int[] {-1, 0, RecordType.BEGIN, RecordType.SNAPSHOT, 15, 128}) {
                assertThatIllegalArgumentException().isThrownBy(() -> journal.append(type, 0, payload, 0, 8));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> journal.append(TYPE, 256, payload, 0, 8));
            assertThatIllegalArgumentException().isThrownBy(() -> journal.append(TYPE, -1, payload, 0, 8));
            assertThatIllegalArgumentException().isThrownBy(() -> journal.append(TYPE, 0, payload, 1, 8));
            assertThatIllegalArgumentException().isThrownBy(() -> journal.append(TYPE, 0, payload, -1, 8));
            assertThatIllegalArgumentException().isThrownBy(() -> journal.append(TYPE, 0, payload, 0, -1));
            assertThatIllegalArgumentException().isThrownBy(() -> journal.appendReserving(TYPE, 0, payload, 0, 8, -1));
            assertThat(journal.append(TYPE, 0, payload, 0, 8)).isEqualTo(2);
        }
    }

    @Test
    void belongsToTheThreadOfItsFirstAppend() throws Exception {
        try (Journal journal = open(temp.resolve("journal"))) {
            Thread writer = new Thread(() -> append(journal, 8), "the writer");
            writer.start();
            writer.join();

            assertThatIllegalStateException()
                    .isThrownBy(() -> append(journal, 8))
                    .withMessageContaining("the writer");
        }
    }

    @Test
    void refusesToAppendOnceClosedAndClosesTwice() {
        Journal journal = open(temp.resolve("journal"));
        journal.close();
        journal.close();

        assertThatIllegalStateException().isThrownBy(() -> append(journal, 8)).withMessageContaining("closed");
    }

    @Test
    void stopsAfterAFailedAppendAndSaysTheFirstCause() {
        Path directory = temp.resolve("journal");
        SetClock clock = new SetClock();
        boolean[] broken = {false};
        Journal journal = open(directory, () -> {
            if (broken[0]) {
                throw new InternalError("the first cause");
            }
            return clock.timeNs();
        });
        append(journal, 8);
        broken[0] = true;
        assertThatThrownBy(() -> append(journal, 8))
                .isInstanceOf(JournalIoException.class)
                .hasMessageContaining("the first cause")
                .extracting(e -> ((JournalException) e).sequence())
                .isEqualTo(3L);
        broken[0] = false;

        assertThatIllegalStateException().isThrownBy(() -> append(journal, 8)).withMessageContaining("the first cause");
        journal.close();

        Scanned scanned = scanClean(directory);
        assertThat(scanned.records()).hasSize(2);
        assertThat(scanned.summary().endedCleanly()).isFalse();
        try (Journal again = open(directory)) {
            assertThat(append(again, 8)).isEqualTo(4);
        }
        assertThat(scanClean(directory).records()).hasSize(5);
    }

    @Test
    void failsCleanlyWhenItsFileIsCutUnderIt() throws IOException {
        Path directory = temp.resolve("journal");
        Journal journal = open(directory);
        append(journal, 8);
        try (FileChannel channel =
                FileChannel.open(Journals.rollFiles(directory).get(0), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }

        assertThatThrownBy(() -> append(journal, 8)).isInstanceOf(JournalIoException.class);
        assertThatIllegalStateException().isThrownBy(() -> append(journal, 8));
        journal.close();

        assertThat(scan(directory).findings()).isNotEmpty();
    }

    @Test
    void keepsOthersOutOfItsFiles() throws IOException {
        Path directory = temp.resolve("journal");
        Journals.writeDays(directory, 2);
        open(directory).close();

        assertThat(permissions(directory)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files)
                    .hasSize(6)
                    .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
        }
    }

    @Test
    void takesAnEmptyDirectoryAndMakesItPrivate() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("journal"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        open(directory).close();

        assertThat(permissions(directory)).isEqualTo("rwx------");
    }

    @Test
    void refusesADirectoryOfOtherThingsAndLeavesItAsItIs() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("home"));
        Files.createFile(directory.resolve("letter.txt"));

        assertThatIllegalArgumentException().isThrownBy(() -> open(directory));
        assertThatIllegalArgumentException().isThrownBy(() -> open(directory.resolve("letter.txt")));

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void beginsAnewWhereAWriterWasKilledBeforeItsFirstRecord() throws IOException {
        Path whole = temp.resolve("whole");
        open(whole).close();
        String rollFile = Journals.rollFiles(whole).get(0).getFileName().toString();
        Path directory = Files.createDirectory(temp.resolve("journal"));
        Files.createFile(directory.resolve(JournalFiles.LOCK));
        Files.createFile(directory.resolve(JournalFiles.METADATA));
        Files.createFile(directory.resolve(rollFile));

        try (Journal journal = open(directory)) {
            assertThat(journal.isNew()).isTrue();
        }

        assertThat(scanClean(directory).records()).hasSize(2);
    }

    @Test
    void saysThatThereIsNoJournal() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("empty"));

        assertThatThrownBy(() -> scan(empty)).isInstanceOf(JournalIoException.class);
        assertThatThrownBy(() -> scan(temp.resolve("missing"))).isInstanceOf(JournalIoException.class);
        assertThatThrownBy(() -> JournalTailer.open(empty)).isInstanceOf(JournalIoException.class);
    }

    @Test
    void allocatesNothingOnTheHotPath() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Journal journal =
                Journal.open(JournalConfig.of(temp.resolve("journal")).blockSizeBytes(256 << 20), record -> true)) {
            UnsafeBuffer payload = payload(32, 1);
            long[] allocated = new long[6];
            for (int round = 0; round < allocated.length; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 100_000; i++) {
                    journal.appendReserving(TYPE, 0, payload, 0, 32, 32);
                    journal.fill(OTHER_TYPE, 0, payload, 0, 32);
                    journal.append(TYPE, 0, payload, 0, 32);
                }
                allocated[round] = threads.getCurrentThreadAllocatedBytes() - before;
            }

            // A compiler that changes its mind puts a few objects on the heap; what the path allocates, it does each
            // time.
            assertThat(allocated).contains(0);
        }
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
