package io.flipbook.replay.index;

import io.flipbook.replay.history.Block;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A block as an index describes it. */
final class IndexedBlock implements Block {
    private final long firstSequence;
    private final long lastSequence;
    private final boolean changesLayout;
    private final Map<String, Set<String>> names;
    private final Map<String, Range> ranges;
    private final Map<String, byte[]> places = new HashMap<>();

    /**
     * Reads what a {@link BlockTally} has written of the records between two marks.
     *
     * @throws IllegalArgumentException if it is nothing that one writes
     */
    IndexedBlock(long firstSequence, long lastSequence, byte[] bytes) {
        this.firstSequence = firstSequence;
        this.lastSequence = lastSequence;
        ByteSource in = new ByteSource(bytes);
        changesLayout = in.readLong() != 0;
        names = in.readLong() == 0 ? null : readNames(in);
        ranges = in.readLong() == 0 ? null : readRanges(in);
        for (int i = in.readCount(); i > 0; i--) {
            places.put(in.readText(), in.readBytes());
        }
    }

    private static Map<String, Set<String>> readNames(ByteSource in) {
        Map<String, Set<String>> names = new HashMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            Set<String> values = names.computeIfAbsent(in.readText(), key -> new HashSet<>());
            for (int j = in.readCount(); j > 0; j--) {
                values.add(in.readText());
            }
        }
        return names;
    }

    private static Map<String, Range> readRanges(ByteSource in) {
        Map<String, Range> ranges = new HashMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            ranges.put(in.readText(), new Range(in.readLong(), in.readLong()));
        }
        return ranges;
    }

    @Override
    public long firstSequence() {
        return firstSequence;
    }

    @Override
    public long lastSequence() {
        return lastSequence;
    }

    @Override
    public boolean mayChangeLayout() {
        return changesLayout;
    }

    @Override
    public boolean mayTouch(long gpa, long sizeBytes) {
        return touches(BlockTally.ADDRESSES, gpa, sizeBytes);
    }

    @Override
    public boolean mayTouch(String region, long offset, long sizeBytes) {
        return touches(region, offset, sizeBytes);
    }

    @Override
    public Set<String> names(String key) {
        return names == null ? null : names.getOrDefault(key, Set.of());
    }

    @Override
    public Range range(String key) {
        return ranges == null ? null : ranges.get(key);
    }

    @Override
    public boolean knowsRanges() {
        return ranges != null;
    }

    private boolean touches(String space, long start, long sizeBytes) {
        byte[] runs = places.get(space);
        return runs != null && PageRuns.touches(new ByteSource(runs), start, sizeBytes);
    }
}
