package io.flipbook.engine;

import io.flipbook.engine.EngineStatus.State;
import io.flipbook.engine.watch.EngineCounters;
import io.flipbook.engine.watch.EntryGauge;
import io.flipbook.engine.watch.Meter;
import io.flipbook.journal.Journal;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.SyncPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Says how an engine is; to any thread, so it asks only what any thread may ask. */
final class EngineHealth {
    private final EngineGate gate;
    private final GuestMemory memory;
    private final EngineCounters counters;
    private final RecordLog log;
    private final EntryGauge entry;

    EngineHealth(EngineGate gate, GuestMemory memory, EngineCounters counters, RecordLog log, EntryGauge entry) {
        this.gate = gate;
        this.memory = memory;
        this.counters = counters;
        this.log = log;
        this.entry = entry;
        counters.show(
                new Meter(
                        "flipbook.state",
                        Map.of(),
                        Meter.Kind.GAUGE,
                        "",
                        "0 running, 1 halted by its policy, 2 stopped by a failure, 3 closed"),
                () -> state().ordinal());
        counters.show(
                new Meter(
                        "flipbook.unforced",
                        Map.of(),
                        Meter.Kind.GAUGE,
                        "records",
                        "Records that were not forced to the device yet"),
                this::unforced);
    }

    EngineStatus status(List<String> lost, SnapshotStatus snapshots) {
        long lastSequence = counters.lastSequence();
        Throwable failure = failure();
        return new EngineStatus(
                state(),
                failure == null ? "" : inOneLine(failure),
                lastSequence,
                timeOf(log.lastTimeNs()),
                counters.undecided(),
                (int) counters.listeners(),
                lost,
                log instanceof Journal journal ? journal.syncPolicy() : SyncPolicy.NONE,
                unforced(),
                snapshots,
                memory.regionTable().live().sharedBytes(),
                entry.waiting(),
                entry.capacity());
    }

    private State state() {
        if (gate.isClosed()) {
            return State.CLOSED;
        } else if (failure() != null) {
            return State.STOPPED;
        }
        return memory.isHalted() ? State.HALTED : State.RUNNING;
    }

    /** What stopped the engine, or will at its next record. */
    private Throwable failure() {
        Throwable stopped = gate.failure();
        return stopped == null && log instanceof Journal journal ? journal.failure() : stopped;
    }

    private long unforced() {
        return log instanceof Journal journal ? journal.unforcedRecords() : 0;
    }

    private static String inOneLine(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null
                ? name
                : name + ": " + failure.getMessage().replaceAll("\\p{Cntrl}", " ");
    }

    private static Instant timeOf(long timeNs) {
        long second = TimeUnit.SECONDS.toNanos(1);
        return Instant.ofEpochSecond(Math.floorDiv(timeNs, second), Math.floorMod(timeNs, second));
    }
}
