package io.flipbook.tests.model;

import java.util.Optional;

/**
 * What one listener was told in a request.
 *
 * @param listener who
 * @param run which of the runs of the request it is in
 * @param range the pages
 */
record NaivePiece(NaiveListener listener, int run, NaiveRange range) {
    /** What of it is before a page of a run. */
    Optional<NaivePiece> before(int boundaryRun, int boundaryPage) {
        return cut(range.first(), run < boundaryRun ? range.end() : run > boundaryRun ? 0 : boundaryPage);
    }

    /** What of it begins with a page of a run. */
    Optional<NaivePiece> since(int boundaryRun, int boundaryPage) {
        return cut(run > boundaryRun ? 0 : run < boundaryRun ? range.end() : boundaryPage, range.end());
    }

    private Optional<NaivePiece> cut(int from, int to) {
        int first = Math.max(from, range.first());
        int end = Math.min(to, range.end());
        return first < end
                ? Optional.of(new NaivePiece(listener, run, new NaiveRange(range.region(), first, end)))
                : Optional.empty();
    }
}
