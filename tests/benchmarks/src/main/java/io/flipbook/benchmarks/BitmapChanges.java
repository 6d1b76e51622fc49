package io.flipbook.benchmarks;

import java.util.function.ObjIntConsumer;

/** Work on the product's bitmaps, which stay from trial to trial: a new one would be all faults of pages. */
public final class BitmapChanges implements Contestant {
    /** How much of it is run. */
    public static final Pace PACE = new Pace(1 << 9, 1 << 6, 1 << 14);

    private final ObjIntConsumer<BitmapWork> work;
    private final BitmapWork bitmaps = new BitmapWork();

    BitmapChanges(ObjIntConsumer<BitmapWork> work) {
        this.work = work;
    }

    /** Changes so many pages at a time. */
    public static BitmapChanges of(long pages) {
        return new BitmapChanges((bitmaps, count) -> bitmaps.change(pages, count));
    }

    @Override
    public void open(Place place) {}

    @Override
    public void run(int operations) {
        work.accept(bitmaps, operations);
    }

    @Override
    public void close() {}
}
