package io.flipbook.journal;

import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.Journals.payload;
import static io.flipbook.journal.Journals.rollFiles;
import static io.flipbook.journal.Journals.scan;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    @TempDir
    Path temp;

    @Test
    void losesNothingAcknowledgedWhenKilledAndGoesOn() throws Exception {
        Path directory = temp.resolve("journal");
        Random random = new Random(5);
        for (int round = 0; round < 5; round++) {
            long acknowledged;
            try (ChildWriter child = ChildWriter.start(directory)) {
                for (int lines = random.nextInt(300); lines > 0; lines--) {
                    child.nextAcknowledged();
                }
                child.nextAcknowledged();
                acknowledged = child.kill();
            }
            Scanned scanned = scanClean(directory);
            assertThat(scanned.summary().lastSequence()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(scanned.summary().endedCleanly()).isFalse();
        }
        try (Journal journal = Journal.open(JournalConfig.of(directory), record -> true)) {
            append(journal, 8);
        }
        Scanned scanned = scanClean(directory);
        assertThat(scanned.records())
                .filteredOn(read -> read.type() == RecordType.RECOVER)
                .hasSize(5);
        assertThat(scanned.summary().endedCleanly()).isTrue();
    }

    @Test
    void erasesTheRecordThatAKilledWriterLeftUnfinished() throws IOException {
        Path directory = killedAfterPairs();
        Path file = rollFiles(directory).get(0);
        long end = scan(directory).summary().dataBytes();
        byte[] garbage = new byte[3000];
        Arrays.fill(garbage, (byte) 0x77);
        Journals.write(file, end + 4, garbage);

        Scanned torn = scanClean(directory);
        assertThat(torn.summary().unfinished())
                .isEqualTo(new Extent(file.getFileName().toString(), end, 3004));
        open(directory).close();

        Read recover = recoverOf(scanClean(directory));
        assertThat(discardedBytes(recover)).isEqualTo(3004);
        long behind = scan(directory).summary().dataBytes();
        byte[] bytes = Files.readAllBytes(file);
        assertThat(Arrays.copyOfRange(bytes, (int) behind, bytes.length)).containsOnly(0);
    }

    @Test
    void erasesTheRecordThatAKilledWriterLeftHalfInItsPlace() throws IOException {
        Path directory = temp.resolve("journal");
        killAfter(directory, journal -> journal.appendReserving(Journals.TYPE, 0, payload(32, 1), 0, 32, 32));
        Path file = rollFiles(directory).get(0);
        Extent place = scanClean(directory).summary().openPlace();
        assertThat(place.lengthBytes()).isEqualTo(64);
        Journals.write(file, place.offset(), (byte) 64, (byte) 0, (byte) 0, (byte) 0, (byte) 17);

        assertThat(scanClean(directory).summary().unfinished()).isEqualTo(new Extent(place.file(), place.offset(), 5));
        open(directory).close();

        Read recover = recoverOf(scanClean(directory));
        assertThat(recover.flags()).isEqualTo(RecordLayout.AFTER_OPEN_PLACE);
        assertThat(discardedBytes(recover)).isEqualTo(5);
    }

    @Test
    void saysInRecoverHowTheSessionBeforeEnded() throws IOException {
        Path directory = killedAfterPairs();
        open(directory).close();
        open(directory).close();

        assertThat(scanClean(directory).records())
                .filteredOn(read -> read.type() == RecordType.RECOVER)
                .extracting(read -> payloadBytes(read).getInt(SessionRecords.RECOVER_FLAGS_OFFSET))
                .containsExactly(0, SessionRecords.ENDED_CLEANLY);
    }

    @Test
    void goesOnBehindARollFileThatAKilledWriterWasAboutToMake() throws IOException {
        Path directory = temp.resolve("journal");
        Journals.writeDays(directory, 2);
        Path next = Files.createFile(directory.resolve("20231117H.cq4"));

        assertThat(scanClean(directory).summary().rollFiles()).isEqualTo(2);
        try (Journal journal = open(directory)) {
            append(journal, 8);
        }

        assertThat(next).doesNotExist();
        scanClean(directory);
    }

    @Test
    void deletesAPreparedFileThatIsNotItsOwn() throws IOException {
        Path directory = temp.resolve("journal");
        SetClock clock = new SetClock();
        open(directory, clock).close();
        Path other = temp.resolve("other");
        open(other, clock).close();
        for (int day = 0; day < 2; day++) {
            // A roll file that the queue would take as it is.
            RollFile next = RollFile.of(directory, RollFile.dayOf(clock.nowNs) + day);
            Files.copy(rollFiles(other).get(0), next.preparedPath());
        }

        clock.nowNs += Journals.DAY_NS;
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
        }

        assertThat(scanClean(directory).records()).hasSize(5);
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(6);
        }
    }

    @Test
    void goesOnInTheDayOfTheLastRollFileEvenIfThatHasNoRecordYet() throws IOException {
        SetClock clock = new SetClock();
        Path directory = killedInARoll(clock);

        clock.nowNs -= 5 * Journals.DAY_NS;
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
            assertThat(journal.lastTimeNs()).isGreaterThanOrEqualTo(Journals.NOON_NS + Journals.DAY_NS / 2);
        }
        assertThat(scanClean(directory).summary().rollFiles()).isEqualTo(2);
    }

    /** The manifest could not list it else, and a file that it does not list is a foreign one. */
    @Test
    void leavesNoRollFileWithoutARecordBehindWhenItGoesOnDaysLater() throws IOException {
        SetClock clock = new SetClock();
        Path directory = killedInARoll(clock);

        clock.nowNs += 5 * Journals.DAY_NS;
        try (Journal journal = open(directory, clock)) {
            scanClean(directory);
            append(journal, 8);
        }

        Scanned scanned = scanClean(directory);
        assertThat(scanned.summary().rollFiles()).isEqualTo(3);
        assertThat(recoverOf(scanned).timeNs()).isEqualTo(clock.nowNs);
        open(directory, clock).close();
        scanClean(directory);
    }

    /** A journal of which the last roll file has been made and has no record, and is not in the manifest. */
    private Path killedInARoll(SetClock clock) throws IOException {
        Path directory = temp.resolve("journal");
        try (Journal journal = open(directory, clock)) {
            append(journal, 8);
            Files.copy(directory.resolve(JournalFiles.MANIFEST), temp.resolve("manifest"));
            clock.nowNs += Journals.DAY_NS;
            append(journal, 8);
        }
        Files.move(
                temp.resolve("manifest"),
                directory.resolve(JournalFiles.MANIFEST),
                StandardCopyOption.REPLACE_EXISTING);
        Path second = rollFiles(directory).get(1);
        byte[] fresh = Files.readAllBytes(second);
        // Everything behind the two indexes, and the write position, as before the first record.
        Arrays.fill(fresh, 0x80110, fresh.length, (byte) 0);
        Arrays.fill(fresh, 0x40, 0x50, (byte) 0);
        Files.write(second, fresh);
        return directory;
    }

    @Test
    void goesOnWhereAWriterWasKilledBeforeTheQueueNotedItsLastDocument() throws IOException {
        for (int words = 1; words <= 2; words++) {
            Path directory = temp.resolve("journal" + words);
            killAfter(directory, journal -> appendPairs(journal, 5));
            Path file = rollFiles(directory).get(0);
            long lastDocument = scan(directory).summary().dataBytes() - 4 - 128;
            long before = lastDocument - 4 - 128;
            // The write position and, behind it, position and number of the last document in one word.
            long noted = words == 1 ? lastDocument : before;
            Journals.writeLong(file, 0x40, noted);
            Journals.writeLong(file, 0x48, before << 32 | 4);

            scanClean(directory);
            try (Journal journal = open(directory)) {
                appendPairs(journal, 3);
            }
            assertThat(scanClean(directory).records()).hasSize(11 + 8);
        }
    }

    @Test
    void goesOnInTheNextFileWhereAWriterWasKilledAfterTheEndMark() throws IOException {
        Path directory = killedAfterPairs();
        long end = scan(directory).summary().dataBytes();
        Journals.writeLong(rollFiles(directory).get(0), end, 0x464f45c3_c0000000L);

        scanClean(directory);
        try (Journal journal = open(directory)) {
            append(journal, 8);
        }

        assertThat(scanClean(directory).records()).hasSize(14);
        assertThat(rollFiles(directory)).hasSize(2);
    }

    @Test
    void doesNotTakeALostEndForAKill() throws IOException {
        Path directory = killedAfterPairs();
        Path file = rollFiles(directory).get(0);
        Scanned before = scanClean(directory);
        // The header word of the last document is lost: what follows looks like an unfinished record.
        long lastDocument = before.summary().dataBytes() - 4 - 128;
        Journals.write(file, lastDocument, new byte[4]);

        assertThat(scan(directory).kinds()).containsExactly(FindingKind.WRITE_POSITION);
        assertThat(scan(directory).findings().get(0).offset()).isEqualTo(lastDocument);
        assertThatThrownBy(() -> open(directory)).isInstanceOf(JournalDamagedException.class);
    }

    private Path killedAfterPairs() throws IOException {
        Path directory = temp.resolve("journal");
        killAfter(directory, journal -> appendPairs(journal, 5));
        return directory;
    }

    private interface Appends {
        void to(Journal journal);
    }

    /** A journal as a kill leaves it: a copy of the files while they are written. */
    private void killAfter(Path directory, Appends appends) throws IOException {
        Path original = temp.resolve("original of " + directory.getFileName());
        try (Journal journal = open(original)) {
            appends.to(journal);
            Journals.copyQueue(original, directory);
        }
    }

    private static Read recoverOf(Scanned scanned) {
        return scanned.records().stream()
                .filter(read -> read.type() == RecordType.RECOVER)
                .findFirst()
                .orElseThrow();
    }

    private static long discardedBytes(Read recover) {
        return payloadBytes(recover).getLong(SessionRecords.DISCARDED_OFFSET);
    }

    private static ByteBuffer payloadBytes(Read read) {
        return ByteBuffer.wrap(java.util.HexFormat.of().parseHex(read.payload()))
                .order(RecordLayout.ORDER);
    }
}
