package io.flipbook.engine;

import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state that a journal's records lead to: regions and their pages, maps, policy, listeners, pins and holds.
 *
 * <p>It is pure: it reads no clock, no random number and no environment, and its bits change by outcomes on record
 * alone, so the same records give the same state on every machine. The engine keeps one of its own; whoever wants to
 * know the state at some record of a journal feeds another one with the records up to it, one after the other.
 *
 * <p>Not thread safe: one thread feeds it and asks it. Its bits are off heap until {@link #close()}.
 */
public final class GuestMemory implements GuestView, RecordVisitor, AutoCloseable {
    /** The most regions that a guest can have at a time. */
    public static final int MAX_REGIONS = 1 << 16;

    /** The most regions that one journal can ever have: as many as there are numbers, and none is used again. */
    public static final int MAX_REGION_NUMBERS = 1 << 24;

    /** The most maps that a guest can have: as many as KVM has memory slots. */
    public static final int MAX_MAPS = 1 << 15;

    /** The most places in all regions where the memory type of a page is decided otherwise than of that before it. */
    public static final int MAX_MEMORY_TYPE_BORDERS = 1 << 16;

    /** The most listeners that can be registered at a time. */
    public static final int MAX_LISTENERS = 4096;

    /** The most requests that can be undecided at a time. */
    public static final int MAX_UNDECIDED = UndecidedRequests.MAX_COUNT;

    private final UndecidedRequests undecided = new UndecidedRequests();
    private final RecordReader records = new RecordReader(this, undecided);
    private final RegionTable regions = new RegionTable(records::sequence);
    private final AddressSpace addresses = new AddressSpace();
    private final Map<Integer, ListenerSpec> listeners = new LinkedHashMap<>();
    private final DiscardHolds holds = new DiscardHolds();
    private final RequestJudge judge = new RequestJudge(regions.byName(), addresses);
    private final LayoutRules rules = new LayoutRules(this);
    private final LayoutChanges layoutChanges = new LayoutChanges(this);
    private Policy policy = Policy.DEFAULT;
    private volatile boolean halted;
    private long digest;
    private int nextListenerId;
    private boolean closed;

    /** A guest without memory. */
    public GuestMemory() {}

    /**
     * Takes in the next record of a journal, of whatever type: the first one, or that behind a snapshot or another.
     *
     * @return true, always
     * @throws JournalDamagedException if the record does not fit what was before it
     */
    @Override
    public boolean onRecord(RecordView view) {
        records.apply(view);
        return true;
    }

    /**
     * Becomes the state that a snapshot of a journal is of, whatever it was before.
     *
     * @throws IllegalArgumentException if nobody writes such a snapshot; this is without anything in it then
     */
    @Override
    public boolean onSnapshot(SnapshotInput snapshot) {
        MemorySnapshot.read(this, snapshot);
        records.goOnBehind(snapshot.sequence());
        regions.publish(digest);
        return true;
    }

    /** Writes what {@link #onSnapshot} reads. Equal states write equal bytes. */
    public void writeSnapshot(SnapshotOutput out) {
        checkOpen();
        MemorySnapshot.write(this, out);
    }

    /** Shows the outcomes that this is fed to a visitor. */
    public void showDecisions(DecisionVisitor visitor) {
        records.showDecisions(visitor);
    }

    @Override
    public long digest() {
        return digest;
    }

    @Override
    public boolean isHalted() {
        return halted;
    }

    @Override
    public Policy policy() {
        return policy;
    }

    @Override
    public List<RegionSpec> regions() {
        return regions.specs();
    }

    @Override
    public RegionSpec regionOf(LayoutRecord.Mapped map) {
        return region(map.regionId()).spec();
    }

    @Override
    public List<LayoutRecord.Mapped> maps() {
        return addresses.maps();
    }

    @Override
    public List<MemoryTypeRange> memoryTypes(String region) {
        return existing(region).memoryTypes();
    }

    @Override
    public TypeAttributes memoryType(String region, long offset) {
        return existing(region).memoryTypeAt(offset);
    }

    @Override
    public List<ListenerSpec> listeners() {
        return List.copyOf(listeners.values());
    }

    @Override
    public List<Long> undecided() {
        return undecided.sequences();
    }

    @Override
    public Rejection checkRange(String region, long offset, long sizeBytes) {
        return rules.checkRange(region, offset, sizeBytes);
    }

    @Override
    public boolean isPopulated(String region, long offset, long sizeBytes) {
        Region found = existing(region, offset, sizeBytes);
        long end = found.toPage(offset) + found.toPage(sizeBytes);
        return found.nextUnpopulated(found.toPage(offset), end) == end;
    }

    @Override
    public void visitPresent(String region, Side side, long offset, long sizeBytes, RunVisitor visitor) {
        Region found = existing(region, offset, sizeBytes);
        SidePresence presence = new SidePresence(found, side);
        PageRuns.visit(found, offset, sizeBytes, presence::nextPresent, presence::nextAbsent, visitor);
    }

    @Override
    public void visitDiscarded(String region, long offset, long sizeBytes, RunVisitor visitor) {
        Region found = existing(region, offset, sizeBytes);
        PageRuns.visit(found, offset, sizeBytes, found::nextUnpopulated, found::nextPopulated, visitor);
    }

    @Override
    public List<SourceSpec> addedSources(String region) {
        return existing(region).addedSources();
    }

    @Override
    public void visitSource(String region, String source, RunVisitor visitor) {
        visitSource(region, source, 0, existing(region).spec().sizeBytes(), visitor);
    }

    @Override
    public void visitSource(String region, String source, long offset, long sizeBytes, RunVisitor visitor) {
        Region found = existing(region, offset, sizeBytes);
        Source named = found.source(source);
        if (named == null) {
            throw new IllegalArgumentException("region " + region + " has no source " + Names.shown(source));
        }
        PageRuns.visit(found, named, offset, sizeBytes, visitor);
    }

    @Override
    public boolean isPinned(String region, long offset, long sizeBytes) {
        Region found = existing(region, offset, sizeBytes);
        return found.pins().allPinned(found.toPage(offset), found.toPage(offset) + found.toPage(sizeBytes));
    }

    @Override
    public void visitPins(String region, PinVisitor visitor) {
        existing(region).visitPins(visitor);
    }

    @Override
    public long held(DiscardHold hold) {
        return holds.count(hold);
    }

    @Override
    public long granularityBytes(String region) {
        return existing(region).granularityBytes();
    }

    @Override
    public boolean isEverywhere(long gpa, long sizeBytes, boolean shared) {
        checkOpen();
        return judge.isEverywhere(gpa, sizeBytes, shared);
    }

    @Override
    public boolean isEverywhere(String region, long offset, long sizeBytes, boolean shared) {
        Region found = existing(region, offset, sizeBytes);
        long from = found.toPage(offset);
        return found.shared().next(!shared, from) >= from + found.toPage(sizeBytes);
    }

    @Override
    public void close() {
        closed = true;
        regions.close();
    }

    /** A reader of this state for another thread; see {@link GuestReader}. Any thread may ask for one. */
    public GuestReader reader() {
        return regions.live().reader();
    }

    // What the engine and the reader of records do to it.

    RegionTable regionTable() {
        return regions;
    }

    RequestJudge judge() {
        return judge;
    }

    AddressSpace addresses() {
        return addresses;
    }

    DiscardHolds holds() {
        return holds;
    }

    Region region(String name) {
        return regions.byName().get(name);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the state is closed");
        }
    }

    private Region existing(String name) {
        checkOpen();
        return regions.existing(name);
    }

    private Region existing(String name, long offset, long sizeBytes) {
        Region region = existing(name);
        Rejection invalid = rules.checkRange(name, offset, sizeBytes);
        if (invalid != Rejection.NONE) {
            throw new IllegalArgumentException(
                    invalid + ": " + name + " 0x" + Long.toHexString(offset) + " 0x" + Long.toHexString(sizeBytes));
        }
        return region;
    }

    Region region(int id) {
        return regions.get(id);
    }

    int memoryTypeBorders() {
        return layoutChanges.memoryTypeBorders();
    }

    Map<Integer, ListenerSpec> listenersById() {
        return Collections.unmodifiableMap(listeners);
    }

    int nextListenerId() {
        return nextListenerId;
    }

    UndecidedRequests undecidedRequests() {
        return undecided;
    }

    LayoutRules rules() {
        return rules;
    }

    RecordReader records() {
        return records;
    }

    /** Makes a change that is on record, unless it does not fit the state: then it says why and changes nothing. */
    Rejection take(LayoutRecord layout) {
        return layoutChanges.take(layout);
    }

    void setPolicy(Policy newPolicy) {
        policy = newPolicy;
    }

    /** Inside a change: a region or a source came or went, which does that to the digest. */
    void changeDigest(long delta) {
        digest += delta;
        regions.publish(digest);
    }

    void addListener(int id, ListenerSpec spec) {
        listeners.put(id, spec);
        nextListenerId = id + 1;
        holds.own(spec.hold(), 1);
    }

    /** Forgets a listener; whether there was one of that number. */
    boolean removeListener(int id) {
        ListenerSpec spec = listeners.remove(id);
        if (spec != null) {
            holds.own(spec.hold(), -1);
        }
        return spec != null;
    }

    /** Becomes a guest without memory again. */
    void clear() {
        regions.clear();
        addresses.clear();
        listeners.clear();
        holds.clear();
        undecided.clear();
        policy = Policy.DEFAULT;
        halted = false;
        layoutChanges.clear();
        digest = 0;
        nextListenerId = 0;
        records.goOnBehind(0);
    }

    /** The next listener gets that number: those before it are gone. */
    void skipListenersTo(int id) {
        if (id < nextListenerId) {
            throw new IllegalArgumentException("listener number " + id + " after " + nextListenerId);
        }
        nextListenerId = id;
    }

    /** All that can be in it was put into it from a snapshot; the digest is that of its pages. */
    void restored(boolean wasHalted, long digestOfPages) {
        halted = wasHalted;
        digest = digestOfPages;
        regions.publishAll(digest);
    }

    /**
     * Forgets a halt, pins, and holds that were asked for; what regions and listeners hold, they did together before.
     */
    void beginSession() {
        halted = false;
        holds.clearAsked();
        regions.clearPins();
    }

    /** Does what an outcome on record says; {@code change} is what its request was judged to change. */
    void apply(Outcome outcome, Change change) {
        if (outcome.kind().changesState()) {
            change.setChanging(true);
            digest += change.digestDelta(outcome.pages());
            change.apply(outcome.pages());
            regions.publish(digest);
            change.setChanging(false);
        } else if (outcome.kind() == Outcome.Kind.HALTED) {
            halted = true;
        }
        if (outcome.detaches()) {
            outcome.refusals().forEach(refusal -> removeListener(refusal.listenerId()));
        }
    }

    /** The digest of the state after {@code pages} pages of a change. */
    long digestAfter(Change change, long pages) {
        return digest + change.digestDelta(pages);
    }
}
