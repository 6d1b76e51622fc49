package io.flipbook.replay.report;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.replay.charts.PictureTime;
import io.flipbook.replay.query.Beginning;
import io.flipbook.replay.query.predicate.AddressMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a history is and which places it is about: has to see it before a {@link HistoryReel} of it can be made. It
 * ends where a record does not fit the state before it.
 */
public final class HistorySurvey implements RecordVisitor, AutoCloseable {
    /** Of more regions than these, the ones that nothing was asked about first are not told apart. */
    private static final int MAX_REGIONS = 256;

    private static final int MAX_PICTURES = 8;
    private static final int MAX_ROWS = 512;

    private final GuestMemory guest;
    private final long firstShown;
    private final RecordDecoder decoder = new RecordDecoder();
    private final PictureTime time = new PictureTime();
    private final AddressMap addresses = new AddressMap();
    /** All that there have been; one that came again as it was is the same. */
    private final Map<RegionSpec, PlaceEdges> regions = new LinkedHashMap<>();

    private long regionsLeftOut;
    private long lastSequence;
    private long firstShownNs;
    private JournalDamagedException damage;

    /** Looks from one record on; those before it lead to the state there. */
    public HistorySurvey(Beginning beginning, long firstShown) {
        guest = beginning.state().get();
        decoder.know(beginning.layout());
        this.firstShown = Math.max(firstShown, beginning.sequence() + 1);
        lastSequence = beginning.sequence();
        addresses.read(guest);
        guest.regions().forEach(this::begin);
    }

    @Override
    public boolean onRecord(RecordView record) {
        try {
            take(record);
            lastSequence = record.sequence();
            return true;
        } catch (JournalDamagedException e) {
            damage = e;
            return false;
        }
    }

    private void take(RecordView record) {
        if (record.sequence() == firstShown) {
            firstShownNs = time.sinceFirstNs();
            regions.keySet().retainAll(guest.regions());
            guest.regions().forEach(this::addRuns);
        }
        RecordDecoder.Kind kind = decoder.read(record);
        time.see(record, kind, decoder);
        if (kind == RecordDecoder.Kind.REQUEST && record.sequence() >= firstShown) {
            touch(decoder.request());
        }
        guest.onRecord(record);
        if (kind == RecordDecoder.Kind.LAYOUT && AddressMap.isChangedBy(decoder.layout())) {
            addresses.read(guest);
        }
        if (kind == RecordDecoder.Kind.LAYOUT && decoder.layout() instanceof LayoutRecord.RegionAdded added) {
            begin(added.spec());
        }
    }

    /** The first record that is shown. */
    public long firstShown() {
        return firstShown;
    }

    /** The last record that is good and fits; 0 where there is none. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Why it ended before the records did; null if it did not. */
    public JournalDamagedException damage() {
        return damage;
    }

    /** How many records are shown. */
    long records() {
        return Math.max(0, lastSequence - firstShown + 1);
    }

    /** How long what is shown took, by the clock of {@link PictureTime}. */
    long totalNs() {
        return time.sinceFirstNs() - firstShownNs;
    }

    /** How many regions get no picture. */
    long regionsLeftOut() {
        return regionsLeftOut + Math.max(0, regions.size() - MAX_PICTURES);
    }

    /** The regions that get a picture, in their order: of too many those that most was asked about. */
    List<PlaceEdges> pictured() {
        List<PlaceEdges> most = new ArrayList<>(regions.values());
        most.sort(Comparator.comparingLong(PlaceEdges::touches).reversed());
        List<PlaceEdges> chosen = most.subList(0, Math.min(MAX_PICTURES, most.size()));
        return regions.values().stream().filter(chosen::contains).toList();
    }

    /** How many rows each picture may have. */
    static int maxRows(int pictures) {
        return MAX_ROWS / Math.max(1, pictures);
    }

    @Override
    public void close() {
        guest.close();
    }

    private void begin(RegionSpec region) {
        if (regions.containsKey(region)) {
            return;
        }
        if (regions.size() == MAX_REGIONS) {
            regionsLeftOut++;
            return;
        }
        regions.put(region, new PlaceEdges(region));
    }

    private void addRuns(RegionSpec region) {
        PlaceEdges edges = regions.get(region);
        if (edges == null) {
            return;
        }
        guest.visitShared(region.name(), (offset, sizeBytes) -> {
            edges.addRun(offset, sizeBytes);
            return true;
        });
        if (region.pluggable()) {
            guest.visitPlugged(region.name(), (offset, sizeBytes) -> {
                edges.addRun(offset, sizeBytes);
                return true;
            });
        }
    }

    private void touch(ConversionRequest request) {
        addresses.visitParts(request, (region, offset, sizeBytes) -> {
            PlaceEdges edges = regions.get(region);
            if (edges != null) {
                edges.touch(offset, sizeBytes);
            }
        });
    }
}
