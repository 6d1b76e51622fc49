package io.flipbook.tests.pairing;

import io.flipbook.engine.Outcome;
import io.flipbook.engine.device.DmaDevice;
import java.util.BitSet;

/** What is shared in a region, by the outcomes alone: a bit a page, which nothing of the engine's has seen. */
final class Reference {
    final String region;
    final int pages;
    final long pageBytes;
    private final BitSet shared = new BitSet();

    Reference(String region, int pages, long pageBytes) {
        this.region = region;
        this.pages = pages;
        this.pageBytes = pageBytes;
    }

    int sharedPages() {
        return shared.cardinality();
    }

    boolean isShared(int page) {
        return shared.get(page);
    }

    /** Takes over what became of a conversion. */
    void converted(boolean toShared, int from, int to, Outcome outcome) {
        switch (outcome.kind()) {
            case COMMITTED -> shared.set(from, to, toShared);
            case ALL_PRIVATE -> shared.clear(from, to);
            case PARTIAL -> convertFirst(toShared, from, to, outcome.pages());
            case NOOP, ROLLED_BACK -> {}
            default -> throw new AssertionError(outcome);
        }
    }

    private void convertFirst(boolean toShared, int from, int to, long count) {
        long left = count;
        for (int page = from; page < to && left > 0; page++) {
            if (shared.get(page) != toShared) {
                shared.set(page, toShared);
                left--;
            }
        }
    }

    /** Which pages are there for the holders of a side. */
    DmaDevice.Presence presence(boolean onSharedSide) {
        return new DmaDevice.Presence() {
            @Override
            public long nextPresent(long from, long limit) {
                return next(onSharedSide, from, limit);
            }

            @Override
            public long nextAbsent(long from, long limit) {
                return next(!onSharedSide, from, limit);
            }
        };
    }

    private long next(boolean wanted, long from, long limit) {
        int page = wanted ? shared.nextSetBit((int) from) : shared.nextClearBit((int) from);
        return page < 0 ? limit : Math.min(page, limit);
    }
}
