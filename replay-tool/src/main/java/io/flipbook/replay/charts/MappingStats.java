package io.flipbook.replay.charts;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.device.Iommu;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What listeners of kinds that map have held, as a replay has it: how many mappings, and how many bytes are pinned by
 * them. Looked at after each registration, and each outcome that changes pages or was refused. In bounded memory: of
 * listeners beyond the first {@value #MAX_LISTENERS} nothing is said.
 */
public final class MappingStats implements RecordVisitor, AutoCloseable {
    private static final int MAX_LISTENERS = 256;

    /** What one listener has held. */
    static final class Held {
        final ListenerSpec spec;
        final Gauge mappings = new Gauge();
        final Gauge pinnedBytes = new Gauge();
        private final long pageBytes;
        private long peakMappings;

        private Held(ListenerSpec spec, long pageBytes) {
            this.spec = spec;
            this.pageBytes = pageBytes;
        }

        /** The most mappings at any moment, while a request was done too. */
        long peakMappings() {
            return peakMappings;
        }

        private void set(long sequence, long timeNs, long count, long pages) {
            mappings.set(sequence, timeNs, count);
            pinnedBytes.set(sequence, timeNs, pages * pageBytes);
        }
    }

    private final HistoryPlayer player;
    private final Steps steps;
    private final long firstCounted;
    private final Map<String, Long> pageBytes = new HashMap<>();
    private final List<Held> all = new ArrayList<>();
    private final Map<Integer, Held> registered = new LinkedHashMap<>();
    private long unlisted;
    private long firstDifference;
    private long sequence;
    private long timeNs;
    private boolean hasBegun;
    /** A listener is registered when the next record comes. */
    private boolean isRegistering;

    /**
     * Begins a replay.
     *
     * @param newPlayer makes the player, which belongs to this from then on, and tells this of differences
     * @param layout what the records before have led to
     * @param firstCounted the sequence of the first record that counts
     */
    public MappingStats(
            Function<HistoryPlayer.Differences, HistoryPlayer> newPlayer,
            List<LayoutRecord> layout,
            long firstCounted) {
        player = newPlayer.apply(
                (at, recorded, replayed) -> firstDifference = firstDifference == 0 ? at : firstDifference);
        steps = new Steps(layout);
        this.firstCounted = firstCounted;
        layout.forEach(this::see);
    }

    @Override
    public boolean onRecord(RecordView record) {
        Step step = steps.of(record);
        sequence = record.sequence();
        timeNs = record.timeNs();
        if (step == null) {
            return true;
        }
        boolean wasRegistered = isRegistering;
        isRegistering = false;
        player.play(step);
        if (step instanceof Step.LaidOut laidOut) {
            see(laidOut.layout());
        }
        if (sequence >= firstCounted && (!hasBegun || wasRegistered || isTelling(step))) {
            hasBegun = true;
            look();
        }
        return true;
    }

    private static boolean isTelling(Step step) {
        return step instanceof Step.Decided decided
                && (decided.outcome().kind().changesState()
                        || !decided.outcome().refusals().isEmpty());
    }

    /** There are no more records. */
    public void finish() {
        player.finish();
        look();
    }

    @Override
    public void close() {
        player.close();
    }

    /** In the order in which they were registered. */
    List<Held> listeners() {
        return all;
    }

    /** How many are not in {@link #listeners}. */
    long unlisted() {
        return unlisted;
    }

    /** Where the replay first made something else of the history; 0 if nowhere. */
    long firstDifference() {
        return firstDifference;
    }

    private void look() {
        for (Held held : registered.values()) {
            MappingListener mapping = player.engine().models().mapping(held.spec.name());
            if (mapping != null) {
                Iommu iommu = mapping.iommu();
                held.peakMappings = Math.max(held.peakMappings, iommu.peakMappings());
                held.set(sequence, timeNs, iommu.mappings(), iommu.mappedPages());
            }
        }
    }

    private void see(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            pageBytes.put(added.spec().name(), added.spec().pageBytes());
        } else if (layout instanceof LayoutRecord.ListenerAdded added
                && added.spec().kind().maps()) {
            register(added);
        } else if (layout instanceof LayoutRecord.ListenerEnded ended) {
            Held held = registered.remove(ended.id());
            if (held != null && sequence >= firstCounted) {
                held.set(sequence, timeNs, 0, 0);
            }
        }
    }

    private void register(LayoutRecord.ListenerAdded added) {
        if (all.size() == MAX_LISTENERS) {
            unlisted++;
            return;
        }
        Held held = new Held(added.spec(), pageBytes.getOrDefault(added.spec().region(), 0L));
        isRegistering = true;
        all.add(held);
        registered.put(added.id(), held);
    }
}
