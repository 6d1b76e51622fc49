package io.flipbook.engine;

import java.util.function.LongBinaryOperator;

/** Shows runs of pages to a visitor, ascending, until it has enough. */
final class PageRuns {
    private PageRuns() {}

    /** The runs of a range; both operators find the first page of a kind from a page on, up to a limit. */
    static void visit(
            Region region,
            long offset,
            long sizeBytes,
            LongBinaryOperator nextInside,
            LongBinaryOperator nextOutside,
            RunVisitor visitor) {
        long limit = region.toPage(offset) + region.toPage(sizeBytes);
        long page = nextInside.applyAsLong(region.toPage(offset), limit);
        while (page < limit) {
            long end = nextOutside.applyAsLong(page, limit);
            if (!visitor.onRun(region.toBytes(page), region.toBytes(end - page))) {
                return;
            }
            page = nextInside.applyAsLong(end, limit);
        }
    }

    /** The runs of a range that are set in a source. */
    static void visit(Region region, Source source, long offset, long sizeBytes, RunVisitor visitor) {
        visit(
                region,
                offset,
                sizeBytes,
                (page, limit) -> Math.min(limit, source.next(true, page)),
                (page, limit) -> Math.min(limit, source.next(false, page)),
                visitor);
    }
}
