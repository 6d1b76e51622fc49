package io.flipbook.replay.whatif;

import io.flipbook.engine.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What went otherwise: the first differences, and how many of each kind there are. */
public final class Comparison {
    /** Something that went otherwise, and how. */
    public record Difference(long sequence, String recorded, String now) {}

    /** How many things went otherwise in the same way. */
    public record Count(String subject, String recorded, String now, long count) {}

    private record Key(String subject, String recorded, String now) {}

    private static final class Tally {
        private final Happening recorded;
        private final Happening now;
        private long count;

        Tally(Happening recorded, Happening now) {
            this.recorded = recorded;
            this.now = now;
        }
    }

    private static final int MAX_PHRASES = 3;

    private final int limit;
    private final boolean comparesPages;
    private final List<Difference> first = new ArrayList<>();
    private final Map<Key, Tally> tallies = new LinkedHashMap<>();
    private long differences;
    private long requests;
    private long refusalsRecorded;
    private long refusals;

    Comparison(int limit, boolean comparesPages) {
        this.limit = limit;
        this.comparesPages = comparesPages;
    }

    /** The first differences, as many as were asked for. */
    public List<Difference> first() {
        return first;
    }

    /** How many there are in all. */
    public long differences() {
        return differences;
    }

    /** How many requests were decided. */
    public long requests() {
        return requests;
    }

    /** How many requests, registrations and restarts met a refusal. */
    public long refusalsRecorded() {
        return refusalsRecorded;
    }

    /** How many would have met one. */
    public long refusals() {
        return refusals;
    }

    /** The kinds of differences, the most frequent first. */
    public List<Count> counts() {
        return sorted().stream()
                .map(tally ->
                        new Count(tally.recorded.subject(), tally.recorded.label(), tally.now.label(), tally.count))
                .toList();
    }

    /** The one line that answers. */
    public String answer(String with) {
        if (differences == 0) {
            return "with " + with + ": nothing would have been otherwise";
        }
        List<String> parts = new ArrayList<>();
        if (refusals == 0 && refusalsRecorded > 0) {
            parts.add("no refusal");
        } else if (refusals != refusalsRecorded) {
            parts.add(refusals + (refusals == 1 ? " refusal" : " refusals") + " instead of "
                    + (refusalsRecorded == 0 ? "none" : String.valueOf(refusalsRecorded)));
        }
        List<Tally> sorted = sorted();
        long told = 0;
        for (Tally tally : sorted.subList(0, Math.min(MAX_PHRASES, sorted.size()))) {
            parts.add(tally.now.insteadOf(tally.recorded, tally.count));
            told += tally.count;
        }
        if (told < differences) {
            parts.add("and " + (differences - told) + " more differences");
        }
        return "with " + with + ": " + String.join("; ", parts);
    }

    void decided(long sequence, Outcome recorded, Outcome now) {
        requests++;
        count(!recorded.refusals().isEmpty(), !now.refusals().isEmpty());
        if (!isSame(recorded, now)) {
            differ(sequence, Happening.of(recorded), Happening.of(now));
        }
    }

    void count(boolean refusedThen, boolean refusedNow) {
        refusalsRecorded += refusedThen ? 1 : 0;
        refusals += refusedNow ? 1 : 0;
    }

    void differ(long sequence, Happening recorded, Happening now) {
        differences++;
        if (first.size() < limit) {
            first.add(new Difference(sequence, recorded.detail(), now.detail()));
        }
        tallies.computeIfAbsent(
                        new Key(recorded.subject(), recorded.label(), now.label()), key -> new Tally(recorded, now))
                .count++;
    }

    private boolean isSame(Outcome recorded, Outcome now) {
        return recorded.kind() == now.kind()
                && recorded.reason() == now.reason()
                && (recorded.pages() == now.pages() || !comparesPages)
                && recorded.errno().equals(now.errno())
                && String.valueOf(recorded.listener()).equals(String.valueOf(now.listener()))
                && recorded.detached().equals(now.detached());
    }

    private List<Tally> sorted() {
        return tallies.values().stream()
                .sorted(Comparator.comparingLong((Tally tally) -> -tally.count))
                .toList();
    }
}
