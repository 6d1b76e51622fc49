package io.flipbook.replay.index;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Observation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.journal.RecordType;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.query.predicate.Moment;
import io.flipbook.replay.query.predicate.RecordNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Takes in the records of a block, and writes what an {@link IndexedBlock} reads. */
final class BlockTally {
    /** More names of a kind, or more numbers, than this are not told one by one. */
    static final int MAX_ENTRIES = 1000;

    /** The key of places that are addresses; no region is called so. */
    static final String ADDRESSES = "";

    private final boolean withModels;
    private final Map<String, PageRuns> places = new TreeMap<>();
    private final Map<String, Set<String>> names = new TreeMap<>();
    private final Map<String, Block.Range> ranges = new HashMap<>();
    private boolean changesLayout;
    private boolean isBegun;

    BlockTally(boolean withModels) {
        this.withModels = withModels;
    }

    /** Takes in the next record. */
    void add(Moment moment) {
        RecordNames.KEYS.forEach((key, said) -> said.by(moment)
                .forEach(name ->
                        names.computeIfAbsent(key, it -> new TreeSet<>()).add(name)));
        boolean isLayout = moment.kind() == RecordDecoder.Kind.LAYOUT;
        if (moment.kind() == RecordDecoder.Kind.REQUEST) {
            touch(moment, moment.request());
        } else if (moment.kind() == RecordDecoder.Kind.OUTCOME) {
            settle(moment);
        } else if (isLayout) {
            layOut(moment);
        }
        changesLayout |= moment.record().type() == RecordType.RECOVER;
        if (!isBegun || moment.kind() != RecordDecoder.Kind.REQUEST) {
            count(moment);
        }
        isBegun = true;
    }

    byte[] toBytes() {
        ByteSink out = new ByteSink();
        out.putLong(changesLayout ? 1 : 0);
        boolean knowsNames = names.values().stream().allMatch(each -> each.size() <= MAX_ENTRIES);
        out.putLong(knowsNames ? 1 : 0);
        if (knowsNames) {
            out.putCount(names.size());
            names.forEach((key, values) -> {
                out.putText(key);
                out.putCount(values.size());
                values.forEach(out::putText);
            });
        }
        boolean knowsRanges = withModels && ranges.size() <= MAX_ENTRIES;
        out.putLong(knowsRanges ? 1 : 0);
        if (knowsRanges) {
            out.putCount(ranges.size());
            ranges.forEach((key, range) -> {
                out.putText(key);
                out.putLong(range.least());
                out.putLong(range.greatest());
            });
        }
        out.putCount(places.size());
        places.forEach((space, runs) -> {
            ByteSink part = new ByteSink();
            runs.write(part);
            out.putText(space);
            out.putBytes(part.toBytes());
        });
        return out.toBytes();
    }

    private void touch(Moment moment, ConversionRequest request) {
        if (request.operation().isByAddress()) {
            place(ADDRESSES).add(request.start(), request.sizeBytes());
        }
        moment.addresses()
                .visitParts(
                        request,
                        (region, offset, sizeBytes) -> place(region.name()).add(offset, sizeBytes));
    }

    private void settle(Moment moment) {
        Outcome outcome = moment.decoder().outcome();
        // Of a request that is not on record any more nobody knows the place; and who is detached is a listener less.
        changesLayout |= moment.request() == null
                || outcome.kind() == Outcome.Kind.COMMITTED
                        && !outcome.refusals().isEmpty();
        range("pages", outcome.pages());
    }

    private void layOut(Moment moment) {
        LayoutRecord layout = moment.decoder().layout();
        if (layout instanceof LayoutRecord.PinChanged pin) {
            place(moment.decoder().regionName(pin.regionId())).add(pin.offset(), pin.sizeBytes());
        } else if (layout instanceof Observation observation) {
            place(ADDRESSES).add(observation.start(), observation.sizeBytes());
        } else {
            changesLayout |= layout instanceof LayoutRecord.RegionAdded
                    || layout instanceof LayoutRecord.RegionRemoved
                    || layout instanceof LayoutRecord.Mapped
                    || layout instanceof LayoutRecord.Unmapped
                    || layout instanceof LayoutRecord.ListenerAdded
                    || layout instanceof LayoutRecord.ListenerEnded
                    || layout instanceof SourceAdded
                    || layout instanceof SourceRemoved;
        }
    }

    private PageRuns place(String space) {
        return places.computeIfAbsent(space, it -> new PageRuns());
    }

    /** Takes in the numbers that requests do not change. */
    private void count(Moment moment) {
        range("shared", moment.sharedBytes(null));
        range("runs", moment.sharedRuns(null));
        moment.guest().regions().forEach(region -> {
            range("shared " + region.name(), moment.sharedBytes(region.name()));
            range("runs " + region.name(), moment.sharedRuns(region.name()));
        });
        if (withModels) {
            moment.engine().guest().listeners().forEach(listener -> {
                long mappings = moment.engine().models().mappings(listener.name());
                if (mappings >= 0) {
                    range("mappings " + listener.name(), mappings);
                }
            });
        }
    }

    private void range(String key, long value) {
        if (ranges.size() <= MAX_ENTRIES) {
            ranges.merge(key, new Block.Range(value, value), (before, now) -> before.with(value));
        }
    }
}
