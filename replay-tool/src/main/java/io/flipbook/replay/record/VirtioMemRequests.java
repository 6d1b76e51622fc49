package io.flipbook.replay.record;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.trace.TraceEvent;
import io.flipbook.replay.trace.TraceLine;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The requests to virtio-mem devices and their answers.
 *
 * <p>QEMU handles a request wholly in one thread, so an answer belongs to what its thread was asked last, be it to plug
 * or something that is not recorded. The answer wins, since it is what happened.
 */
final class VirtioMemRequests {
    /** Requests that change nothing, or are told of by an event of their own, and have an answer all the same. */
    private static final Set<String> OTHER_REQUESTS =
            Set.of("virtio_mem_state_request", "virtio_mem_unplug_all_request");

    private final GuestLayout layout;
    private final RecordingSummary summary;
    private final Map<String, Long> waitingByThread = new HashMap<>();
    private final ConversionRequest request = ConversionRequest.unplugAll("");
    private int undecided;

    VirtioMemRequests(GuestLayout layout, RecordingSummary summary) {
        this.layout = layout;
        this.summary = summary;
    }

    /** Takes an event, of a virtio-mem device or not. */
    void take(TraceLine line) {
        TraceEvent event = line.event();
        if (event instanceof TraceEvent.VirtioMemPlugRequest plug) {
            ask(line, Operation.PLUG, plug.addressGpa(), plug.nbBlocks());
        } else if (event instanceof TraceEvent.VirtioMemUnplugRequest unplug) {
            ask(line, Operation.UNPLUG, unplug.addressGpa(), unplug.nbBlocks());
        } else if (event instanceof TraceEvent.VirtioMemSendResponse response) {
            answer(line, response.type());
        } else if (event instanceof TraceEvent.VirtioMemUnpluggedAll) {
            unplugAll(line);
        } else if (event instanceof TraceEvent.Ignored && OTHER_REQUESTS.contains(event.name())) {
            waitingByThread.remove(line.task().threadId());
        }
    }

    /** How many requests have no answer. */
    int undecided() {
        return undecided;
    }

    private void ask(TraceLine line, Operation operation, long gpa, int nbBlocks) {
        summary.driver("virtio_mem");
        waitingByThread.remove(line.task().threadId());
        if (layout.regions().isEmpty()) {
            summary.skip(Skip.NO_REGION);
        } else if (undecided == GuestMemory.MAX_UNDECIDED) {
            summary.skip(Skip.TOO_MANY_UNDECIDED);
        } else {
            place(operation, gpa, nbBlocks);
            waitingByThread.put(line.task().threadId(), begin(line));
        }
    }

    /** Finds the place; an address in no device counts from where the first one is, so that it is out of its range. */
    private void place(Operation operation, long gpa, int nbBlocks) {
        RegionSpec region = null;
        long offset = gpa;
        int best = -1;
        for (Mapped map : layout.maps()) {
            RegionSpec candidate = layout.engine().guest().regionOf(map);
            boolean holds = Long.compareUnsigned(gpa - map.gpa(), map.sizeBytes()) < 0;
            int fitness = (candidate.pluggable() ? 2 : 0) + (holds ? 1 : 0);
            if (fitness > best) {
                best = fitness;
                region = candidate;
                offset = gpa - map.gpa() + map.offset();
            }
        }
        if (region == null) {
            region = layout.regions().get(0);
        }
        long blockBytes = region.pluggable() ? region.plugBlockBytes() : DerivedLayout.PLUG_BLOCK_BYTES;
        long mostBlocks = Long.divideUnsigned(-1L, blockBytes);
        long blocks = Long.compareUnsigned(nbBlocks, mostBlocks) <= 0 ? nbBlocks : mostBlocks;
        request.set(operation, region.name(), offset, blocks * blockBytes);
    }

    private long begin(TraceLine line) {
        request.at(SourceTime.clockOf(line), SourceTime.nsOf(line));
        long sequence = layout.engine().begin(request);
        undecided++;
        return sequence;
    }

    private void answer(TraceLine line, int type) {
        Long sequence = waitingByThread.remove(line.task().threadId());
        if (sequence == null) {
            summary.skip(Skip.NO_REQUEST);
            return;
        }
        Answer answer = switch (type) {
            case TraceEvent.VirtioMemSendResponse.ACK -> Answer.ACK;
            case 1 -> Answer.NACK;
            case 2 -> Answer.BUSY;
            default -> Answer.ERROR;
        };
        decide(line, sequence, answer);
    }

    private void unplugAll(TraceLine line) {
        summary.driver("virtio_mem");
        waitingByThread.remove(line.task().threadId());
        boolean found = false;
        for (RegionSpec spec : layout.regions()) {
            if (spec.pluggable()) {
                found = true;
                if (undecided == GuestMemory.MAX_UNDECIDED) {
                    summary.skip(Skip.TOO_MANY_UNDECIDED);
                } else {
                    request.set(Operation.UNPLUG_ALL, spec.name(), 0, 0);
                    decide(line, begin(line), Answer.ACK);
                }
            }
        }
        if (!found) {
            summary.skip(Skip.NO_PLUG_BLOCK);
        }
    }

    private void decide(TraceLine line, long sequence, Answer answer) {
        ConversionEngine engine = layout.engine();
        Outcome outcome = engine.decide(sequence, answer);
        undecided--;
        summary.outcome(outcome);
        if (answer != Answer.ACK) {
            summary.refusal(answer);
        } else if (outcome.wasOverruled()
                || outcome.kind() == Outcome.Kind.REJECTED
                || outcome.kind() == Outcome.Kind.DIVERGED) {
            summary.finding(
                    line.number(),
                    "request " + sequence + " was acknowledged, the engine would have "
                            + (outcome.wasOverruled() ? "rejected it: " + outcome.reason() : "ended it: " + outcome));
        }
    }
}
