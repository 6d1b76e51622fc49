package io.flipbook.engine;

import io.flipbook.engine.device.RegionListener;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.memtype.TypeChange;
import io.flipbook.engine.watch.MeterVisitor;
import io.flipbook.journal.RecordLog;
import java.util.List;
import java.util.Objects;

/**
 * Converts pages of a guest between private and shared, all or nothing, with every request and outcome on record.
 *
 * <p>A request is on record before any listener hears of it, and its outcome is before the caller does; the state
 * changes by outcomes on record alone. When a listener refuses, what the others were told is undone. After a restart
 * the state is what the journal says, and the listeners are told anew what is populated.
 *
 * <p><b>Threads.</b> The thread that opens an engine owns it: every call comes on that thread, and listeners are called
 * on it. A listener may ask {@link #guest()} inside its callbacks, and must not call anything else of the engine.
 *
 * <p><b>Errors.</b> What cannot be done as asked is an {@link Outcome} of kind rejected; what cannot be meant at all is
 * an {@link IllegalArgumentException}. {@link IllegalStateException} says that this is the wrong thread, that the
 * engine is closed, or that it has stopped. {@link io.flipbook.journal.JournalFullException} says that there is no
 * space to put on record what was asked: nothing has happened, no listener was told, and the same call may succeed
 * later. (Not so from {@link #open} and {@link #restart}.) It stops when its journal cannot be written ({@link
 * io.flipbook.journal.JournalException}) or when a listener threw from a discard; opening it again recovers.
 */
public final class ConversionEngine implements AutoCloseable {
    private final EngineConfig config;
    private final GuestMemory memory;
    private final RecordWriter records;
    private final LayoutRules rules;
    private final ListenerRound round;
    private final ListenerRoster roster;
    private final Backings backings;
    private final EngineGate gate;
    private final RecordLog log;
    private final Outcome outcome = new Outcome();
    private final Conversions conversions;
    private final Settlement settlement;
    private final EngineWatch watch;
    private final EngineHealth health;
    private final EngineModels models;
    private BatchConversion batches;
    private SnapshotMaker snapshots;

    private ConversionEngine(EngineConfig config, GuestMemory memory, RecordLog log, EngineWatch watch) {
        this.config = config;
        this.memory = memory;
        this.log = log;
        this.watch = watch;
        records = new RecordWriter(log, watch);
        rules = memory.rules();
        round = new ListenerRound(config.observer(), watch);
        roster = new ListenerRoster(config, memory, records, round);
        backings = new Backings(config);
        gate = new EngineGate(records, round);
        settlement = new Settlement(memory, round, gate, outcome, watch);
        conversions = new Conversions(gate, memory, records, settlement, outcome, watch);
        health = new EngineHealth(gate, memory, watch.counters(), log, config.entry());
        models = new EngineModels(gate, memory, roster, outcome);
    }

    /**
     * Opens an engine: reads its journal if there is one, decides as aborted what its last writer left undecided, and
     * tells the listeners on record what is populated, in their order.
     *
     * @throws IllegalStateException if another engine writes to the journal, or this virtual machine lacks a flag
     * @throws io.flipbook.journal.JournalException if the journal is damaged, or cannot be read or written
     */
    public static ConversionEngine open(EngineConfig config) {
        GuestMemory memory = config.state();
        RecordLog log = null;
        try {
            EngineWatch watch = config.watch();
            log = config.open(memory, watch);
            return begin(new ConversionEngine(config, memory, log, watch));
        } catch (RuntimeException | Error e) {
            memory.close();
            if (log != null) {
                log.close();
            }
            throw e;
        }
    }

    /**
     * Closes this engine and opens it again with the same configuration, from its journal. What does not outlive the
     * process is gone: a halt, pins, discard holds, what listeners held and how often they were called. Returns the
     * engine that goes on.
     */
    public ConversionEngine restart() {
        if (!config.isTransient()) {
            close();
            return open(config);
        }
        gate.close();
        roster.close();
        return begin(new ConversionEngine(config.beginningAnew(), memory, log, config.watch()));
    }

    /** How it is: whether it goes on, how far it has come, what it has lost. Any thread may ask, behind its end too. */
    public EngineStatus status() {
        return health.status(lostListeners(), snapshots.status());
    }

    /** Shows what it counts to a visitor, which may keep it to ask again. Any thread may call this. */
    public void meters(MeterVisitor visitor) {
        watch.counters().visit(visitor);
    }

    /** The listeners that have gone since this was opened: they refused, or were not brought. */
    public List<String> lostListeners() {
        return List.copyOf(roster.lost());
    }

    /** What the models of devices and memory hold that this engine has made; to be asked on the engine's thread. */
    public EngineModels models() {
        return models;
    }

    /** The state, to be asked on the engine's thread; what it says changes with the engine. */
    public GuestView guest() {
        return memory;
    }

    /** The state for another thread, which may ask while this goes on. Any thread may call this. */
    public GuestReader reader() {
        return memory.reader();
    }

    /** What has become of the snapshots that {@link EngineConfig#snapshotEvery} asks for. Any thread may ask. */
    public SnapshotStatus snapshotStatus() {
        return snapshots.status();
    }

    /** The sequence of the last record. */
    public long lastSequence() {
        return records.lastSequence();
    }

    /** Adds a region. Rejected: duplicate, bad-region (or no number is left), busy (what it is to hold), no-backing. */
    public Outcome addRegion(RegionSpec spec) {
        gate.enter();
        Rejection invalid = rules.checkRegion(spec);
        LayoutRecord added = new LayoutRecord.RegionAdded(memory.regionTable().nextId(), spec);
        if (invalid != Rejection.NONE || !spec.backing().isThere()) {
            return record(invalid, added);
        }
        boolean isMade = backings.putBehind(memory, spec, () -> record(Rejection.NONE, added));
        return isMade ? outcome : record(Rejection.NO_BACKING, added);
    }

    /**
     * Takes a region away that nothing refers to, as a RAM block of QEMU goes with its last reference; nobody is told.
     * Its name is free then, its number is not: see {@link ConversionRequest#region}. Rejected: halted, unknown-region,
     * busy (part of it is mapped, a listener is registered, a page pinned, an undecided request names it).
     */
    public Outcome removeRegion(String name) {
        gate.enter();
        return record(unlessHalted(rules.checkUnregion(name)), new LayoutRecord.RegionRemoved(idOf(name)));
    }

    /**
     * Places part of a region in guest physical address space. Rejected: halted, unknown-region, zero-size, misaligned,
     * out-of-range, overlap.
     */
    public Outcome map(long gpa, long sizeBytes, String region, long offset) {
        gate.enter();
        if (memory.addresses().count() == GuestMemory.MAX_MAPS) {
            throw new IllegalStateException("there are " + GuestMemory.MAX_MAPS + " maps already");
        }
        Rejection invalid = unlessHalted(rules.checkMap(gpa, sizeBytes, region, offset));
        return record(invalid, new LayoutRecord.Mapped(gpa, sizeBytes, idOf(region), offset));
    }

    /** Takes away the map that begins at an address; the pages keep their state. Rejected: halted, unmapped. */
    public Outcome unmap(long gpa) {
        gate.enter();
        return record(unlessHalted(rules.checkUnmap(gpa)), new LayoutRecord.Unmapped(gpa));
    }

    /** Says how mixed ranges and refusals are treated from now on. */
    public Outcome setPolicy(Policy policy) {
        gate.enter();
        return record(Rejection.NONE, new LayoutRecord.PolicySet(policy));
    }

    /**
     * Adds or drops one reference on each page of a range of an in-place region, all or none; a page that is referenced
     * cannot become private. Rejected: halted, unknown-region, not-in-place, zero-size, misaligned, out-of-range,
     * not-populated (to pin), not-pinned (to unpin).
     */
    public Outcome pin(boolean pinned, String region, long offset, long sizeBytes) {
        gate.enter();
        Rejection invalid = unlessHalted(rules.checkPin(region, pinned, offset, sizeBytes));
        return record(invalid, new LayoutRecord.PinChanged(idOf(region), pinned, offset, sizeBytes));
    }

    /**
     * Adds a source to a region. If it is to say no to all pages at first, that is a request of its own behind it, told
     * to the listeners as a discard of what only it takes away; the outcome is that of this request. Rejected: halted,
     * unknown-region, duplicate (QEMU: EBUSY), bad-source.
     */
    public Outcome addSource(SourceSpec spec, boolean populated) {
        gate.enter();
        Rejection invalid = unlessHalted(rules.checkSource(spec));
        record(invalid, new SourceAdded(idOf(spec.region()), spec.name(), spec.blockBytes()));
        if (invalid != Rejection.NONE || populated) {
            return outcome;
        }
        return convert(memory.region(spec.region()).ofWholeSource(false, spec.name()));
    }

    /**
     * Takes a source from a region, after it has said yes to all pages: that is a request, told to the listeners as a
     * populate of what only it held back. If that is not committed the source stays, and the outcome is that of it.
     * Rejected: halted, unknown-region, unknown-source (QEMU: ENOENT).
     */
    public Outcome removeSource(String region, String source) {
        gate.enter();
        Rejection invalid = unlessHalted(rules.checkUnsource(region, source));
        if (invalid != Rejection.NONE) {
            return outcome.clear().reject(invalid).digest(memory.digest());
        }
        Region from = memory.region(region);
        outcome.clear().kind(Outcome.Kind.COMMITTED).digest(memory.digest());
        if (!from.isAllSet(from.addedSource(source))) {
            convert(from.ofWholeSource(true, source));
        }
        if (outcome.kind() == Outcome.Kind.COMMITTED) {
            records.reserve();
            gate.orStop(() -> roster.removeSource(new SourceRemoved(from.id(), source)));
            outcome.digest(memory.digest());
        }
        return outcome;
    }

    /**
     * Says what decides the memory types of a range; what the change does not name stays as it is. Nobody is told.
     * Rejected: as a range is. A guest with {@link GuestMemory#MAX_MEMORY_TYPE_BORDERS} takes no more of them.
     */
    public Outcome setMemoryType(String region, long offset, long sizeBytes, TypeChange change) {
        gate.enter();
        Rejection invalid = unlessHalted(rules.checkMemoryType(region, offset, sizeBytes));
        return record(invalid, new MemoryTypeSet(idOf(region), offset, sizeBytes, change));
    }

    /** Acquires or releases a hold for or against discards. Rejected: busy, not-held. */
    public Outcome hold(DiscardHold hold, boolean acquire) {
        gate.enter();
        return record(rules.checkHold(hold, acquire), new LayoutRecord.HoldChanged(hold, acquire));
    }

    /** Puts on record what a source told of a conversion beside its request. It changes nothing. */
    public void observe(Observation observation) {
        gate.enter();
        records.append(observation);
    }

    /** As {@link #register(ListenerSpec, RegionListener)}, of a kind that the engine makes itself. */
    public Outcome register(ListenerSpec spec) {
        if (spec.kind() == ListenerSpec.Kind.EXTERNAL) {
            throw new IllegalArgumentException("listener " + spec.name() + " is external and was not brought");
        }
        return introduceNew(spec, null);
    }

    /**
     * Registers a listener and tells it all that is populated in its section, ascending. If it refuses, what it was
     * told before is undone and it is not registered: rolled-back. Rejected: halted, duplicate, and as a range is.
     *
     * @param spec of kind {@link ListenerSpec.Kind#EXTERNAL}
     */
    public Outcome register(ListenerSpec spec, RegionListener listener) {
        if (spec.kind() != ListenerSpec.Kind.EXTERNAL) {
            throw new IllegalArgumentException("listener " + spec.name() + " is made by the engine: " + spec.kind());
        }
        return introduceNew(spec, Objects.requireNonNull(listener, "listener"));
    }

    /** Tells a listener to discard its whole section, and forgets it. Rejected: unknown-listener. */
    public Outcome unregister(String name) {
        gate.enter();
        LiveListener listener = roster.find(name);
        outcome.clear();
        if (listener == null) {
            outcome.reject(Rejection.UNKNOWN_LISTENER);
        } else {
            records.reserve();
            gate.orStop(() -> roster.unregister(listener, outcome));
        }
        return outcome.digest(memory.digest());
    }

    /**
     * Converts pages as asked. Whatever comes of it is on record when this returns. Allocates nothing unless it is
     * refused or names a region that there is not.
     */
    public Outcome convert(ConversionRequest request) {
        return conversions.convert(request);
    }

    /**
     * Converts as the requests of a batch ask, one after the other, and puts them on record together. The handler hears
     * of each when its outcome is on record; the batch is empty then. {@link RequestBatch} says what else can happen.
     */
    public void convert(RequestBatch batch, OutcomeHandler handler) {
        gate.enter();
        if (batches == null) {
            batches = new BatchConversion(memory, records, round, gate, settlement, outcome, watch, this::convert);
        }
        batches.convert(batch, Objects.requireNonNull(handler, "handler"));
    }

    /**
     * Puts a request on record that somebody will decide later. Until then it is undecided and changes nothing.
     *
     * @return its sequence, for {@link #decide}
     * @throws IllegalStateException if too many are undecided, besides what every method throws
     */
    public long begin(ConversionRequest request) {
        return conversions.begin(request);
    }

    /**
     * Decides a request that was begun. An answer from outside wins, since it is what happened: with {@link Answer#ACK}
     * the request is applied, even where the engine would have rejected it ({@link Outcome#wasOverruled()}) or a
     * listener refuses (diverged); with any other it is rejected, and so is one that means no whole pages.
     *
     * @throws IllegalArgumentException if no such request is undecided
     */
    public Outcome decide(long requestSequence, Answer answer) {
        return conversions.decide(requestSequence, answer);
    }

    /** Ends the journal cleanly and releases all memory. Listeners are told nothing. Again: does nothing. */
    @Override
    public void close() {
        if (gate.isClosed()) {
            return;
        }
        gate.close();
        snapshots.close();
        roster.close();
        memory.close();
        records.close();
    }

    private Outcome introduceNew(ListenerSpec spec, RegionListener brought) {
        gate.enter();
        if (memory.listenersById().size() == GuestMemory.MAX_LISTENERS) {
            throw new IllegalStateException("there are " + GuestMemory.MAX_LISTENERS + " listeners already");
        }
        outcome.clear().reject(unlessHalted(rules.checkListener(spec)));
        if (outcome.kind() == Outcome.Kind.OK) {
            records.reserve();
            gate.orStop(() -> roster.register(spec, brought, outcome));
        }
        return outcome.digest(memory.digest());
    }

    private static ConversionEngine begin(ConversionEngine engine) {
        engine.memory.regionTable().numberBy(engine.records::lastSequence);
        engine.watch.counters().beginBehind(engine.log.lastSequence());
        try {
            if (engine.config.beginsAnew()) {
                engine.memory.beginSession();
                engine.conversions.abortUndecided();
            }
            engine.backings.restore(engine.memory);
            engine.roster.registerAgain();
            engine.watch.counters().lostListeners(engine.roster.lost().size());
            engine.snapshots = SnapshotMaker.start(engine.log, engine.config.snapshotEvery(), engine.watch);
            return engine;
        } catch (RuntimeException | Error e) {
            engine.roster.close();
            throw e;
        }
    }

    private Outcome record(Rejection invalid, LayoutRecord layout) {
        outcome.clear().reject(invalid);
        if (invalid == Rejection.NONE) {
            records.append(layout);
            gate.orStop(() -> memory.take(layout));
        }
        return outcome.digest(memory.digest());
    }

    private int idOf(String region) {
        return memory.regionTable().idOf(region);
    }

    private Rejection unlessHalted(Rejection otherwise) {
        return memory.isHalted() ? Rejection.HALTED : otherwise;
    }
}
