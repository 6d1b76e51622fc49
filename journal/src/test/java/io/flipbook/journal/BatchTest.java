package io.flipbook.journal;

import static io.flipbook.journal.Journals.OTHER_TYPE;
import static io.flipbook.journal.Journals.TYPE;
import static io.flipbook.journal.Journals.append;
import static io.flipbook.journal.Journals.appendBatches;
import static io.flipbook.journal.Journals.appendPairs;
import static io.flipbook.journal.Journals.batch;
import static io.flipbook.journal.Journals.open;
import static io.flipbook.journal.Journals.payload;
import static io.flipbook.journal.Journals.scan;
import static io.flipbook.journal.Journals.scanClean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import io.flipbook.journal.Journals.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of several records. */
class BatchTest {
    private static final int HEADER_WORD_BYTES = 4;

    @TempDir
    Path temp;

    private Path directory() {
        return temp.resolve("journal");
    }

    @Test
    void appendsAllRecordsInOneDocumentWithOneTime() {
        SetClock clock = new SetClock();
        try (Journal journal = open(directory(), clock)) {
            append(journal, 8);
            clock.nowNs++;
            assertThat(journal.appendAll(batch(TYPE, 100, 32))).isEqualTo(3);
            assertThat(journal.lastSequence()).isEqualTo(102);
            assertThat(append(journal, 8)).isEqualTo(103);
        }

        List<Read> records = scanClean(directory()).records();
        assertThat(records).hasSize(104);
        assertThat(records.subList(2, 102)).allMatch(read -> read.timeNs() == Journals.NOON_NS + 1);
        assertThat(records.get(50).flags()).isEqualTo(3 << RecordLayout.USER_FLAGS_SHIFT);
        assertThat(records.get(50).payload())
                .isEqualTo(java.util.HexFormat.of()
                        .formatHex(payload(32, 1000L * TYPE + 48).byteArray()));
        long[] offsets = offsets(directory());
        for (int i = 3; i < 102; i++) {
            assertThat(offsets[i] - offsets[i - 1]).isEqualTo(64);
        }
    }

    @Test
    void holdsNoMoreThanADocumentDoes() {
        RecordBatch batch = new RecordBatch();
        int longest = RecordLayout.MAX_PAYLOAD_BYTES;
        assertThat(batch.claim(TYPE, 0, longest)).isEqualTo(RecordLayout.PAYLOAD_OFFSET);
        assertThat(batch.claim(TYPE, 0, longest)).isEqualTo(-1);
        int rest = RecordLayout.MAX_DOCUMENT_BYTES - RecordLayout.MAX_RECORD_BYTES - RecordLayout.PAYLOAD_OFFSET;
        assertThat(batch.claim(TYPE, 0, rest + 1)).isEqualTo(-1);
        assertThat(batch.claim(TYPE, 0, rest)).isPositive();
        assertThat(batch.count()).isEqualTo(2);
        assertThat(batch.lengthBytes()).isEqualTo(RecordLayout.MAX_DOCUMENT_BYTES);

        try (Journal journal = open(directory())) {
            for (int i = 0; i < 20; i++) {
                journal.appendAllReserving(batch);
                journal.appendAll(batch);
            }
        }
        assertThat(scanClean(directory()).records()).hasSize(82);
    }

    @Test
    void refusesWhatIsNoRecordOfTheUsers() {
        RecordBatch batch = new RecordBatch();
        assertThatIllegalArgumentException().isThrownBy(() -> batch.claim(RecordType.END, 0, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> batch.claim(TYPE, 256, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> batch.claim(TYPE, 0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> batch.claim(TYPE, 0, RecordLayout.MAX_RECORD_BYTES));
        Journal journal = open(directory());
        assertThatIllegalArgumentException().isThrownBy(() -> journal.appendAll(batch));
        assertThatIllegalArgumentException().isThrownBy(() -> journal.appendAllReserving(batch));
        journal.close();
        assertThatIllegalStateException().isThrownBy(() -> journal.appendAll(batch(TYPE, 1, 8)));
        scanClean(directory());
    }

    @Test
    void showsWhatItHolds() {
        List<String> shown = new ArrayList<>();
        RecordBatch batch = new RecordBatch();
        batch.buffer().putInt(batch.claim(TYPE, 255, 4), 7);
        batch.claim(127, 0, 0);
        batch.forEach((type, flags, payload, offset, length) ->
                shown.add(type + " " + flags + " " + length + (length > 0 ? " " + payload.getLong(offset) : "")));
        assertThat(shown).containsExactly(TYPE + " 255 8 7", "127 0 0");
        assertThat(batch.clear().count()).isZero();
    }

    @Test
    void saysWithItsFirstRecordThatAPlaceStayedOpen() {
        RecordBatch batch = batch(TYPE, 3, 32);
        try (Journal journal = open(directory())) {
            journal.appendReserving(TYPE, 0, payload(40, 1), 0, 40, 16);
            journal.appendAll(batch);
            journal.appendAll(batch);
        }
        assertThat(scanClean(directory()).records().subList(2, 8))
                .extracting(read -> read.flags() & RecordLayout.AFTER_OPEN_PLACE)
                .containsExactly(RecordLayout.AFTER_OPEN_PLACE, 0, 0, 0, 0, 0);
    }

    @Test
    void beginsARollFileAndKeepsWhatItReservedInTheSameOne() {
        SetClock clock = new SetClock();
        try (Journal journal = open(directory(), clock)) {
            append(journal, 8);
            clock.nowNs += Journals.DAY_NS;
            journal.appendAllReserving(batch(TYPE, 10, 32));
            clock.nowNs += Journals.DAY_NS;
            journal.appendAll(batch(OTHER_TYPE, 10, 32));
            append(journal, 8);
        }
        Scanned scanned = scanClean(directory());
        assertThat(scanned.summary().rollFiles()).isEqualTo(3);
        List<String> files = new ArrayList<>();
        JournalScanner.of(directory()).scan(view -> files.add(view.file()), finding -> {});
        assertThat(files.subList(2, 22)).containsOnly(files.get(2));
        assertThat(files.get(22)).isNotEqualTo(files.get(2));
    }

    @Test
    void forcesOnceForBothDocumentsAndCountsRecords() {
        RecordingFiles device = new RecordingFiles();
        Path each = temp.resolve("each");
        try (Journal journal = forcing(each, device, SyncPolicy.EACH)) {
            device.rollFileForces();
            journal.appendAllReserving(batch(TYPE, 10, 32));
            assertThat(device.rollFileForces()).isZero();
            journal.appendAll(batch(OTHER_TYPE, 10, 32));
            assertThat(device.rollFileForces()).isEqualTo(1);
            journal.appendAll(batch(TYPE, 10, 32));
            assertThat(device.rollFileForces()).isEqualTo(1);
        }
        scanClean(each);
        try (Journal journal = forcing(temp.resolve("every"), device, SyncPolicy.everyRecords(25))) {
            device.rollFileForces();
            for (int i = 0; i < 5; i++) {
                appendBatches(journal, 10);
            }
            assertThat(device.rollFileForces()).isEqualTo(3);
        }
    }

    @Test
    void tailsADocumentRecordByRecord() {
        try (Journal journal = open(directory());
                JournalTailer tailer = JournalTailer.open(directory())) {
            assertThat(tailer.poll(record -> true, 10)).isEqualTo(1);
            appendBatches(journal, 3);
            for (long sequence = 2; sequence <= 7; sequence++) {
                long[] read = {0};
                assertThat(tailer.poll(record -> (read[0] = record.sequence()) > 0, 1))
                        .isEqualTo(1);
                assertThat(read[0]).isEqualTo(sequence);
            }
            assertThat(tailer.poll(record -> true, 1)).isZero();
        }
    }

    @Test
    void erasesADocumentOfWhichAnyPartIsMissingWhenItsWriterIsKilled() throws IOException {
        Path before = temp.resolve("before");
        Path after = temp.resolve("after");
        try (Journal journal = open(directory())) {
            appendPairs(journal, 2);
            Journals.copyQueue(directory(), before);
            journal.appendAllReserving(batch(TYPE, 20, 32));
            Journals.copyQueue(directory(), after);
        }
        List<Read> written = scan(before).records();
        int start = (int) scan(before).summary().dataBytes();
        int end = (int) scan(after).summary().dataBytes();
        byte[] document =
                Arrays.copyOfRange(Files.readAllBytes(Journals.rollFiles(after).get(0)), start, end);
        for (int length = HEADER_WORD_BYTES + 1; length <= document.length; length += 7) {
            Path killed = Journals.copyQueue(before, temp.resolve("killed" + length));
            byte[] torn = Arrays.copyOf(document, length);
            Arrays.fill(torn, 0, HEADER_WORD_BYTES, (byte) 0);
            Journals.write(Journals.rollFiles(killed).get(0), start, torn);

            assertThat(scan(killed).findings()).isEmpty();
            assertThat(scan(killed).records()).isEqualTo(written);
            try (Journal journal = open(killed)) {
                appendBatches(journal, 2);
            }
            assertThat(scanClean(killed).records())
                    .startsWith(written.toArray(new Read[0]))
                    .hasSize(written.size() + 6);
        }
    }

    @Test
    void losesNoRecordToDamageOfAnother() throws IOException {
        try (Journal journal = open(directory())) {
            journal.appendAll(batch(TYPE, 9, 32));
            append(journal, 8);
        }
        Path file = Journals.rollFiles(directory()).get(0);
        long[] offsets = offsets(directory());
        for (int field : new int[] {RecordLayout.LENGTH_OFFSET, RecordLayout.CRC_OFFSET, RecordLayout.PAYLOAD_OFFSET}) {
            for (int record = 1; record < 10; record++) {
                Journals.flip(file, offsets[record] + field, 3);

                Scanned scanned = scan(directory());
                assertThat(scanned.findings()).hasSize(1);
                assertThat(scanned.findings().get(0).sequence()).isEqualTo(record + 1);
                assertThat(scanned.sequences()).hasSize(11).doesNotContain(record + 1L);

                Journals.flip(file, offsets[record] + field, 3);
            }
        }
    }

    @Test
    void saysHowManyRecordsALostDocumentHad() throws IOException {
        try (Journal journal = open(directory())) {
            journal.appendAll(batch(TYPE, 9, 32));
            append(journal, 8);
        }
        Path file = Journals.rollFiles(directory()).get(0);
        Journals.flip(file, offsets(directory())[1] - 1, 7);

        assertThat(scan(directory()).kinds()).containsExactly(FindingKind.DOCUMENT_HEADER, FindingKind.SEQUENCE);
        assertThat(scan(directory()).findings().get(1).text()).contains("9 records are missing");
        assertThat(scan(directory()).sequences()).containsExactly(1L, 11L, 12L);
    }

    @Test
    void isTakenBackToARecordInTheMiddleOfADocument() throws IOException {
        try (Journal journal = open(directory())) {
            appendBatches(journal, 10);
        }
        List<Read> written = scanClean(directory()).records();
        for (long sequence : new long[] {2, 6, 11, 12, 20}) {
            Path copy = Journals.copyQueue(directory(), temp.resolve("copy" + sequence));
            JournalConfig config = Journals.config(copy, new SetClock()).recovery(RecoveryMode.pointInTime(sequence));
            Journal.open(config, record -> true).close();
            assertThat(scanClean(copy).records().subList(0, (int) sequence))
                    .isEqualTo(written.subList(0, (int) sequence));
        }
    }

    private static Journal forcing(Path directory, RecordingFiles device, SyncPolicy policy) {
        return Journal.open(
                Journals.config(directory, new SetClock()).files(device).syncPolicy(policy), record -> true);
    }

    private static long[] offsets(Path directory) {
        List<Long> offsets = new ArrayList<>();
        JournalScanner.of(directory).scan(view -> offsets.add(view.fileOffset()), finding -> {});
        return offsets.stream().mapToLong(Long::longValue).toArray();
    }
}
