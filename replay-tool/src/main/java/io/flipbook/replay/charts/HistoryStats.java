package io.flipbook.replay.charts;

import io.flipbook.engine.ChangedRuns;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.replay.history.RecordFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a history, in one pass and in memory that does not grow with its length. Fed from the record on behind
 * which the state is known; counts from another one on.
 */
public final class HistoryStats implements RecordVisitor, AutoCloseable {
    /** Who refused, and what it said. */
    record Refused(String listener, String errno) {
        @Override
        public String toString() {
            return listener + " " + errno;
        }
    }

    /** A request without an outcome, so far. */
    private record Open(ConversionRequest request, long timeNs) {}

    private final GuestMemory memory;
    private final long firstCounted;
    private final RecordDecoder decoder = new RecordDecoder();
    private final ChangedRuns changedRuns = new ChangedRuns();
    private final Map<Long, Open> open = new HashMap<>();
    private long sharedBytes;
    private boolean hasMappings;

    final Span span = new Span();
    final Counts<String> types = new Counts<>("(others)");
    final Counts<String> operations = new Counts<>("(others)");
    final Counts<String> outcomes = new Counts<>("(others)");
    final Counts<String> rejections = new Counts<>("(others)");
    final Counts<Refused> refusals = new Counts<>(new Refused("(others)", ""));
    final Histogram sizesBytes = new Histogram();
    final Histogram latenciesNs = new Histogram();
    final RequestRate rate = new RequestRate();
    final Churn churn = new Churn();
    final Gauge shared = new Gauge();

    /**
     * Begins with a state, which belongs to this from then on.
     *
     * @param layout what the records before have led to
     * @param firstCounted the sequence of the first record that counts
     */
    public HistoryStats(GuestMemory state, List<LayoutRecord> layout, long firstCounted) {
        memory = state;
        this.firstCounted = firstCounted;
        decoder.know(layout);
        layout.forEach(this::see);
        sharedBytes = countShared();
    }

    @Override
    public boolean onRecord(RecordView record) {
        RecordDecoder.Kind kind = decoder.read(record);
        boolean isCounted = record.sequence() >= firstCounted;
        boolean isFirst = isCounted && span.records == 0;
        if (isCounted) {
            span.add(record);
            types.add(RecordFields.typeName(record.type()));
        }
        long sharedBefore = sharedBytes;
        switch (kind) {
            case REQUEST:
                ask(record, isCounted);
                memory.onRecord(record);
                break;
            case OUTCOME:
                decide(record, isCounted);
                break;
            case LAYOUT:
                see(decoder.layout());
                memory.onRecord(record);
                break;
            default:
                memory.onRecord(record);
        }
        if (isFirst || isCounted && sharedBytes != sharedBefore) {
            shared.set(record.sequence(), record.timeNs(), sharedBytes);
        }
        return true;
    }

    /** Whether nothing was counted. */
    public boolean isEmpty() {
        return span.records == 0;
    }

    /** Whether there has been a listener of a kind that keeps mappings. */
    public boolean hasMappings() {
        return hasMappings;
    }

    /** How many requests have no outcome. */
    long undecided() {
        return memory.undecided().size();
    }

    @Override
    public void close() {
        memory.close();
    }

    private void ask(RecordView record, boolean isCounted) {
        ConversionRequest request = decoder.request().copy();
        open.put(record.sequence(), new Open(request, record.timeNs()));
        if (!isCounted) {
            return;
        }
        operations.add(name(request.operation()));
        rate.add(request, record.timeNs());
        if (request.operation() != Operation.UNPLUG_ALL) {
            sizesBytes.add(request.sizeBytes() < 0 ? Long.MAX_VALUE : request.sizeBytes());
        }
    }

    private void decide(RecordView record, boolean isCounted) {
        Outcome outcome = decoder.outcome();
        Open decided = open.remove(outcome.requestSequence());
        if (isCounted) {
            count(outcome);
            if (decided != null && outcome.kind() != Outcome.Kind.ABORTED) {
                latenciesNs.add(record.timeNs() - decided.timeNs());
            }
        }
        if (decided == null) { // It was asked before the history begins.
            memory.onRecord(record);
            sharedBytes = countShared();
            return;
        }
        Operation operation = decided.request().operation();
        long[] changedBytes = new long[1];
        boolean populated = changedRuns.visit(memory, decided.request(), outcome, (region, offset, sizeBytes) -> {
            changedBytes[0] += sizeBytes;
            if (isCounted) {
                churn.add(region, offset, sizeBytes);
            }
        });
        memory.onRecord(record);
        boolean isSharing = !operation.isAboutPlugging() && !operation.isAboutAddedSource();
        if (isSharing) {
            sharedBytes += populated ? changedBytes[0] : -changedBytes[0];
        }
        if (isCounted) {
            churn.direction(operation, populated, changedBytes[0]);
        }
    }

    private void count(Outcome outcome) {
        outcomes.add(outcome.kind().toString());
        if (outcome.kind() == Outcome.Kind.REJECTED) {
            rejections.add(outcome.reason().toString());
        }
        for (Outcome.Refusal refusal : outcome.refusals()) {
            refusals.add(new Refused(refusal.listener(), refusal.errno().name()));
        }
    }

    private void see(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionAdded added) {
            RegionSpec spec = added.spec();
            sharedBytes += spec.initiallyShared() ? spec.sizeBytes() : 0;
        } else if (layout instanceof LayoutRecord.RegionRemoved removed) {
            sharedBytes -= countShared(decoder.regionName(removed.id()));
        } else if (layout instanceof LayoutRecord.ListenerAdded added) {
            hasMappings |= added.spec().kind().maps();
        }
    }

    private long countShared() {
        return memory.regions().stream()
                .mapToLong(region -> countShared(region.name()))
                .sum();
    }

    private long countShared(String region) {
        long[] bytes = new long[1];
        memory.visitShared(region, (offset, sizeBytes) -> {
            bytes[0] += sizeBytes;
            return true;
        });
        return bytes[0];
    }

    private static String name(Operation operation) {
        return operation.isByAddress()
                ? operation + (operation.populates() ? "-to-shared" : "-to-private")
                : operation.toString();
    }

    /** Which records were counted. */
    static final class Span {
        long records;
        long bytes;
        long firstSequence;
        long lastSequence;
        long firstTimeNs;
        long lastTimeNs;

        private void add(RecordView record) {
            if (records++ == 0) {
                firstSequence = record.sequence();
                firstTimeNs = record.timeNs();
            }
            bytes += record.length();
            lastSequence = record.sequence();
            lastTimeNs = record.timeNs();
        }
    }
}
