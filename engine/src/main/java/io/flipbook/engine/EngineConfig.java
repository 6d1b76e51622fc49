package io.flipbook.engine;

import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.PlatformFlags;
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
        /**
         * Opens the log. Called once for each {@link ConversionEngine#open} and each restart, on that thread.
         *
         * @param recovery is shown each record that is there already, in order, before this returns
         */
        RecordLog open(RecordVisitor recovery);
    }

    /** A state in the middle of a history, and the sequence of the last record before it. */
    private record Beginning(GuestMemory state, long sequence) {}

    private final LogOpener log;
    private final Beginning beginning;
    private final Function<ListenerSpec, RegionListener> listeners;
    private final Function<RegionSpec, MemoryBacking> backings;
    private final CallObserver observer;
    private final long snapshotEvery;

    private EngineConfig(
            LogOpener log,
            Beginning beginning,
            Function<ListenerSpec, RegionListener> listeners,
            Function<RegionSpec, MemoryBacking> backings,
            CallObserver observer,
            long snapshotEvery) {
        this.beginning = beginning;
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
        return withLog(new JournalOpener(Objects.requireNonNull(journal, "journal")));
    }

    /** Opens a journal, and opens it again. */
    private static final class JournalOpener implements LogOpener {
        private JournalConfig next;

        JournalOpener(JournalConfig first) {
            next = first;
        }

        @Override
        public RecordLog open(RecordVisitor recovery) {
            return open(recovery, false);
        }

        RecordLog open(RecordVisitor recovery, boolean withSnapshots) {
            Journal opened = Journal.open(withSnapshots ? next.snapshotsNeeded() : next, recovery);
            next = next.reopening();
            return opened;
        }
    }

    /** An engine that keeps no journal: to run a history again. Nothing of it survives but a {@code restart()}. */
    public static EngineConfig transientOne() {
        return new EngineConfig(null, null, spec -> null, spec -> null, CallObserver.NONE, 0);
    }

    /**
     * As {@link #transientOne()}, for a history whose beginning is not there: the engine goes on behind a record,
     * in the middle of a session perhaps. It decides nothing as aborted, and asks for all listeners, of whatever kind
     * ({@link #listeners}): what they held and counted then is not known. After a restart it makes those of its own
     * kinds again.
     *
     * @param state that of a snapshot; the engine owns it from then on
     * @param sequence of the record behind which the snapshot was made
     */
    public static EngineConfig transientBehind(GuestMemory state, long sequence) {
        return new EngineConfig(null, new Beginning(state, sequence), spec -> null, spec -> null, CallObserver.NONE, 0);
    }

    /** An engine that writes to a log of the caller's, such as a model of one. */
    public static EngineConfig withLog(LogOpener log) {
        return new EngineConfig(
                Objects.requireNonNull(log, "log"), null, spec -> null, spec -> null, CallObserver.NONE, 0);
    }

    /**
     * Says where the listeners come from that are on record already and of the kind {@link ListenerSpec.Kind#EXTERNAL}:
     * asked for each of them, in their order, when the engine is opened. One for which it has none (null) is gone.
     */
    public EngineConfig listeners(Function<ListenerSpec, RegionListener> newListeners) {
        return new EngineConfig(log, beginning, newListeners, backings, observer, snapshotEvery);
    }

    /**
     * Says where the memory behind regions comes from. Asked for each region that has a {@link RegionSpec#backing()},
     * when it is added, and anew when the engine is opened. For none (null) the engine makes a model if that is what
     * it is, and refuses any other: to add such a region is rejected ({@link Rejection#NO_BACKING}), to open an engine
     * with one an {@link IllegalArgumentException}. The engine closes what it is given.
     */
    public EngineConfig backings(Function<RegionSpec, MemoryBacking> newBackings) {
        return new EngineConfig(log, beginning, listeners, newBackings, observer, snapshotEvery);
    }

    /** Says who sees the calls to listeners. */
    public EngineConfig observer(CallObserver newObserver) {
        return new EngineConfig(log, beginning, listeners, backings, newObserver, snapshotEvery);
    }

    /**
     * Has a snapshot made of every so many records of the journal, at least 1, or of none (0, as if nothing is said). A
     * daemon thread does so, from the journal's files, while the engine writes; for a while it takes as much memory as
     * the state. What becomes of them is in {@link ConversionEngine#snapshotStatus()}. A log that is no
     * {@link Journal} has none. The journal keeps what the snapshots need, whatever its retention; without
     * them it keeps all.
     */
    public EngineConfig snapshotEvery(long records) {
        if (records < 0) {
            throw new IllegalArgumentException("a snapshot every " + records + " records");
        }
        return new EngineConfig(log, beginning, listeners, backings, observer, records);
    }

    boolean isTransient() {
        return log == null;
    }

    RecordLog open(RecordVisitor recovery) {
        if (isTransient()) {
            return new TransientLog(beginsAnew() ? 0 : beginning.sequence());
        }
        return log instanceof JournalOpener journal ? journal.open(recovery, snapshotEvery > 0) : log.open(recovery);
    }

    /** Whether an engine begins a session, and not in the middle of one. */
    boolean beginsAnew() {
        return beginning == null;
    }

    /** The state before the first record that is read; what an engine asks for before anything else. */
    GuestMemory state() {
        PlatformFlags.check();
        return beginsAnew() ? new GuestMemory() : beginning.state();
    }

    /** This one for a restart, which begins a session. */
    EngineConfig beginningAnew() {
        return new EngineConfig(log, null, listeners, backings, observer, snapshotEvery);
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
