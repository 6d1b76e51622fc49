package io.flipbook.engine;

/**
 * Finds which pages an outcome on record changes, run by run, in the state before it: for those who count them. Reused;
 * one thread.
 */
public final class ChangedRuns {
    /** Is shown the runs, in the order of the request. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * A run of pages that all change.
         *
         * @param offset in the region, in bytes
         */
        void onRun(RegionSpec region, long offset, long sizeBytes);
    }

    private final Change change;
    private final Outcome verdict = new Outcome();

    /** For those who judge by themselves. */
    public ChangedRuns() {
        this(new Change());
    }

    /** Of a change that somebody else has judged. */
    ChangedRuns(Change change) {
        this.change = change;
    }

    /**
     * Shows what changes.
     *
     * @param before the state that the outcome is to be fed to
     * @param request what the outcome is of
     * @return whether they become shared, plugged, or populated by a source; else the opposite
     */
    public boolean visit(GuestMemory before, ConversionRequest request, Outcome outcome, Visitor visitor) {
        if (!outcome.kind().changesState()) {
            return request.operation().populates();
        }
        before.judge().judge(request, before.policy(), change, verdict.clear());
        if (outcome.kind() == Outcome.Kind.ALL_PRIVATE) {
            change.turnPrivate();
        }
        visit(outcome, visitor);
        return change.populates();
    }

    /**
     * Shows what changes by an outcome that a {@link DecisionVisitor} is shown, inside that call; as often as asked.
     *
     * @return as the other one
     */
    public boolean visit(Outcome outcome, Visitor visitor) {
        long left = outcome.kind().changesState() ? outcome.pages() : 0;
        for (int part = 0; part < change.partCount() && left > 0; part++) {
            left -= visit(part, left, visitor);
        }
        return change.populates();
    }

    private long visit(int part, long limit, Visitor visitor) {
        Region region = change.region(part);
        long end = change.toPage(part);
        long left = limit;
        long page = change.nextDiffering(part, change.fromPage(part), end);
        while (page < end && left > 0) {
            long pages = Math.min(left, change.differingEnd(part, page, end) - page);
            visitor.onRun(region.spec(), region.toBytes(page), region.toBytes(pages));
            left -= pages;
            page = change.nextDiffering(part, page + pages, end);
        }
        return limit - left;
    }
}
