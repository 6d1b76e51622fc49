package io.flipbook.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.live.LiveGuest;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Memory that goes is not read after it was freed, and is freed once and before long. Results: what a reader has
 * found, and how often it was freed when both were done.
 */
@State
public class RetiredRegion {
    private final LiveGuest guest = new LiveGuest();
    private final SmallRegion ram = SmallRegion.in(guest, "ram");
    private final AtomicInteger freed = new AtomicInteger();
    private final GuestReader known = guest.reader();

    private void free() {
        ram.poison();
        freed.incrementAndGet();
    }

    private void end(JJ_Result result) {
        result.r2 = freed.get();
        ram.close();
    }

    /** By a reader that there has been before. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "read before it was freed")
    @Outcome(id = "-2, 1", expect = ACCEPTABLE, desc = "not there any more")
    @Outcome(expect = FORBIDDEN, desc = "read when it was freed, or not freed once")
    public static class KnownReader {
        @Actor
        public void retire(RetiredRegion retired) {
            retired.guest.clear();
            retired.guest.retire(retired::free);
        }

        @Actor
        public void read(RetiredRegion retired, JJ_Result result) {
            result.r1 = retired.ram.readShared(retired.known);
        }

        @Arbiter
        public void end(RetiredRegion retired, JJ_Result result) {
            retired.end(result);
        }
    }

    /** By one that comes while the guest is being closed. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "read before it was freed")
    @Outcome(id = "-2, 1", expect = ACCEPTABLE, desc = "refused, or not there any more")
    @Outcome(expect = FORBIDDEN, desc = "read when it was freed, or not freed once")
    public static class NewReader {
        @Actor
        public void close(RetiredRegion retired) {
            retired.guest.close();
            retired.guest.retire(retired::free);
        }

        @Actor
        public void read(RetiredRegion retired, JJ_Result result) {
            try {
                result.r1 = retired.ram.readShared(retired.guest.reader());
            } catch (IllegalStateException e) {
                result.r1 = SmallRegion.GONE;
            }
        }

        @Arbiter
        public void end(RetiredRegion retired, JJ_Result result) {
            retired.end(result);
        }
    }
}
