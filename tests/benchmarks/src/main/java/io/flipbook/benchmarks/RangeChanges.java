package io.flipbook.benchmarks;

/** A peer of the bitmap: sets and clears ranges of pages as {@link BitmapWork} does. */
public final class RangeChanges implements Contestant {
    /** Sets or clears a range of pages. */
    @FunctionalInterface
    public interface Setter {
        void set(long fromPage, long toPage, boolean value);
    }

    private static final long STRIDE = 20_021;

    private final long pages;
    private final Setter setter;
    private long operation;

    /** Changes so many pages at a time, in a bitmap of a guest of 1 TiB. */
    public RangeChanges(long pages, Setter setter) {
        this.pages = pages;
        this.setter = setter;
    }

    @Override
    public void open(Place place) {}

    @Override
    public void run(int operations) {
        long places = BitmapWork.PAGES / pages;
        for (int i = 0; i < operations; i++) {
            long from = (operation * STRIDE & places - 1) * pages;
            setter.set(from, from + pages, (operation++ & places) == 0);
        }
    }

    @Override
    public void close() {}
}
