package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.Journals.Read;
import io.flipbook.journal.Journals.Scanned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are whole, with checksums that are right, and break a rule all the same. */
class RecordRulesTest {
    private static final int BEGIN = 0x80110 + 4;
    private static final int BEGIN_LENGTH = 88;
    private static final int SECOND = BEGIN + BEGIN_LENGTH + 4;
    private static final int SECOND_LENGTH = 40;
    private static final int THIRD = SECOND + SECOND_LENGTH + 4;
    private static final int THIRD_LENGTH = 40;
    private static final int END = THIRD + THIRD_LENGTH + 4;
    private static final int END_LENGTH = 40;

    @TempDir
    Path temp;

    private Path directory;
    private Path file;

    @BeforeEach
    void writeFourRecords() {
        directory = temp.resolve("journal");
        try (Journal journal = Journals.open(directory)) {
            Journals.append(journal, 8);
            Journals.append(journal, 8);
        }
        file = Journals.rollFiles(directory).get(0);
    }

    @Test
    void aChangedRecordIsFoundEvenWhenItsChecksumWasMadeToFit() throws IOException {
        change(SECOND, SECOND_LENGTH, record -> record.putByte(RecordLayout.PAYLOAD_OFFSET, (byte) 1));

        assertFinds(FindingKind.CHAIN, THIRD);
    }

    @Test
    void flagsAndTypesThatAreNotDefinedAreFound() throws IOException {
        for (int bit = 2; bit < 8; bit++) {
            int flag = 1 << bit;
            changed(END, END_LENGTH, record -> record.putByte(RecordLayout.FLAGS_OFFSET, (byte) flag), () -> {
                assertFinds(FindingKind.RECORD_TYPE, END);
            });
        }
        for (int type : new int[] {0, 5, 15, 128, 255}) {
            changed(END, END_LENGTH, record -> record.putByte(RecordLayout.TYPE_OFFSET, (byte) type), () -> {
                assertFinds(FindingKind.RECORD_TYPE, END);
            });
        }
    }

    @Test
    void whatABeginSaysIsNotReliedOnWhereItsFlagsAreWrongToo() throws IOException {
        int sync = RecordLayout.PAYLOAD_OFFSET + SessionRecords.BEGIN_SYNC_OFFSET;
        change(BEGIN, BEGIN_LENGTH, record -> {
            record.putByte(RecordLayout.FLAGS_OFFSET, (byte) 4);
            record.putByte(sync, (byte) 99);
        });

        assertFinds(FindingKind.RECORD_TYPE, BEGIN);
    }

    @Test
    void timeThatGoesBackIsFound() throws IOException {
        change(END, END_LENGTH, record -> record.putLong(RecordLayout.TIME_OFFSET, Journals.NOON_NS - 1, ORDER));

        assertFinds(FindingKind.TIME, END);
    }

    @Test
    void aRecordAfterTheEndOrASecondBeginIsFound() throws IOException {
        change(THIRD, THIRD_LENGTH, record -> {
            record.putByte(RecordLayout.TYPE_OFFSET, (byte) RecordType.END);
            record.putLong(RecordLayout.PAYLOAD_OFFSET, 2, ORDER);
        });
        assertThat(Journals.scan(directory).kinds()).contains(FindingKind.CHAIN);

        changed(
                SECOND,
                SECOND_LENGTH,
                record -> record.putByte(RecordLayout.TYPE_OFFSET, (byte) RecordType.BEGIN),
                () -> {
                    assertFinds(FindingKind.SESSION, SECOND);
                });
    }

    @Test
    void anEndThatCountsWrongIsFound() throws IOException {
        change(END, END_LENGTH, record -> record.putLong(RecordLayout.PAYLOAD_OFFSET, 99, ORDER));

        assertFinds(FindingKind.SESSION, END);
    }

    @Test
    void aRecordThatIsWrongAboutAnOpenPlaceIsFound() throws IOException {
        change(END, END_LENGTH, record -> record.putByte(RecordLayout.FLAGS_OFFSET, (byte) 2));
        assertFinds(FindingKind.RESERVED_PLACE, END);

        change(END, END_LENGTH, record -> record.putByte(RecordLayout.FLAGS_OFFSET, (byte) 1));
        assertFinds(FindingKind.RESERVED_PLACE, END + END_LENGTH);
    }

    @Test
    void aRecordOfALaterLayoutIsNotReadAsOneOfThis() throws IOException {
        change(SECOND, SECOND_LENGTH, record -> record.putByte(RecordLayout.VERSION_OFFSET, (byte) 2));

        assertFinds(FindingKind.UNKNOWN_VERSION, SECOND);
        assertThat(Journals.scan(directory).records())
                .extracting(Read::sequence)
                .doesNotContain(2L);
    }

    @Test
    void whatBeginSaysIsBoundedAndNotReliedOnWhenItIsWrong() throws IOException {
        int payload = RecordLayout.PAYLOAD_OFFSET;
        int writerLength = payload + SessionRecords.WRITER_LENGTH_OFFSET;
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 13, 257}) {
            changed(BEGIN, BEGIN_LENGTH, record -> record.putInt(writerLength, length, ORDER), () -> {
                assertFinds(FindingKind.SESSION, BEGIN);
                assertThat(Journals.scan(directory).summary().identity()).isNull();
            });
        }
        int sync = payload + SessionRecords.BEGIN_SYNC_OFFSET;
        changed(BEGIN, BEGIN_LENGTH, record -> record.putInt(sync, 7, ORDER), () -> {
            assertFinds(FindingKind.UNKNOWN_VERSION, BEGIN);
        });
        changed(BEGIN, BEGIN_LENGTH, record -> record.putLong(payload, 7, ORDER), () -> {
            assertFinds(FindingKind.SESSION, BEGIN);
        });
    }

    @Test
    void aRecordThatIsFilledIntoAPlaceMayLeaveZerosOnly() throws IOException {
        Path other = temp.resolve("other");
        try (Journal journal = Journals.open(other)) {
            journal.appendReserving(Journals.TYPE, 0, Journals.payload(8, 1), 0, 8, 64);
            journal.fill(Journals.TYPE, 0, Journals.payload(8, 1), 0, 8);
            journal.appendReserving(Journals.TYPE, 0, Journals.payload(8, 1), 0, 8, 64);
        }
        Path otherFile = Journals.rollFiles(other).get(0);
        int behind = SECOND + 40 + 40 + 8;
        Journals.write(otherFile, behind, (byte) 1);
        assertThat(Journals.scan(other).kinds()).containsExactly(FindingKind.RESERVED_PLACE);
        Journals.write(otherFile, behind, (byte) 0);
        int open = SECOND + 40 + 96 + 4 + 40;
        Journals.write(otherFile, open, (byte) 1);
        assertThat(Journals.scan(other).kinds()).containsExactly(FindingKind.RESERVED_PLACE);
        Journals.write(otherFile, open, (byte) 0);
        Journals.write(otherFile, open + RecordLayout.CRC_OFFSET, (byte) 1);
        assertThat(Journals.scan(other).findings()).isNotEmpty();
    }

    @Test
    void checksumsHaveAtLeastTwoBits() {
        assertThat(Checksum.stored(0)).isEqualTo(-1);
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            assertThat(Checksum.stored(1 << bit)).isEqualTo(~(1 << bit));
        }
        assertThat(Checksum.stored(3)).isEqualTo(3);
    }

    private interface Check {
        void run() throws IOException;
    }

    /** Changes a record and its checksum. */
    private void change(int offset, int length, Consumer<UnsafeBuffer> how) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        how.accept(new UnsafeBuffer(bytes, offset, length));
        int crc = new Checksum().of(ByteBuffer.wrap(bytes), offset, length);
        ByteBuffer.wrap(bytes).order(ORDER).putInt(offset + RecordLayout.CRC_OFFSET, crc);
        Files.write(file, bytes);
    }

    private void changed(int offset, int length, Consumer<UnsafeBuffer> how, Check check) throws IOException {
        byte[] good = Files.readAllBytes(file);
        change(offset, length, how);
        check.run();
        Files.write(file, good);
    }

    private void assertFinds(FindingKind kind, long offset) {
        Scanned scanned = Journals.scan(directory);
        assertThat(scanned.findings()).isNotEmpty();
        assertThat(scanned.findings().get(0).kind()).isEqualTo(kind);
        assertThat(scanned.findings().get(0).offset()).isEqualTo(offset);
    }
}
