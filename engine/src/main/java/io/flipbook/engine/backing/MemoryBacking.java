package io.flipbook.engine.backing;

import io.flipbook.engine.device.Errno;

/**
 * The memory behind a region, as the engine converts it: after those who lose pages have dropped them, before those who
 * gain pages map them. A conversion that goes on ends with {@link #finish}, one that is taken back with {@link #undo}.
 *
 * <p>At first all pages are private, and none was touched. When a region is made or its engine opened again, memory is
 * told a conversion to shared and its finish for each run that is shared; to convert what is so already is no error.
 *
 * <p>Offsets are from the start of the region; ranges are multiples of its page. All calls come on the engine's thread.
 * What it throws ends the engine, until that is opened again: nobody knows what is where then.
 */
public interface MemoryBacking extends AutoCloseable {
    /**
     * Makes a range usable on the side that it is to be on, and keeps the other side as it is.
     *
     * @return {@link Errno#NONE}, or why not; then nothing of the range is converted, and {@link #refusedAt()} is where
     */
    Errno convert(boolean toShared, long offset, long sizeBytes);

    /** The offset of the page that was in the way of the last {@link #convert} that was refused. */
    long refusedAt();

    /** Takes a {@link #convert} of the same range back: the contents of the other side are as they were. */
    void undo(boolean toShared, long offset, long sizeBytes);

    /** Everybody agreed: gives back what the other side of the range used. */
    void finish(boolean toShared, long offset, long sizeBytes);

    /** Says what it costs the host; nothing unless it knows. */
    default void cost(CostVisitor visitor) {}

    /** Releases what it holds. */
    @Override
    void close();
}
