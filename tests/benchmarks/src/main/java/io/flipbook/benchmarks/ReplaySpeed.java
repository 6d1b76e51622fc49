package io.flipbook.benchmarks;

import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordVisitor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * A replay with all checks and the state, beside a tailer of the queue that only reads: the same conversions as two
 * plain documents each, of as many bytes as the records have, and every word of them is added up.
 */
final class ReplaySpeed implements Measurement {
    private static final int CONVERSIONS = 1 << 20;
    /** Trials that do not count. */
    private static final int WARM_UP = 3;

    @Override
    public List<Row> measure(String directory, Effort effort) {
        return Place.during(directory, place -> {
            int conversions = effort.of(CONVERSIONS);
            Path journal = place.path().resolve("journal");
            Path queue = place.path().resolve("queue");
            write(journal, conversions);
            writePlain(queue, conversions);
            return compare(effort, journal, queue, conversions);
        });
    }

    private static List<Row> compare(Effort effort, Path journal, Path queue, int conversions) {
        double[] replays = new double[effort.trials() + WARM_UP];
        double[] checks = new double[replays.length];
        for (int i = 0; i < replays.length; i++) {
            double tailer = time(() -> readPlain(queue, conversions));
            replays[i] = tailer / time(() -> replay(journal));
            checks[i] = tailer / time(() -> check(journal));
        }
        return List.of(
                new Row(
                        "replay, checks and state: speed, x a tailer that only reads",
                        Goal.atLeast(1.4),
                        Spread.of(Arrays.copyOfRange(replays, WARM_UP, replays.length))),
                new Row(
                        "  checks alone: speed, x a tailer that only reads",
                        Goal.NONE,
                        Spread.of(Arrays.copyOfRange(checks, WARM_UP, checks.length))));
    }

    static void write(Path journal, int conversions) {
        EngineConfig config =
                EngineConfig.journaledAs(JournalConfig.of(journal).blockSizeBytes(JournalConfig.MAX_BLOCK_BYTES));
        try (Guest guest = new Guest(config)) {
            for (int i = 0; i < conversions; i++) {
                guest.convert(i);
            }
        }
    }

    private static double time(Runnable work) {
        long before = System.nanoTime();
        work.run();
        return System.nanoTime() - before;
    }

    static void replay(Path journal) {
        try (GuestMemory memory = new GuestMemory()) {
            scan(journal, memory);
        }
    }

    private static void check(Path journal) {
        scan(journal, record -> true);
    }

    private static void scan(Path journal, RecordVisitor visitor) {
        JournalScanner.of(journal).scan(visitor, finding -> {
            throw new IllegalStateException(finding.toString());
        });
    }

    private static void readPlain(Path queue, int conversions) {
        if (documentsIn(queue) != 2L * conversions) {
            throw new IllegalStateException("documents are missing");
        }
    }

    /** Requests and outcomes as documents that nothing is known of. */
    private static void writePlain(Path directory, int conversions) {
        try (ChronicleQueue queue = TunedQueue.builder(directory).build();
                ExcerptAppender appender = queue.createAppender()) {
            for (long i = 0; i < 2L * conversions; i++) {
                PlainAppends.append(appender, i);
            }
        }
    }

    private static long documentsIn(Path directory) {
        long documents = 0;
        long sum = 0;
        try (ChronicleQueue queue = TunedQueue.builder(directory).build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (!context.isPresent()) {
                        break;
                    }
                    Bytes<?> bytes = context.wire().bytes();
                    for (int word = 0; word < PlainAppends.WORDS; word++) {
                        sum += bytes.readLong();
                    }
                    documents++;
                }
            }
        }
        return sum == 0 ? 0 : documents;
    }
}
