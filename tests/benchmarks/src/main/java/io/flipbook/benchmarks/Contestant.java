package io.flipbook.benchmarks;

import java.io.IOException;

/**
 * Something whose cost is compared with that of others. It is opened anew for each trial, in a directory of its own.
 * One thread opens, runs and closes it.
 */
public interface Contestant extends AutoCloseable {
    /** Opens it; the directory is empty and is deleted after {@link #close}. */
    void open(Place place) throws IOException;

    /** Does so many operations, the ones that follow those of the call before. */
    void run(int operations);

    /** The clock that it is timed by, in nanoseconds. */
    default long timeNs() {
        return System.nanoTime();
    }

    @Override
    void close();
}
