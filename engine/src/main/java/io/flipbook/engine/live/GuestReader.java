package io.flipbook.engine.live;

import io.flipbook.engine.bitmap.LivePages;
import java.util.List;
import org.agrona.concurrent.BackoffIdleStrategy;

/**
 * Asks for the state of a guest from any thread, while the engine's thread changes it. No lock is taken and the engine
 * never waits for a reader.
 *
 * <p><b>What is seen.</b> Each answer is of one moment: no change is seen in part, be it of many pages. {@link
 * #sequence} and {@link #digest} say of which: behind that record the state had that digest. Bits change behind the
 * outcome's record, so what is seen is on record. Only in a batch, of which the requests are applied one after the
 * other before their outcomes are written together, the state is ahead: then the sequence is that of the batch's last
 * request, and the digest that of an outcome to come. A conversion over several regions becomes visible in each by
 * itself; who has seen it in one sees it in all the others, and two answers with the same sequence and digest are of
 * one state.
 *
 * <p><b>A writer that is faster.</b> What is changed while it is read is read again. A range under constant change is
 * then read in shorter and shorter pieces ({@link RegionRuns#endOffset}), down to one run; who needs all of a large
 * guest as of one moment keeps a copy of it by {@code CommittedEvents}. {@link StateChangingException} says that even
 * that was not to be had within {@link #MAX_TRIES} tries, at the end of which a reader sleeps between two: the
 * writer's thread stands still in the middle of a change.
 *
 * <p><b>Threads.</b> A reader is of one thread at a time; each thread makes its own. Allocates nothing but for runs,
 * up to the most that it has met. Once the engine is closed, or restarted, every question gets an {@link
 * IllegalStateException}; memory that a reader looks at is not freed before it has its answer.
 *
 * <p>Offsets are bytes in a region. Each question throws {@link IllegalArgumentException} if there is no such
 * region, or if it ends before the offset.
 */
public final class GuestReader implements AutoCloseable {
    /** How often is tried to read before it is given up: first spinning, then yielding, then for at least 100 ms. */
    public static final int MAX_TRIES = 2000;

    /** There is no such page. */
    public static final long NONE = -1;

    private static final int SPINS = 200;
    private static final int YIELDS = 800;
    private static final long SHORTEST_SLEEP_NS = 10_000;
    private static final long LONGEST_SLEEP_NS = 200_000;
    /** So often a range is tried whole, then half of its runs, and so on. */
    private static final int TRIES_A_LENGTH = 8;

    private static final Question NEXT_SHARED =
            (reader, region, from, to) -> region.shared().next(true, from);
    private static final Question NEXT_PRIVATE =
            (reader, region, from, to) -> region.shared().next(false, from);
    private static final Question PREVIOUS_SHARED =
            (reader, region, from, to) -> region.shared().previous(true, from);
    private static final Question PREVIOUS_PRIVATE =
            (reader, region, from, to) -> region.shared().previous(false, from);
    private static final Question END_OF_POPULATED =
            (reader, region, from, to) -> region.endInAll(region.sources(true), from, to);
    private static final Question SHARED_RUNS = (reader, region, from, to) -> reader.collect(region, false, from, to);
    private static final Question POPULATED_RUNS = (reader, region, from, to) -> reader.collect(region, true, from, to);

    private final LiveGuest guest;
    private final RegionRuns runs = new RegionRuns();
    private final BackoffIdleStrategy pause =
            new BackoffIdleStrategy(SPINS, YIELDS, SHORTEST_SLEEP_NS, LONGEST_SLEEP_NS);
    /** Odd while it looks at memory. */
    private volatile long visit;

    private long before;
    private int runLimit;
    private long sequence;
    private long digest;

    /** What is asked of a region that does not change, about the pages [from, to); less than 0: nothing, or torn. */
    @FunctionalInterface
    private interface Question {
        long ask(GuestReader reader, LiveRegion region, long from, long to);
    }

    GuestReader(LiveGuest guest) {
        this.guest = guest;
    }

    /** The names of the regions that there are now. */
    public List<String> regions() {
        guest.checkOpen();
        return guest.regionNames();
    }

    /** Whether the page that holds an offset is shared. */
    public boolean isShared(String region, long offset) {
        return nextShared(region, offset) == offset;
    }

    /** Whether the page that holds an offset is populated: shared, plugged, and all added sources say yes. */
    public boolean isPopulated(String region, long offset) {
        return ask(END_OF_POPULATED, region, offset, -1) != offset;
    }

    /** The first shared byte at or after an offset: that offset, or where a page begins; or {@link #NONE}. */
    public long nextShared(String region, long offset) {
        return ask(NEXT_SHARED, region, offset, -1);
    }

    /** The first private byte at or after an offset, or {@link #NONE}. */
    public long nextPrivate(String region, long offset) {
        return ask(NEXT_PRIVATE, region, offset, -1);
    }

    /** The offset of the last shared page that begins at or before an offset, or {@link #NONE}. */
    public long previousShared(String region, long offset) {
        return ask(PREVIOUS_SHARED, region, offset, -1);
    }

    /** The offset of the last private page that begins at or before an offset, or {@link #NONE}. */
    public long previousPrivate(String region, long offset) {
        return ask(PREVIOUS_PRIVATE, region, offset, -1);
    }

    /**
     * The runs of shared pages in a range, as of one moment.
     *
     * @return valid until the next call of this or of {@link #readPopulated}
     * @throws IllegalArgumentException if the range is empty, not of whole pages, or beyond the region's end
     */
    public RegionRuns readShared(String region, long offset, long sizeBytes) {
        return read(SHARED_RUNS, region, offset, sizeBytes);
    }

    /** The same of populated pages. */
    public RegionRuns readPopulated(String region, long offset, long sizeBytes) {
        return read(POPULATED_RUNS, region, offset, sizeBytes);
    }

    /** Of the last answer: the sequence of a record behind which the state was this, see above. */
    public long sequence() {
        return sequence;
    }

    /** Of the last answer: the digest of the state, as {@code GuestView.digest} gives it and as it is on record. */
    public long digest() {
        return digest;
    }

    /** Forgets this reader; the engine then needs not look after it. */
    @Override
    public void close() {
        guest.remove(this);
    }

    private RegionRuns read(Question question, String region, long offset, long sizeBytes) {
        if (sizeBytes <= 0) {
            throw new IllegalArgumentException("a range of " + sizeBytes + " bytes");
        }
        ask(question, region, offset, sizeBytes);
        return runs.of(sequence, digest);
    }

    private long ask(Question question, String name, long offset, long sizeBytes) {
        runLimit = RegionRuns.MAX_RUNS;
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            long answer = tryOnce(question, name, offset, sizeBytes);
            if (answer != LivePages.TORN) {
                pause.reset();
                return answer;
            }
            if (tries % TRIES_A_LENGTH == 0) {
                runLimit = Math.max(1, runLimit >> 1);
            }
            pause.idle();
        }
        pause.reset();
        throw new StateChangingException(name, MAX_TRIES);
    }

    /** An answer in bytes, or torn. */
    private long tryOnce(Question question, String name, long offset, long sizeBytes) {
        enter();
        try {
            LiveRegion region = guest.region(name);
            long from = checkedPage(region, offset, sizeBytes);
            long to = sizeBytes < 0 ? region.pageCount() : from + (sizeBytes >>> region.pageShift());
            before = region.versionBefore();
            if ((before & 1) != 0 || !guest.read(this)) {
                return LivePages.TORN;
            }
            long page = question.ask(this, region, from, to);
            if (page == LivePages.TORN || !region.isStill(before)) {
                return LivePages.TORN;
            }
            return page == from ? offset : page < 0 ? NONE : page << region.pageShift();
        } finally {
            leave();
        }
    }

    private static long checkedPage(LiveRegion region, long offset, long sizeBytes) {
        long end = region.pageCount() << region.pageShift();
        long inPage = (1L << region.pageShift()) - 1;
        if (offset < 0
                || offset >= end
                || sizeBytes > end - offset
                || sizeBytes > 0 && ((offset | sizeBytes) & inPage) != 0) {
            throw new IllegalArgumentException("region " + region.name() + " has no such range of whole pages: 0x"
                    + Long.toHexString(offset) + (sizeBytes < 0 ? "" : " 0x" + Long.toHexString(sizeBytes)));
        }
        return offset >>> region.pageShift();
    }

    private long collect(LiveRegion region, boolean populated, long from, long to) {
        return runs.collect(region, populated, from, to, before, runLimit);
    }

    void found(long sequenceRead, long digestRead) {
        sequence = sequenceRead;
        digest = digestRead;
    }

    void enter() {
        long last = visit;
        if ((last & 1) != 0) {
            throw new IllegalStateException("two threads use one reader");
        }
        visit = last + 1;
    }

    void leave() {
        visit = visit + 1;
        guest.sweep();
    }

    boolean isInside() {
        return (visit & 1) != 0;
    }

    long visit() {
        return visit;
    }
}
