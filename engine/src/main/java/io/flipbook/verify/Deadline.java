package io.flipbook.verify;

/** When a trial is to come to its end. Any thread may ask. */
final class Deadline {
    private final long endNs;
    private final Scratch scratch;

    Deadline(long lengthNs, Scratch scratch) {
        endNs = System.nanoTime() + lengthNs;
        this.scratch = scratch;
    }

    /** Whether the time is over, or the process is about to end. */
    boolean isOver() {
        return System.nanoTime() - endNs >= 0 || scratch.isEnding();
    }
}
