package io.flipbook.replay.charts;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A history as a picture of addresses by time, in memory that does not grow with its length. Of more than
 * {@value #MAX_REGIONS} regions the first ones are in it; one that goes and comes again as it was is the same.
 */
public final class HistoryPicture implements RecordVisitor, AutoCloseable {
    static final int COLUMNS = 240;
    private static final int MAX_REGIONS = 8;

    private final GuestMemory memory;
    private final double totalSeconds;
    private final RecordDecoder decoder = new RecordDecoder();
    private final PictureTime time = new PictureTime();
    private final Map<Long, ConversionRequest> open = new HashMap<>();
    /** Those that are there now, by name. */
    private final Map<String, RegionPicture> regions = new HashMap<>();
    /** All that there have been. */
    private final List<RegionPicture> inOrder = new ArrayList<>();

    private int column;
    private long refusals;
    private long regionsLeftOut;

    /** Begins with a state, which belongs to this from then on, and with what led to it. */
    public HistoryPicture(GuestMemory state, List<LayoutRecord> layout, PictureExtent extent) {
        memory = state;
        totalSeconds = extent.seconds();
        decoder.know(layout);
        state.regions().forEach(this::begin);
    }

    @Override
    public boolean onRecord(RecordView record) {
        RecordDecoder.Kind kind = decoder.read(record);
        time.see(record, kind, decoder);
        drawUpTo(columnNow());
        if (kind == RecordDecoder.Kind.REQUEST) {
            open.put(record.sequence(), decoder.request().copy());
        } else if (kind == RecordDecoder.Kind.OUTCOME) {
            decide(decoder.outcome());
        }
        memory.onRecord(record);
        if (kind == RecordDecoder.Kind.LAYOUT) {
            layOut(decoder.layout());
        }
        return true;
    }

    /** There are no more records. */
    public void finish() {
        drawUpTo(COLUMNS);
    }

    /** How many times a listener refused. */
    public long refusals() {
        return refusals;
    }

    /** How many regions are not in it. */
    public long regionsLeftOut() {
        return regionsLeftOut;
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return inOrder.isEmpty();
    }

    List<RegionPicture> regions() {
        return inOrder;
    }

    double totalSeconds() {
        return totalSeconds;
    }

    String clockName() {
        return time.clockName();
    }

    @Override
    public void close() {
        memory.close();
    }

    private int columnNow() {
        return totalSeconds == 0 ? 0 : (int) Math.min(COLUMNS - 1, time.seconds() / totalSeconds * COLUMNS);
    }

    private void drawUpTo(int end) {
        if (end > column) {
            for (RegionPicture region : regions.values()) {
                region.draw(memory, column, end);
            }
            column = end;
        }
    }

    private void layOut(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            begin(added.spec());
        } else if (layout instanceof LayoutRecord.RegionRemoved removed) {
            regions.remove(decoder.regionName(removed.id()));
        }
    }

    private void begin(RegionSpec region) {
        RegionPicture picture = inOrder.stream()
                .filter(before -> before.region().equals(region))
                .findFirst()
                .orElse(null);
        if (picture == null && inOrder.size() == MAX_REGIONS) {
            regionsLeftOut++;
            return;
        } else if (picture == null) {
            picture = new RegionPicture(region, COLUMNS);
            inOrder.add(picture);
        }
        regions.put(region.name(), picture);
    }

    private void decide(Outcome outcome) {
        ConversionRequest request = open.remove(outcome.requestSequence());
        refusals += outcome.refusals().size();
        if (request == null || outcome.refusals().isEmpty()) {
            return;
        }
        if (!request.operation().isByAddress()) {
            mark(request.region(), request.start());
            return;
        }
        for (LayoutRecord.Mapped map : memory.maps()) {
            long into = request.start() - map.gpa();
            if (Long.compareUnsigned(into, map.sizeBytes()) < 0) {
                mark(decoder.regionName(map.regionId()), map.offset() + into);
            }
        }
    }

    private void mark(String region, long offset) {
        RegionPicture picture = regions.get(region);
        if (picture != null) {
            picture.refuse(time.seconds(), columnNow(), offset);
        }
    }
}
