package io.flipbook.engine.live;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Memory that no new reader can come to, yet those may look at that were inside when it was taken away. */
final class RetiredMemory {
    private final Runnable free;
    private final AtomicBoolean isFreed = new AtomicBoolean();
    private final GuestReader[] inside;
    private final long[] visits;

    RetiredMemory(Runnable free, List<GuestReader> readers) {
        this.free = free;
        inside = readers.stream().filter(GuestReader::isInside).toArray(GuestReader[]::new);
        visits = new long[inside.length];
        for (int i = 0; i < inside.length; i++) {
            visits[i] = inside[i].visit();
        }
    }

    /** Frees it, once, if each of them has left since; whether it is free. Any thread may try. */
    boolean freeIfLeft() {
        for (int i = 0; i < inside.length; i++) {
            // Even: it had left before its visit was noted.
            if ((visits[i] & 1) != 0 && inside[i].visit() == visits[i]) {
                return false;
            }
        }
        if (isFreed.compareAndSet(false, true)) {
            free.run();
        }
        return true;
    }
}
