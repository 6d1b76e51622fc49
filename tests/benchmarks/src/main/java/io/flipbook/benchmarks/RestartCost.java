package io.flipbook.benchmarks;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.Operation;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.RequestBatch;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The restart of a guest of 1 TiB with ten million records and a snapshot that is some thousand records old. Single
 * pages are shared all over, so that all of the bitmap counts.
 */
final class RestartCost implements Measurement {
    private static final long GUEST_BYTES = 1L << 40;
    private static final long PAGE_BYTES = 4096;
    private static final long PAGES = GUEST_BYTES / PAGE_BYTES;
    /** Odd, and so that each word of the bitmap has a page before long. */
    private static final long STRIDE = 65 + (1L << 20);

    private static final int CONVERSIONS = 5_000_000;
    private static final int BEHIND_SNAPSHOT = 5_000;
    private static final int BATCH = 1000;
    private static final int READ_BYTES = 1 << 20;
    private static final double GOAL_NS = 1e9;

    @Override
    public List<Row> measure(String directory, Effort effort) {
        return Place.during(directory, place -> measure(place.path().resolve("journal"), effort));
    }

    private static List<Row> measure(Path journal, Effort effort) throws IOException {
        write(journal, effort.of(CONVERSIONS), effort.of(BEHIND_SNAPSHOT));
        Path snapshot = snapshotIn(journal);
        double[] restarts = new double[effort.trials()];
        double[] loads = new double[restarts.length];
        double[] readings = new double[restarts.length];
        for (int i = -1; i < restarts.length; i++) {
            double reading = time(() -> read(snapshot));
            double load = load(journal);
            double restart = time(() ->
                    ConversionEngine.open(EngineConfig.journaledIn(journal)).close());
            if (i >= 0) {
                restarts[i] = restart / GOAL_NS;
                loads[i] = load / reading;
                readings[i] = restart / reading;
            }
        }
        return List.of(
                new Row("restart: 1 TiB, 10 million records, a snapshot, x 1 s", Goal.atMost(1), Spread.of(restarts)),
                new Row("  x reading the snapshot's file", Goal.NONE, Spread.of(readings)),
                new Row("loading the bitmap, x reading the snapshot's file", Goal.atMost(1.5), Spread.of(loads)));
    }

    private static void write(Path journal, int conversions, int behindSnapshot) {
        EngineConfig config =
                EngineConfig.journaledAs(JournalConfig.of(journal).blockSizeBytes(JournalConfig.MAX_BLOCK_BYTES));
        try (ConversionEngine engine = ConversionEngine.open(config)) {
            engine.addRegion(RegionSpec.of("ram", GUEST_BYTES));
            RequestBatch batch = new RequestBatch(BATCH);
            ConversionRequest request = ConversionRequest.toShared("ram", 0, PAGE_BYTES);
            for (long i = 1; i <= conversions; i++) {
                request.set(Operation.TO_SHARED, "ram", (i * STRIDE & PAGES - 1) * PAGE_BYTES, PAGE_BYTES);
                batch.add(request, i);
                if (batch.size() == BATCH || i == conversions) {
                    engine.convert(batch, (correlation, outcome) -> {});
                }
            }
            long last = engine.lastSequence();
            try (GuestMemory memory = new GuestMemory()) {
                JournalSnapshots.in(journal).make(memory, last - 2L * behindSnapshot, memory::writeSnapshot);
            }
        }
    }

    private static Path snapshotIn(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            return files.filter(file -> file.toString().endsWith(".fbs"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static double time(Runnable work) {
        long before = System.nanoTime();
        work.run();
        return System.nanoTime() - before;
    }

    private static void read(Path file) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(bytes.clear()) > 0) {
                // the bytes are all that is wanted
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long the state takes to become that of the snapshot, its checksums included; then this reads no more. */
    private static double load(Path journal) {
        double[] timeNs = new double[1];
        try (GuestMemory memory = new GuestMemory()) {
            RecordVisitor snapshotAlone = new RecordVisitor() {
                @Override
                public boolean onRecord(RecordView record) {
                    return false;
                }

                @Override
                public boolean onSnapshot(SnapshotInput snapshot) {
                    timeNs[0] = time(() -> memory.onSnapshot(snapshot));
                    return true;
                }
            };
            JournalScanner.of(journal).scanFromSnapshot(snapshotAlone, finding -> {
                throw new IllegalStateException(finding.toString());
            });
        }
        return timeNs[0];
    }
}
