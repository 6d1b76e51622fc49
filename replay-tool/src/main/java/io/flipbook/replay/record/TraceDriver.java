package io.flipbook.replay.record;

import io.flipbook.replay.trace.TraceEvent;
import io.flipbook.replay.trace.TraceLine;

/** Drives an engine with the lines of a trace, one after the other. */
final class TraceDriver {
    private final TaskFilter tasks;
    private final Conversions conversions;
    private final Observations observations;
    private final VirtioMemRequests virtioMem;
    private final SlotLayout slots;
    private final RecordingSummary summary;

    /** {@code slots} is null where the layout does not come from the trace's memory slots. */
    TraceDriver(
            TaskFilter tasks,
            Conversions conversions,
            Observations observations,
            VirtioMemRequests virtioMem,
            SlotLayout slots,
            RecordingSummary summary) {
        this.tasks = tasks;
        this.conversions = conversions;
        this.observations = observations;
        this.virtioMem = virtioMem;
        this.slots = slots;
        this.summary = summary;
    }

    void take(TraceLine line) throws RecordingException {
        TraceEvent event = line.event();
        summary.line();
        if (event instanceof TraceEvent.Damaged damaged) {
            summary.damaged(line.number(), damaged);
        } else if (event.name().isEmpty()) {
            return;
        } else if (!tasks.accepts(line.task())) {
            summary.skip(Skip.OTHER_TASK);
        } else {
            summary.event(event.name());
            takeEvent(line, event);
        }
    }

    private void takeEvent(TraceLine line, TraceEvent event) throws RecordingException {
        Claim claim = Claim.of(event);
        if (claim != null) {
            tasks.count(line.task());
            conversions.take(line, claim);
        } else if (Claim.isTooLong(event)) {
            summary.skip(Skip.TOO_LONG);
        } else if (event instanceof TraceEvent.KvmSetUserMemory slot) {
            if (slots != null) {
                slots.take(line, slot);
            }
        } else {
            virtioMem.take(line);
        }
    }

    /** Does what waits for lines that will not come; how many requests stay without an answer. */
    int finish() {
        observations.finish();
        return virtioMem.undecided();
    }
}
