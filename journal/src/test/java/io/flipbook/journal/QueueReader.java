package io.flipbook.journal;

import io.flipbook.journal.Journals.Read;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads a journal through Chronicle, as any program with the queue's library would: it must find the same records. */
final class QueueReader {
    private QueueReader() {}

    static List<Read> readAll(Path directory, int firstDay) {
        List<Read> all = new ArrayList<>();
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                        .rollCycle(LargeRollCycles.HUGE_DAILY)
                        .blockSize(JournalConfig.MIN_BLOCK_BYTES)
                        .readOnly(true)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            tailer.moveToIndex(queue.rollCycle().toIndex(firstDay, 0));
            while (true) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (!context.isPresent()) {
                        return all;
                    }
                    Bytes<?> bytes = context.wire().bytes();
                    byte[] document = new byte[(int) bytes.readRemaining()];
                    bytes.read(document);
                    addRecords(document, all);
                }
            }
        }
    }

    private static void addRecords(byte[] document, List<Read> all) {
        UnsafeBuffer buffer = new UnsafeBuffer(document);
        int at = 0;
        boolean inPlace = false;
        while (at < document.length && !inPlace) {
            RecordView record = RecordView.of(buffer, at, "", at);
            all.add(Read.of(record));
            at += record.length();
            inPlace = (record.flags() & RecordLayout.RESERVES) != 0;
        }
        if (inPlace && buffer.getInt(at + RecordLayout.CRC_OFFSET) != 0) {
            all.add(Read.of(RecordView.of(buffer, at, "", at)));
        }
    }
}
