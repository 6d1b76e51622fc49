package io.flipbook.replay.query;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SnapshotInput;
import io.flipbook.journal.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * States of a history that are kept in memory: so many, evenly spread over a part of it, and fewer where they are
 * large. So a state that is asked for costs no pass over the history but where none that would do is kept.
 */
public final class Checkpoints {
    /** The most that are kept. */
    static final int MAX_COUNT = 64;

    /** The most bytes that they have together, unless three of them have more. */
    static final long MAX_BYTES = 96L << 20;

    /** Where one began, and the first and the last of what was asked for, stay whatever they take. */
    private static final int MIN_COUNT = 3;

    /** Reads a history from its beginning to a sequence. */
    @FunctionalInterface
    public interface HistoryReader {
        void read(long to, RecordVisitor visitor);
    }

    /** A state, and which it is. */
    private record Checkpoint(StateAt at, byte[] state) {}

    private final Beginning beginning;
    private final HistoryReader history;
    private final Supplier<StateAt> here;
    private final int maxCount;
    private final long maxBytes;
    private TreeMap<Long, Checkpoint> kept = new TreeMap<>();
    private long keptBytes;

    /** Keeps nothing yet; {@code here} says which record the reader has handed on last. */
    Checkpoints(Beginning beginning, HistoryReader history, Supplier<StateAt> here) {
        this(beginning, history, here, MAX_COUNT, MAX_BYTES);
    }

    Checkpoints(Beginning beginning, HistoryReader history, Supplier<StateAt> here, int maxCount, long maxBytes) {
        this.beginning = beginning;
        this.history = history;
        this.here = here;
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
    }

    /** The sequences of the states that are kept, between two and without these. */
    List<Long> between(long after, long before) {
        return new ArrayList<>(kept.subMap(after, false, before, false).keySet());
    }

    /** Which record a state is of. */
    StateAt at(long sequence) {
        return kept.get(sequence).at();
    }

    /** A state that is kept; the caller's to close. */
    GuestMemory state(long sequence) {
        GuestMemory guest = new GuestMemory();
        guest.onSnapshot(SnapshotInput.of(kept.get(sequence).state(), sequence));
        return guest;
    }

    /** Reads the history up to {@code last}, and keeps states from {@code first} on to there, that one too. */
    void load(long first, long last) {
        Map.Entry<Long, Checkpoint> base = kept.floorEntry(first);
        long start = base == null ? beginning.sequence() : base.getKey();
        try (GuestMemory guest = base == null ? beginning.state().get() : state(start)) {
            kept = new TreeMap<>();
            keptBytes = 0;
            if (base != null) {
                keep(base.getValue());
            }
            long[] step = {Math.max(1, (last - first) / maxCount + 1)};
            history.read(last, record -> {
                long sequence = record.sequence();
                if (sequence > start) {
                    guest.onRecord(record);
                    if (sequence >= first && ((sequence - first) % step[0] == 0 || sequence == last)) {
                        keep(new Checkpoint(here.get(), SnapshotOutput.toBytes(guest::writeSnapshot)));
                        while (keptBytes > maxBytes && kept.size() > MIN_COUNT) {
                            step[0] *= 2;
                            thin(first, step[0]);
                        }
                    }
                }
                return true;
            });
        }
    }

    private void keep(Checkpoint checkpoint) {
        kept.put(checkpoint.at().sequence(), checkpoint);
        keptBytes += checkpoint.state().length;
    }

    /** Drops what is not so many records from its neighbours, but for the first and the last. */
    private void thin(long first, long step) {
        long newest = kept.lastKey();
        long oldest = kept.firstKey();
        List<Long> dropped = kept.keySet().stream()
                .filter(sequence -> sequence != newest && sequence != oldest && (sequence - first) % step != 0)
                .toList();
        dropped.forEach(sequence -> keptBytes -= kept.remove(sequence).state().length);
    }
}
