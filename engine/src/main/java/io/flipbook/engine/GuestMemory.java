package io.flipbook.engine;

import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
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

    /** The most listeners that can be registered at a time. */
    public static final int MAX_LISTENERS = 4096;

    private final List<Region> regions = new ArrayList<>();
    private final Map<String, Region> regionsByName = new HashMap<>();
    private final AddressSpace addresses = new AddressSpace();
    private final Map<Integer, ListenerSpec> listeners = new LinkedHashMap<>();
    private final DiscardHolds holds = new DiscardHolds();
    private final UndecidedRequests undecided = new UndecidedRequests();
    private final RequestJudge judge = new RequestJudge(regionsByName, addresses);
    private final LayoutRules rules = new LayoutRules(this);
    private final RecordReader reader = new RecordReader(this);
    private Policy policy = Policy.DEFAULT;
    private boolean halted;
    private long digest;
    private int nextListenerId;

    /** A guest without memory. */
    public GuestMemory() {}

    /**
     * Takes in the next record of a journal, of whatever type.
     *
     * @return true, always
     * @throws JournalDamagedException if the record does not fit what was before it
     */
    @Override
    public boolean onRecord(final RecordView view) {
        reader.apply(view);
        return true;
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
        final List<LayoutRecord.Mapped> maps = new ArrayList<>();
        for (int i = 0; i < addresses.count(); i++) {
            final long first = addresses.first(i);
            final long sizeBytes = addresses.last(i) - first + 1;
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
    public Rejection checkRange(final String region, final long offset, final long sizeBytes) {
        return rules.checkRange(region, offset, sizeBytes);
    }

    @Override
    public boolean isPopulated(final String region, final long offset, final long sizeBytes) {
        final Region found = existing(region, offset, sizeBytes);
        final long end = found.toPage(offset) + found.toPage(sizeBytes);
        return found.nextUnpopulated(found.toPage(offset), end) == end;
    }

    @Override
    public void visitPopulated(final String region, final long offset, final long sizeBytes, final RunVisitor visitor) {
        final Region found = existing(region, offset, sizeBytes);
        final long limit = found.toPage(offset) + found.toPage(sizeBytes);
        long page = found.nextPopulated(found.toPage(offset), limit);
        while (page < limit) {
            final long end = found.nextUnpopulated(page, limit);
            if (!visitor.onRun(found.toBytes(page), found.toBytes(end - page))) {
                return;
            }
            page = found.nextPopulated(end, limit);
        }
    }

    @Override
    public void visitDiscarded(final String region, final long offset, final long sizeBytes, final RunVisitor visitor) {
        final Region found = existing(region, offset, sizeBytes);
        final long limit = found.toPage(offset) + found.toPage(sizeBytes);
        long page = found.nextUnpopulated(found.toPage(offset), limit);
        while (page < limit) {
            final long end = found.nextPopulated(page, limit);
            if (!visitor.onRun(found.toBytes(page), found.toBytes(end - page))) {
                return;
            }
            page = found.nextUnpopulated(end, limit);
        }
    }

    @Override
    public void visitShared(final String region, final RunVisitor visitor) {
        final Region found = existing(region);
        visit(found, found.shared(), visitor);
    }

    @Override
    public void visitPlugged(final String region, final RunVisitor visitor) {
        final Region found = existing(region);
        if (found.plugged() == null) {
            throw new IllegalArgumentException("region " + region + " has no plug block");
        }
        visit(found, found.plugged(), visitor);
    }

    @Override
    public long granularityBytes(final String region) {
        return existing(region).granularityBytes();
    }

    @Override
    public boolean isEverywhere(final long gpa, final long sizeBytes, final boolean shared) {
        final Operation operation = shared ? Operation.CONVERT_TO_SHARED : Operation.CONVERT_TO_PRIVATE;
        final ConversionRequest request =
                ConversionRequest.convertToShared(0, 0).set(operation, null, gpa, sizeBytes);
        final Change change = new Change();
        judge.judge(request, Policy.DEFAULT, change, new Outcome());
        change.measure();
        return change.pages() == 0;
    }

    @Override
    public void close() {
        regions.forEach(Region::close);
    }

    private static void visit(final Region region, final Source source, final RunVisitor visitor) {
        long page = source.next(true, 0);
        while (page < region.pageCount()) {
            final long end = source.next(false, page);
            if (!visitor.onRun(region.toBytes(page), region.toBytes(end - page))) {
                return;
            }
            page = source.next(true, end);
        }
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

    Region region(final String name) {
        return regionsByName.get(name);
    }

    private Region existing(final String name) {
        final Region region = regionsByName.get(name);
        if (region == null) {
            throw new IllegalArgumentException("no region " + name);
        }
        return region;
    }

    private Region existing(final String name, final long offset, final long sizeBytes) {
        final Rejection invalid = rules.checkRange(name, offset, sizeBytes);
        if (invalid != Rejection.NONE) {
            throw new IllegalArgumentException(
                    invalid + ": " + name + " 0x" + Long.toHexString(offset) + " 0x" + Long.toHexString(sizeBytes));
        }
        return regionsByName.get(name);
    }

    Region region(final int id) {
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

    boolean hasListener(final String name) {
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
    Rejection take(final LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            return take(rules.checkRegion(added.spec()), () -> addRegion(added.spec()));
        } else if (layout instanceof LayoutRecord.Mapped map) {
            final Region region = region(map.regionId());
            return take(
                    rules.checkMap(map.gpa(), map.sizeBytes(), region.name(), map.offset()),
                    () -> addresses.add(map.gpa(), map.sizeBytes(), region, map.offset()));
        } else if (layout instanceof LayoutRecord.Unmapped map) {
            return take(rules.checkUnmap(map.gpa()), () -> addresses.remove(addresses.indexOf(map.gpa())));
        } else if (layout instanceof LayoutRecord.PolicySet set) {
            policy = set.policy();
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            return take(rules.checkListener(added.spec()), () -> addListener(added.id(), added.spec()));
        } else if (layout instanceof LayoutRecord.ListenerEnded ended) {
            return listeners.remove(ended.id()) == null ? Rejection.UNKNOWN_LISTENER : Rejection.NONE;
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            final Region region = region(pin.regionId());
            return take(
                    rules.checkPin(region.name(), pin.pinned(), pin.offset(), pin.sizeBytes()), () -> pin(region, pin));
        } else if (layout instanceof LayoutRecord.HoldChanged hold) {
            return take(
                    rules.checkHold(hold.hold(), hold.acquired()),
                    () -> holds.add(hold.hold(), hold.acquired() ? 1 : -1));
        }
        return Rejection.NONE;
    }

    private static Rejection take(final Rejection invalid, final Runnable change) {
        if (invalid == Rejection.NONE) {
            change.run();
        }
        return invalid;
    }

    private void addRegion(final RegionSpec spec) {
        final Region region = new Region(regions.size(), spec);
        regions.add(region);
        regionsByName.put(spec.name(), region);
        digest += region.initialDigest();
    }

    private void addListener(final int id, final ListenerSpec spec) {
        listeners.put(id, spec);
        nextListenerId = id + 1;
    }

    private static void pin(final Region region, final LayoutRecord.PinChanged pin) {
        final long from = region.toPage(pin.offset());
        region.pins().add(from, from + region.toPage(pin.sizeBytes()), pin.pinned() ? 1 : -1);
    }

    /** Forgets what does not outlive the process: a halt, pins and holds. */
    void beginSession() {
        halted = false;
        holds.clear();
        for (final Region region : regions) {
            region.pins().clear();
        }
    }

    /** Does what an outcome on record says; {@code change} is what its request was judged to change. */
    void apply(final Outcome outcome, final Change change) {
        if (outcome.kind() == Outcome.Kind.COMMITTED || outcome.kind() == Outcome.Kind.DIVERGED) {
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
    long digestAfter(final Change change, final long pages) {
        return digest + change.digestDelta(pages);
    }
}
