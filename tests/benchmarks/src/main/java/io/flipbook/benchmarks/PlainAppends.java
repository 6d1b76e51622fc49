package io.flipbook.benchmarks;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.wire.DocumentContext;

/** A document for the request and one for the outcome, in a queue as its builder makes it. */
final class PlainAppends implements Contestant {
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
            try (DocumentContext context = queue.appender().writingDocument()) {
                Bytes<?> bytes = context.wire().bytes();
                for (int word = 0; word < RecordChain.RECORD_BYTES / Long.BYTES; word++) {
                    bytes.writeLong(number + word);
                }
            }
            number++;
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
