package io.flipbook.tests.model;

import java.util.List;

/** Random choices that one seed fixes on every JDK: SplitMix64. */
public final class Dice {
    private long state;

    /** The same choices for the same seed. */
    public Dice(long seed) {
        state = seed;
    }

    private long next() {
        state += 0x9e3779b97f4a7c15L;
        long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** A number from 0 to {@code bound - 1}. */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    /** A number from {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** True in so many of a hundred cases. */
    public boolean percent(int chance) {
        return below(100) < chance;
    }

    /** One of them. */
    public <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }
}
