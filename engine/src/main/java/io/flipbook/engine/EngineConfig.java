package io.flipbook.engine;

import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.engine.watch.CounterBuffer;
import io.flipbook.engine.watch.EntryGauge;
import io.flipbook.engine.watch.Latencies;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalObserver;
import io.flipbook.journal.PlatformFlags;
import io.flipbook.journal.RecordLog;
import io.flipbook.journal.RecordVisitor;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.agrona.concurrent.AtomicBuffer;

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

    /** A state in the middle of a history, and what the listeners held there, null where that is not known. */
    private record Beginning(GuestMemory state, byte[] models) {}

    private final LogOpener log;
    /** Null for an engine that begins with a session. */
    private final Beginning beginning;

    private Function<ListenerSpec, RegionListener> listeners = spec -> null;
    private Function<RegionSpec, MemoryBacking> backings = spec -> null;
    private CallObserver observer = CallObserver.NONE;
    private long snapshotEvery;
    private AtomicBuffer counters;
    private EntryGauge entry = EntryGauge.NONE;
    private Latencies latencies;

    private EngineConfig(LogOpener log, Beginning beginning) {
        this.log = log;
        this.beginning = beginning;
    }

    /** A configuration in which one field is set before anybody sees it. */
    private EngineConfig copy(Beginning newBeginning) {
        EngineConfig copy = new EngineConfig(log, newBeginning);
        copy.listeners = listeners;
        copy.backings = backings;
        copy.observer = observer;
        copy.snapshotEvery = snapshotEvery;
        copy.counters = counters;
        copy.entry = entry;
        copy.latencies = latencies;
        return copy;
    }

    private EngineConfig copy() {
        return copy(beginning);
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
            return open(recovery, false, JournalObserver.NONE);
        }

        String directory() {
            return next.directory().toString();
        }

        RecordLog open(RecordVisitor recovery, boolean withSnapshots, JournalObserver observer) {
            JournalConfig observed = next.observer(observer);
            Journal opened = Journal.open(withSnapshots ? observed.snapshotsNeeded() : observed, recovery);
            next = next.reopening();
            return opened;
        }
    }

    /** Opens a log of which nothing is read again. */
    private record TransientOpener(Supplier<RecordLog> logs) implements LogOpener {
        @Override
        public RecordLog open(RecordVisitor recovery) {
            return logs.get();
        }
    }

    /** An engine that keeps no journal: to run a history again. Nothing of it survives but a {@code restart()}. */
    public static EngineConfig transientOne() {
        return withLog(new TransientOpener(() -> new TransientLog(0)));
    }

    /**
     * As {@link #transientOne()}, for somebody who wants to see the records: they go to a log of the caller's, of which
     * nothing is read again. A restart goes on with the state in memory and with the same log, and does not close it.
     */
    public static EngineConfig transientInto(RecordLog log) {
        Objects.requireNonNull(log, "log");
        return withLog(new TransientOpener(() -> log));
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
        LogOpener log = new TransientOpener(() -> new TransientLog(sequence));
        return new EngineConfig(log, new Beginning(state, null));
    }

    /**
     * For an engine {@linkplain #transientBehind behind a record}, where what its listeners held is known after all:
     * they go on as they were, those of its own kinds as its models. What is no snapshot of models of the listeners in
     * the state is an {@link IllegalArgumentException} when the engine is opened.
     *
     * @param models as {@link EngineModels#snapshot} wrote them behind that record
     */
    public EngineConfig goingOnWith(byte[] models) {
        return copy(new Beginning(beginning.state(), models));
    }

    /** An engine that writes to a log of the caller's, such as a model of one. */
    public static EngineConfig withLog(LogOpener log) {
        return new EngineConfig(Objects.requireNonNull(log, "log"), null);
    }

    /**
     * Says where the listeners come from that are on record already and of the kind {@link ListenerSpec.Kind#EXTERNAL}:
     * asked for each of them, in their order, when the engine is opened. One for which it has none (null) is gone.
     */
    public EngineConfig listeners(Function<ListenerSpec, RegionListener> newListeners) {
        EngineConfig changed = copy();
        changed.listeners = Objects.requireNonNull(newListeners, "listeners");
        return changed;
    }

    /**
     * Says where the memory behind regions comes from. Asked for each region that has a {@link RegionSpec#backing()},
     * when it is added, and anew when the engine is opened. For none (null) the engine makes a model if that is what
     * it is, and refuses any other: to add such a region is rejected ({@link Rejection#NO_BACKING}), to open an engine
     * with one an {@link IllegalArgumentException}. The engine closes what it is given.
     */
    public EngineConfig backings(Function<RegionSpec, MemoryBacking> newBackings) {
        EngineConfig changed = copy();
        changed.backings = Objects.requireNonNull(newBackings, "backings");
        return changed;
    }

    /** Says who sees the calls to listeners. */
    public EngineConfig observer(CallObserver newObserver) {
        EngineConfig changed = copy();
        changed.observer = Objects.requireNonNull(newObserver, "observer");
        return changed;
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
        EngineConfig changed = copy();
        changed.snapshotEvery = records;
        return changed;
    }

    /**
     * Says where copies of the engine's counters are kept: in the first {@link CounterBuffer#LENGTH_BYTES} of some
     * memory that nobody else writes to, such as a mapped file, so that other processes can read them ({@link
     * CounterBuffer#reader}). They become zero when the engine is opened. The memory must stay mapped for as long as
     * anybody asks the engine for anything. If nothing is said nobody but this process can read them.
     */
    public EngineConfig countersIn(AtomicBuffer memory) {
        EngineConfig changed = copy();
        changed.counters = Objects.requireNonNull(memory, "memory");
        return changed;
    }

    /** Says what waits in front of the engine, to be shown with it; a {@code ConversionRing} does so itself. */
    public EngineConfig entry(EntryGauge newEntry) {
        EngineConfig changed = copy();
        changed.entry = Objects.requireNonNull(newEntry, "entry");
        return changed;
    }

    /** Has it measured how long conversions, listener calls and forces take. If nothing is said no clock is read. */
    public EngineConfig latencies(Latencies newLatencies) {
        EngineConfig changed = copy();
        changed.latencies = Objects.requireNonNull(newLatencies, "latencies");
        return changed;
    }

    EngineWatch watch() {
        String journal = log instanceof JournalOpener opener ? opener.directory() : "";
        CounterBuffer memory = counters == null ? null : new CounterBuffer(counters);
        return new EngineWatch(memory, entry, journal, latencies);
    }

    EntryGauge entry() {
        return entry;
    }

    boolean isTransient() {
        return log instanceof TransientOpener;
    }

    RecordLog open(RecordVisitor recovery, JournalObserver observer) {
        return log instanceof JournalOpener journal
                ? journal.open(recovery, snapshotEvery > 0, observer)
                : log.open(recovery);
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

    /** What the listeners held there; null where that is not known. */
    byte[] models() {
        return beginsAnew() ? null : beginning.models();
    }

    /** This one for a restart, which begins a session. */
    EngineConfig beginningAnew() {
        return copy(null);
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
