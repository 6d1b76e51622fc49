package io.flipbook.journal;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that reserves the next stretch of a {@link Room}, and makes its pages ready, while the writer goes on in
 * what it has: the kernel takes as long for that as for thousands of records, and now and then a hundred times as long.
 *
 * <p>The writer asks, and takes the answer when it needs it. What could not be had it tries again itself, and says what
 * is wrong. One stretch at a time; all methods are the writer's. The thread begins with the first one.
 */
final class RoomAhead {
    private static final long WAIT_NS = 20_000;

    private static final int IDLE = 0;
    private static final int ASKED = 1;
    private static final int HAD = 2;
    private static final int NOT_HAD = 3;
    private static final int ENDED = 4;

    private volatile int state = IDLE;
    /** Whose next stretch it is; written before the state. */
    private Room room;

    private Thread thread;

    /** Has the next stretch of a room reserved; the one before was taken. */
    void ask(Room next) {
        room = next;
        state = ASKED;
        if (thread == null) {
            begin();
        } else {
            LockSupport.unpark(thread);
        }
    }

    private void begin() {
        Thread begun = new Thread(this::run, "flipbook-room");
        begun.setDaemon(true);
        try {
            begun.start();
            thread = begun;
        } catch (OutOfMemoryError e) { // the machine has no thread left
            state = NOT_HAD;
        }
    }

    /** Waits until the stretch that was asked for is reserved, or cannot be; whether it is. */
    boolean take() {
        while (state == ASKED) {
            LockSupport.parkNanos(WAIT_NS);
        }
        boolean isHad = state == HAD;
        state = IDLE;
        return isHad;
    }

    /** Ends the thread, when it has done what it was asked for. */
    void end() {
        if (thread != null) {
            take();
            state = ENDED;
            LockSupport.unpark(thread);
            ThreadEnd.await(thread);
        }
    }

    private void run() {
        while (state != ENDED) {
            if (state == ASKED) {
                state = isHad() ? HAD : NOT_HAD;
            } else {
                LockSupport.park(this);
            }
        }
    }

    private boolean isHad() {
        try {
            return room.reserveNext();
        } catch (RuntimeException | Error e) { // the writer meets it again
            return false;
        }
    }
}
