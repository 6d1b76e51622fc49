package io.flipbook.journal;

/**
 * Hears of what a journal does besides writing records. It must neither throw nor call the journal.
 *
 * <p>Each beginning is followed by its end on the same thread, unless what was begun has failed.
 */
public interface JournalObserver {
    /** Does nothing. */
    JournalObserver NONE = new JournalObserver() {};

    /** A roll file is about to be made; on the writer's thread. */
    default void onRollBegin() {}

    /**
     * The first document is in the new file; on the writer's thread.
     *
     * @param day of the file, since the epoch
     * @param firstSequence of the first record in it
     */
    default void onRollEnd(int day, long firstSequence) {}

    /** Roll files are about to be forced; on the writer's thread or the flusher's, never on both at once. */
    default void onForceBegin() {}

    /**
     * What was appended is on the device, as far as that knows.
     *
     * @param records how many were appended since the last time
     */
    default void onForceEnd(long records) {}
}
