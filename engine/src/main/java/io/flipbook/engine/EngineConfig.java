package io.flipbook.engine;

import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.RecordVisitor;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;

/**
 * How an engine is opened. Immutable: each setting returns a configuration of its own.
 *
 * <pre>{@code EngineConfig.journaledIn(directory).listeners(spec -> devices.get(spec.name()))}</pre>
 */
public final class EngineConfig {
    /** Opens the log that an engine writes to, and feeds it what is there already. */
    @FunctionalInterface
    public interface LogOpener {
        RecordLog open(RecordVisitor recovery);
    }

    private final LogOpener log;
    private final Function<ListenerSpec, RegionListener> listeners;
    private final Function<RegionSpec, MemoryBacking> backings;
    private final CallObserver observer;
    private final long snapshotEvery;

    private EngineConfig(
            LogOpener log,
            Function<ListenerSpec, RegionListener> listeners,
            Function<RegionSpec, MemoryBacking> backings,
            CallObserver observer,
            long snapshotEvery) {
        this.backings = Objects.requireNonNull(backings, "backings");
        this.snapshotEvery = snapshotEvery;
        this.log = log;
        this.listeners = Objects.requireNonNull(listeners, "listeners");
        this.observer = Objects.requireNonNull(observer, "observer");
    }

    /** An engine with its journal in a directory that is missing, empty, or holds its journal. */
    public static EngineConfig journaledIn(Path directory) {
        return journaledAs(JournalConfig.of(directory));
    }

    /** An engine with a journal that is opened in a way of its own. */
    public static EngineConfig journaledAs(JournalConfig journal) {
        Objects.requireNonNull(journal, "journal");
        JournalConfig[] next = {journal};
        return withLog(recovery -> {
            Journal opened = Journal.open(next[0], recovery);
            next[0] = journal.reopening();
            return opened;
        });
    }

    /** An engine that keeps no journal: to run a history again. Nothing of it survives but a {@code restart()}. */
    public static EngineConfig transientOne() {
        return new EngineConfig(null, spec -> null, spec -> null, CallObserver.NONE, 0);
    }

    /** An engine that writes to a log of the caller's, such as a model of one. */
    public static EngineConfig withLog(LogOpener log) {
        return new EngineConfig(Objects.requireNonNull(log, "log"), spec -> null, spec -> null, CallObserver.NONE, 0);
    }

    /**
     * Says where the listeners come from that are on record already and of the kind {@link ListenerSpec.Kind#EXTERNAL}:
     * asked for each of them, in their order, when the engine is opened. One for which it has none (null) is gone.
     */
    public EngineConfig listeners(Function<ListenerSpec, RegionListener> newListeners) {
        return new EngineConfig(log, newListeners, backings, observer, snapshotEvery);
    }

    /**
     * Says where the memory behind regions comes from. Asked for each region that has a {@link RegionSpec#backing()},
     * when it is added, and anew when the engine is opened. For none (null) the engine makes a model if that is what
     * it is, and refuses any other: to add such a region is rejected ({@link Rejection#NO_BACKING}), to open an engine
     * with one an {@link IllegalArgumentException}. The engine closes what it is given.
     */
    public EngineConfig backings(Function<RegionSpec, MemoryBacking> newBackings) {
        return new EngineConfig(log, listeners, newBackings, observer, snapshotEvery);
    }

    /** Says who sees the calls to listeners. */
    public EngineConfig observer(CallObserver newObserver) {
        return new EngineConfig(log, listeners, backings, newObserver, snapshotEvery);
    }

    /**
     * Has a snapshot made of every so many records of the journal, at least 1, or of none (0, as if nothing is said). A
     * daemon thread does so, from the journal's files, while the engine writes; for a while it takes as much memory as
     * the state. What becomes of them is in {@link ConversionEngine#snapshotStatus()}. A log that is no
     * {@link Journal} has none.
     */
    public EngineConfig snapshotEvery(long records) {
        if (records < 0) {
            throw new IllegalArgumentException("a snapshot every " + records + " records");
        }
        return new EngineConfig(log, listeners, backings, observer, records);
    }

    boolean isTransient() {
        return log == null;
    }

    RecordLog open(RecordVisitor recovery) {
        return isTransient() ? new TransientLog(0) : log.open(recovery);
    }

    RegionListener bring(ListenerSpec spec) {
        return listeners.apply(spec);
    }

    MemoryBacking bring(RegionSpec spec) {
        return backings.apply(spec);
    }

    long snapshotEvery() {
        return snapshotEvery;
    }

    CallObserver observer() {
        return observer;
    }
}
