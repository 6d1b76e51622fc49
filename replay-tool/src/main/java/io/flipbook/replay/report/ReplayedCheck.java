package io.flipbook.replay.report;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.check.Breach;
import io.flipbook.replay.check.InvariantCheck;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import io.flipbook.replay.query.Beginning;
import java.util.List;

/** Plays a history again beside its records, and checks it, until there is something to say. */
final class ReplayedCheck implements AutoCloseable {
    private final GuestMemory beginning;
    private final InvariantCheck check;
    private final Steps steps;
    private final HistoryPlayer player;
    private long differsAt;
    private String difference;

    ReplayedCheck(Beginning from) {
        beginning = from.state().get();
        check = new InvariantCheck(this::engine, beginning);
        steps = new Steps(from.layout());
        player = HistoryPlayer.from(from.sequence(), from.state(), check, this::differ)
                .followedBy(check);
    }

    void onRecord(RecordView record) {
        Step step = isOver() ? null : steps.of(record);
        if (step != null) {
            player.play(step);
        }
    }

    /** There are no more records. */
    void finish() {
        if (!isOver()) {
            player.finish();
        }
    }

    /** What the first record with a breach left behind, one of each listener; none if all invariants hold. */
    List<Breach> breaches() {
        return check.breaches();
    }

    /** What the replay first made otherwise than the record; null if nothing. */
    String difference() {
        return difference;
    }

    long differsAt() {
        return differsAt;
    }

    /** How many mappings a listener has at the end; -1 where it keeps none, or the replay did not come so far. */
    long mappings(ListenerSpec listener) {
        MappingListener mapping = isOver() ? null : player.engine().models().mapping(listener.name());
        return mapping == null ? -1 : mapping.iommu().mappings();
    }

    @Override
    public void close() {
        player.close();
        check.close();
        beginning.close();
    }

    private boolean isOver() {
        return !check.breaches().isEmpty() || difference != null;
    }

    /** Null while the player is being made. */
    private ConversionEngine engine() {
        return player == null ? null : player.engine();
    }

    private void differ(long sequence, String recorded, String replayed) {
        if (difference == null) {
            differsAt = sequence;
            difference = "recorded " + recorded + ", replayed " + replayed;
        }
    }
}
