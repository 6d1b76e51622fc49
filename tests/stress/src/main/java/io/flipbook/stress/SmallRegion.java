package io.flipbook.stress;

import io.flipbook.engine.bitmap.PageBitmap;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.live.LiveGuest;
import io.flipbook.engine.live.LiveRegion;
import io.flipbook.engine.live.LiveSource;
import io.flipbook.engine.live.RegionRuns;
import io.flipbook.engine.live.StateChangingException;

/** A region of a few words of bits, what its writer does with it, and what a reader says of it as one number. */
final class SmallRegion {
    /** A reader has given up: the writer's thread did not run for that long. */
    static final long GAVE_UP = -1;

    /** The region is not there, or the guest is closed. */
    static final long GONE = -2;

    private static final long PAGES = 200;
    private static final int PAGE_SHIFT = 12;
    private static final long MANY = 1000;

    private final String name;
    private final PageBitmap shared = new PageBitmap(PAGES);
    private final PageBitmap plugged = new PageBitmap(PAGES);
    private final LiveRegion live;

    /** A region that is private and plugged, and that no guest has yet. */
    SmallRegion(String name) {
        this.name = name;
        plugged.set(0, PAGES, true);
        live = new LiveRegion(name, PAGE_SHIFT, PAGES);
        live.setSources(new LiveSource(shared.live(), 1), new LiveSource(plugged.live(), 1));
    }

    /** The same in a guest whose readers know it. */
    static SmallRegion in(LiveGuest guest, String name) {
        SmallRegion region = new SmallRegion(name);
        region.addTo(guest);
        return region;
    }

    void addTo(LiveGuest guest) {
        guest.add(live);
        live.endChange();
    }

    /** The same, which leads to that digest, of the record of that sequence. */
    void addTo(LiveGuest guest, long digest) {
        guest.add(live);
        guest.publish(digest, digest);
        live.endChange();
    }

    /** Inside a change that does not end. */
    void removeFrom(LiveGuest guest) {
        guest.remove(live);
    }

    void begin() {
        live.beginChange();
    }

    void end() {
        live.endChange();
    }

    void share(long from, long to) {
        shared.set(from, to, true);
    }

    void unshare(long from, long to) {
        shared.set(from, to, false);
    }

    void plug(boolean value) {
        plugged.set(0, PAGES, value);
    }

    /** In place of freeing it, which would end the process: nobody may see this. */
    void poison() {
        share(0, PAGES);
    }

    void close() {
        shared.close();
        plugged.close();
    }

    /** The borders of shared runs, three digits each, then where the answer ends if that is before the region does. */
    long readShared(GuestReader reader) {
        return answer(() -> borders(reader.readShared(name, 0, PAGES << PAGE_SHIFT)));
    }

    /** The same of populated runs. */
    long readPopulated(GuestReader reader) {
        return answer(() -> borders(reader.readPopulated(name, 0, PAGES << PAGE_SHIFT)));
    }

    /** The first shared page. */
    long firstShared(GuestReader reader) {
        return answer(() -> reader.nextShared(name, 0) >> PAGE_SHIFT);
    }

    private interface Question {
        long ask();
    }

    private static long answer(Question question) {
        try {
            return question.ask();
        } catch (StateChangingException e) {
            return GAVE_UP;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return GONE;
        }
    }

    private static long borders(RegionRuns runs) {
        long borders = 0;
        for (int i = 0; i < runs.count(); i++) {
            long from = runs.offset(i) >> PAGE_SHIFT;
            borders = (borders * MANY + from) * MANY + from + (runs.sizeBytes(i) >> PAGE_SHIFT);
        }
        long end = runs.endOffset() >> PAGE_SHIFT;
        return end == PAGES ? borders : borders * MANY + end;
    }
}
