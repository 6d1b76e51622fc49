package io.flipbook.replay;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The regions, maps and policy that records lead to, read without the pages, and past damage as well as can be. */
final class LayoutTracker implements RecordVisitor {
    private final RecordDecoder decoder = new RecordDecoder();
    private final RecordCounts counts = new RecordCounts();
    private final TreeMap<Integer, RegionSpec> regions = new TreeMap<>();
    private final TreeMap<Long, LayoutRecord.Mapped> maps = new TreeMap<>(Long::compareUnsigned);
    private Policy policy = Policy.DEFAULT;
    private String problem;

    /** Begins with the layout to which records have led that are not there any more. */
    LayoutTracker(List<LayoutRecord> earlier) {
        decoder.know(earlier);
        earlier.forEach(this::take);
    }

    @Override
    public boolean onRecord(RecordView record) {
        counts.add(record.type());
        try {
            if (decoder.read(record) == RecordDecoder.Kind.LAYOUT) {
                take(decoder.layout());
            }
        } catch (JournalDamagedException e) {
            problem = problem == null ? e.getMessage() : problem;
        }
        return true;
    }

    RecordCounts counts() {
        return counts;
    }

    /** The regions, in the order in which they were added. */
    Collection<RegionSpec> regions() {
        return regions.values();
    }

    /** The maps that are there at the end, ascending. */
    Collection<LayoutRecord.Mapped> maps() {
        return maps.values();
    }

    String regionName(LayoutRecord.Mapped map) {
        return decoder.regionName(map.regionId());
    }

    Policy policy() {
        return policy;
    }

    /** What is wrong with the first record that does not hold what its type says; null if none is. */
    String problem() {
        return problem;
    }

    private void take(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            regions.put(added.id(), added.spec());
        } else if (layout instanceof LayoutRecord.RegionRemoved removed) {
            regions.remove(removed.id());
        } else if (layout instanceof LayoutRecord.Mapped map) {
            maps.put(map.gpa(), map);
        } else if (layout instanceof LayoutRecord.Unmapped map) {
            maps.remove(map.gpa());
        } else if (layout instanceof LayoutRecord.PolicySet set) {
            policy = set.policy();
        }
    }
}
