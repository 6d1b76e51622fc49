package io.flipbook.engine;

import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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
    /** The most regions that a guest can have. */
    public static final int MAX_REGIONS = 1 << 16;

    /** The most maps that a guest can have: as many as KVM has memory slots. */
    public static final int MAX_MAPS = 1 << 15;

    /** The most listeners that can be registered at a time. */
    public static final int MAX_LISTENERS = 4096;

    /** The most requests that can be undecided at a time. */
    public static final int MAX_UNDECIDED = UndecidedRequests.MAX_COUNT;

    private final List<Region> regions = new ArrayList<>();
    private final Map<String, Region> regionsByName = new HashMap<>();
    private final AddressSpace addresses = new AddressSpace();
    private final Map<Integer, ListenerSpec> listeners = new LinkedHashMap<>();
    private final DiscardHolds holds = new DiscardHolds();
    private final UndecidedRequests undecided = new UndecidedRequests();
    private final RequestJudge judge = new RequestJudge(regionsByName, addresses);
    private final LayoutRules rules = new LayoutRules(this);
    private final LayoutChanges layoutChanges = new LayoutChanges(this);
    private final RecordReader reader = new RecordReader(this);
    private Policy policy = Policy.DEFAULT;
    private boolean halted;
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
        reader.apply(view);
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
        reader.goOnBehind(snapshot.sequence());
        return true;
    }

    /** Writes what {@link #onSnapshot} reads. Equal states write equal bytes. */
    public void writeSnapshot(SnapshotOutput out) {
        checkOpen();
        MemorySnapshot.write(this, out);
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
        return regions.stream().map(Region::spec).toList();
    }

    @Override
    public List<LayoutRecord.Mapped> maps() {
        List<LayoutRecord.Mapped> maps = new ArrayList<>();
        for (int i = 0; i < addresses.count(); i++) {
            long first = addresses.first(i);
            long sizeBytes = addresses.last(i) - first + 1;
            maps.add(new LayoutRecord.Mapped(
                    first, sizeBytes, addresses.region(i).id(), addresses.toOffset(i, first)));
        }
        return maps;
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
    public void visitPopulated(String region, long offset, long sizeBytes, RunVisitor visitor) {
        Region found = existing(region, offset, sizeBytes);
        PageRuns.visit(found, offset, sizeBytes, found::nextPopulated, found::nextUnpopulated, visitor);
    }

    @Override
    public void visitDiscarded(String region, long offset, long sizeBytes, RunVisitor visitor) {
        Region found = existing(region, offset, sizeBytes);
        PageRuns.visit(found, offset, sizeBytes, found::nextUnpopulated, found::nextPopulated, visitor);
    }

    @Override
    public void visitShared(String region, RunVisitor visitor) {
        Region found = existing(region);
        PageRuns.visit(found, found.shared(), 0, found.spec().sizeBytes(), visitor);
    }

    @Override
    public void visitPlugged(String region, RunVisitor visitor) {
        Region found = existing(region);
        if (found.plugged() == null) {
            throw new IllegalArgumentException("region " + region + " has no plug block");
        }
        PageRuns.visit(found, found.plugged(), 0, found.spec().sizeBytes(), visitor);
    }

    @Override
    public List<SourceSpec> addedSources(String region) {
        return existing(region).addedSources();
    }

    @Override
    public void visitSource(String region, String source, RunVisitor visitor) {
        Region found = existing(region);
        Source added = found.addedSource(source);
        if (added == null) {
            throw new IllegalArgumentException("region " + region + " has no source " + Names.shown(source));
        }
        PageRuns.visit(found, added, 0, found.spec().sizeBytes(), visitor);
    }

    /**
     * Shows the runs of a range to which a source of its region says yes, ascending: {@code shared}, {@code plugged},
     * or one that was added.
     *
     * @throws IllegalArgumentException if there is no such source, or {@link #checkRange} is against the range
     */
    public void visitSource(String region, String source, long offset, long sizeBytes, RunVisitor visitor) {
        Region found = existing(region, offset, sizeBytes);
        Source named = found.source(source);
        if (named == null) {
            throw new IllegalArgumentException("region " + region + " has no source " + Names.shown(source));
        }
        PageRuns.visit(found, named, offset, sizeBytes, visitor);
    }

    /** Whether each page of a range is pinned; throws as {@link #isPopulated} does. */
    public boolean isPinned(String region, long offset, long sizeBytes) {
        Region found = existing(region, offset, sizeBytes);
        return found.pins().allPinned(found.toPage(offset), found.toPage(offset) + found.toPage(sizeBytes));
    }

    @Override
    public long granularityBytes(String region) {
        return existing(region).granularityBytes();
    }

    @Override
    public boolean isEverywhere(long gpa, long sizeBytes, boolean shared) {
        checkOpen();
        Operation operation = shared ? Operation.CONVERT_TO_SHARED : Operation.CONVERT_TO_PRIVATE;
        ConversionRequest request = ConversionRequest.convertToShared(0, 0).set(operation, null, gpa, sizeBytes);
        Change change = new Change();
        judge.judge(request, Policy.DEFAULT, change, new Outcome());
        change.measure();
        return change.pages() == 0;
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
        regions.forEach(Region::close);
    }

    // What the engine and the reader of records do to it.

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
        return regionsByName.get(name);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the state is closed");
        }
    }

    private Region existing(String name) {
        checkOpen();
        Region region = regionsByName.get(name);
        if (region == null) {
            throw new IllegalArgumentException("no region " + name);
        }
        return region;
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
        if (id < 0 || id >= regions.size()) {
            throw new IllegalArgumentException("no region number " + id);
        }
        return regions.get(id);
    }

    int regionCount() {
        return regions.size();
    }

    Map<Integer, ListenerSpec> listenersById() {
        return Collections.unmodifiableMap(listeners);
    }

    boolean hasListener(String name) {
        return listeners.values().stream().anyMatch(spec -> spec.name().equals(name));
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

    RecordReader reader() {
        return reader;
    }

    /** Makes a change that is on record, unless it does not fit the state: then it says why and changes nothing. */
    Rejection take(LayoutRecord layout) {
        return layoutChanges.take(layout);
    }

    void setPolicy(Policy newPolicy) {
        policy = newPolicy;
    }

    /** Says what a change of the layout does to the digest. */
    void addToDigest(long delta) {
        digest += delta;
    }

    /** Forgets a listener; whether there was one of that number. */
    boolean removeListener(int id) {
        return listeners.remove(id) != null;
    }

    void addRegion(RegionSpec spec) {
        Region region = new Region(regions.size(), spec);
        regions.add(region);
        regionsByName.put(spec.name(), region);
        digest += region.initialDigest();
    }

    void addListener(int id, ListenerSpec spec) {
        listeners.put(id, spec);
        nextListenerId = id + 1;
    }

    /** Becomes a guest without memory again. */
    void clear() {
        regions.forEach(Region::close);
        regions.clear();
        regionsByName.clear();
        addresses.clear();
        listeners.clear();
        holds.clear();
        undecided.clear();
        policy = Policy.DEFAULT;
        halted = false;
        digest = 0;
        nextListenerId = 0;
        reader.goOnBehind(0);
    }

    /** The next listener gets that number: those before it are gone. */
    void skipListenersTo(int id) {
        if (id < nextListenerId) {
            throw new IllegalArgumentException("listener number " + id + " after " + nextListenerId);
        }
        nextListenerId = id;
    }

    /** All that can be in it was put into it from a snapshot. */
    void restored(boolean wasHalted) {
        halted = wasHalted;
        digest = regions.stream().mapToLong(Region::digest).sum();
    }

    /** Forgets what does not outlive the process: a halt, pins and holds. */
    void beginSession() {
        halted = false;
        holds.clear();
        for (Region region : regions) {
            region.pins().clear();
        }
    }

    /** Does what an outcome on record says; {@code change} is what its request was judged to change. */
    void apply(Outcome outcome, Change change) {
        if (outcome.kind().changesState()) {
            digest += change.digestDelta(outcome.pages());
            change.apply(outcome.pages());
        } else if (outcome.kind() == Outcome.Kind.HALTED) {
            halted = true;
        }
        if (outcome.hasRefusals() && outcome.kind() == Outcome.Kind.COMMITTED) {
            outcome.refusals().forEach(refusal -> listeners.remove(refusal.listenerId()));
        }
    }

    /** The digest of the state after {@code pages} pages of a change. */
    long digestAfter(Change change, long pages) {
        return digest + change.digestDelta(pages);
    }
}
