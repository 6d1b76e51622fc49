package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written without Chronicle is as Chronicle would have written it. */
class MappedBlockTest {
    private static final int PAIRS = 10_000;

    @TempDir
    Path directory;

    @Test
    void chronicleFindsEveryDocumentByItsNumber() {
        try (Journal journal = open()) {
            Journals.appendPairs(journal, PAIRS); // over a border between two blocks, too
        }
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                        .rollCycle(LargeRollCycles.HUGE_DAILY)
                        .readOnly(true)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            long first = queue.firstIndex();
            assertThat(queue.lastIndex() - first).isEqualTo(PAIRS + 1); // BEGIN and END
            for (long number : new long[] {0, 1, 1023, 1024, 1025, 5000, PAIRS, PAIRS + 1}) {
                assertThat(tailer.moveToIndex(first + number)).isTrue();
                try (DocumentContext document = tailer.readingDocument()) {
                    assertThat(sequenceIn(document)).isEqualTo(number == 0 ? 1 : 2 * number);
                }
            }
        }
    }

    @Test
    void leavesEachDocumentThatIsInAnIndexToChronicle() throws IOException {
        try (Journal journal = open()) {
            Journals.appendPairs(journal, PAIRS);
        }
        try (FileChannel file = FileChannel.open(Journals.rollFiles(directory).get(0))) {
            ByteBuffer used = ByteBuffer.allocate(Long.BYTES).order(RecordLayout.ORDER);
            file.read(used, 0x80110 - Long.BYTES * (ChronicleFormat.INDEX_CAPACITY + 1L));
            assertThat(used.getLong(0)).isEqualTo(PAIRS / ChronicleFormat.INDEX_SPACING + 1);
        }
    }

    @Test
    void goesOnBehindAnIndexThatChronicleAdds() throws IOException {
        long documents = (long) ChronicleFormat.INDEX_CAPACITY * ChronicleFormat.INDEX_SPACING;
        open().close();
        Path file = Journals.rollFiles(directory).get(0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(RecordLayout.ORDER);
            channel.read(number, ChronicleFormat.WRITE_POSITION_OFFSET + Long.BYTES);
            long position = number.getLong(0) & ~ChronicleFormat.NUMBER_MASK;
            number.clear().putLong(0, position | documents - 5);
            channel.write(number, ChronicleFormat.WRITE_POSITION_OFFSET + Long.BYTES);
        }
        try (Journal journal = open()) {
            Journals.appendPairs(journal, 20);
        }
        assertThat(Journals.scanClean(directory).records()).hasSize(2 + 1 + 2 * 20 + 1);
        assertThat(offsetOfTheEnd()).isGreaterThan(0x80110 + (long) Long.BYTES * ChronicleFormat.INDEX_CAPACITY);
    }

    private long offsetOfTheEnd() {
        long[] offset = new long[1];
        JournalScanner.of(directory)
                .scan(
                        record -> {
                            offset[0] = record.fileOffset();
                            return true;
                        },
                        finding -> {});
        return offset[0];
    }

    private Journal open() {
        return Journal.open(
                Journals.config(directory, new Journals.SetClock()).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES),
                record -> true);
    }

    private static long sequenceIn(DocumentContext document) {
        var bytes = document.wire().bytes();
        return bytes.readLong(bytes.readPosition() + RecordLayout.SEQUENCE_OFFSET);
    }
}
