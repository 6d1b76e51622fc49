package io.flipbook.junit5;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.PairingCheck;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.replay.history.HistoryPlayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Who stands in for whom in a replay, and whether what they map is what they were told. */
final class Cast implements HistoryPlayer.StandIns, CallObserver, AutoCloseable {
    /** Of so many discards that were not done at once it is known where in the history they were. */
    private static final int SUSPICIONS_MAX = 4096;

    /** A listener did something else than it was told, at a record. */
    record Fault(StandIn standIn, PairingCheck.Fault kind, long offset, long sizeBytes, Position position) {}

    /** A discard after which something was still mapped. */
    private record Suspicion(String listener, long offset, long sizeBytes, Position position) {
        boolean isOf(String name, long faultOffset, long faultBytes) {
            return listener.equals(name)
                    && Long.compareUnsigned(offset, faultOffset + faultBytes) < 0
                    && Long.compareUnsigned(faultOffset, offset + sizeBytes) < 0;
        }
    }

    private final Map<String, ListenerMaker> makers;
    private final boolean answersAsRecorded;
    private final Supplier<Position> position;
    private final PairingCheck check = new PairingCheck(this::find);
    private final Map<String, RegionSpec> regions = new HashMap<>();
    private final Set<String> onRecord = new TreeSet<>();
    private final Map<String, StandIn> standIns = new HashMap<>();
    private final List<Suspicion> suspicions = new ArrayList<>();
    private Fault first;
    private Throwable makerFailure;

    /**
     * For one replay.
     *
     * @param position the record that is played
     */
    Cast(Map<String, ListenerMaker> makers, boolean answersAsRecorded, Supplier<Position> position) {
        this.makers = makers;
        this.answersAsRecorded = answersAsRecorded;
        this.position = position;
    }

    void know(RegionSpec region) {
        regions.put(region.name(), region);
    }

    /** The listeners that were registered so far, on record, by name. */
    Set<String> onRecord() {
        return onRecord;
    }

    /** Those who stand in now. */
    Iterable<StandIn> standIns() {
        return standIns.values();
    }

    /** What a maker threw; null if none did. */
    Throwable makerFailure() {
        return makerFailure;
    }

    @Override
    public RegionListener inPlaceOf(ListenerSpec spec, RegionListener recorded) {
        onRecord.add(spec.name());
        ListenerMaker maker = makers.get(spec.name());
        RegionSpec region = regions.get(spec.region());
        if (maker == null || region == null) {
            return recorded;
        }
        StandIn before = standIns.get(spec.name());
        check.unwatch(spec.name());
        suspicions.removeIf(suspicion -> suspicion.listener().equals(spec.name()));
        Role role = new Role(spec, region, check);
        RegionListener made = make(maker, role);
        if (before != null && before.listener() == made) {
            role.takeOver(before.role());
            discardAll(new StandIn(role, made, null));
        } else if (before != null) {
            before.role().close();
        }
        StandIn standIn = new StandIn(role, made, answersAsRecorded ? recorded : null);
        standIns.put(spec.name(), standIn);
        return standIn;
    }

    /** Nothing of what it mapped outlives its process. */
    private void discardAll(StandIn again) {
        ListenerSpec spec = again.role().spec();
        standIns.put(spec.name(), again);
        long sizeBytes = spec.watchesWholeRegion() ? again.role().region().sizeBytes() : spec.sizeBytes();
        again.discard(spec.offset(), sizeBytes);
        onCall(spec.name(), Call.DISCARD, spec.offset(), sizeBytes);
    }

    private RegionListener make(ListenerMaker maker, Role role) {
        try {
            RegionListener made = maker.make(role);
            if (made == null) {
                throw new IllegalArgumentException(
                        "no listener was made for " + role.spec().name());
            }
            return made;
        } catch (RuntimeException | Error e) {
            makerFailure = e;
            throw e;
        }
    }

    @Override
    public void onCall(String listener, Call call, long offset, long sizeBytes) {
        StandIn told = standIns.get(listener);
        MappingListener mapping = told == null ? null : told.role().checked();
        if (mapping != null && call == Call.DISCARD && suspicions.size() < SUSPICIONS_MAX) {
            int shift = Long.numberOfTrailingZeros(mapping.pageBytes());
            long from = offset >>> shift;
            long to = from + (sizeBytes >>> shift);
            if (mapping.iommu().nextMapped(from, to) < to) {
                suspicions.add(new Suspicion(listener, offset, sizeBytes, position.get()));
            }
        }
        boolean refused = call == Call.POPULATE && told != null && told.refusedItself();
        check.onCall(listener, refused ? Call.VETO : call, offset, sizeBytes);
    }

    private void find(String listener, PairingCheck.Fault kind, long offset, long sizeBytes) {
        Position at = position.get();
        if (kind == PairingCheck.Fault.DISCARD_MISSED || kind == PairingCheck.Fault.DISCARD_LATE) {
            at = suspicions.stream()
                    .filter(suspicion -> suspicion.isOf(listener, offset, sizeBytes))
                    .map(Suspicion::position)
                    .findFirst()
                    .orElse(at);
        }
        if (first == null || at.sequence() < first.position().sequence()) {
            first = new Fault(standIns.get(listener), kind, offset, sizeBytes, at);
        }
    }

    void beginStep() {
        standIns.values().forEach(StandIn::beginStep);
    }

    /**
     * The first fault of those that are found; null while none is.
     *
     * @param isEnd whether nobody will be told anything any more, so that what was not done yet was never done
     */
    Fault fault(boolean isEnd) {
        if (isEnd || first != null) {
            check.finish(); // Where there is a fault, what is not done yet may be an earlier one.
        }
        return first;
    }

    @Override
    public void close() {
        check.close();
        standIns.values().forEach(standIn -> standIn.role().close());
    }
}
