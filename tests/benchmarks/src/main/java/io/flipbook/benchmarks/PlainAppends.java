package io.flipbook.benchmarks;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;

/** A document for the request and one for the outcome, in a queue as its builder makes it. */
final class PlainAppends implements Contestant {
    /** How many words a record has. */
    static final int WORDS = RecordChain.RECORD_BYTES / Long.BYTES;

    private PlainQueue queue;
    private long number;

    @Override
    public void open(Place place) {
        queue = new PlainQueue();
        queue.open(place);
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < 2 * operations; i++) {
            append(queue.appender(), number++);
        }
    }

    /** Appends a document as long as a record. */
    static void append(ExcerptAppender to, long number) {
        try (DocumentContext context = to.writingDocument()) {
            Bytes<?> bytes = context.wire().bytes();
            for (int word = 0; word < WORDS; word++) {
                bytes.writeLong(number + word);
            }
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
