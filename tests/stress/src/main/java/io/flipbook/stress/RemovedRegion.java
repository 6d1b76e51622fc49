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
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * A region goes and another of its name comes. A reader finds one of the two whole, or none; with a region that it has
 * found it never finds the digest of a state without that one; and the memory of the first is freed once, not before
 * it was read. Results: the runs, the digest with them, and how often it was freed when both were done.
 */
@JCStressTest
@Outcome(id = "10190, 1, 1", expect = ACCEPTABLE, desc = "the first one")
@Outcome(id = "20021, 3, 1", expect = ACCEPTABLE, desc = "the second one")
@Outcome(id = "-2, 0, 1", expect = ACCEPTABLE, desc = "none, in between")
@Outcome(id = "-1, 0, 1", expect = ACCEPTABLE, desc = "gave up, and said so")
@Outcome(expect = FORBIDDEN, desc = "a region that was not there then, or memory that was freed")
@State
public class RemovedRegion {
    private final LiveGuest guest = new LiveGuest();
    private final SmallRegion first = new SmallRegion("ram");
    private final SmallRegion second = new SmallRegion("ram");
    private final AtomicInteger freed = new AtomicInteger();
    private final GuestReader reader = guest.reader();

    /** The first one is there. */
    public RemovedRegion() {
        first.share(10, 190);
        second.share(20, 21);
        guest.publish(1, 1);
        first.addTo(guest);
    }

    @Actor
    public void replace() {
        first.begin();
        first.removeFrom(guest);
        guest.publish(2, 2);
        guest.retire(this::free);
        second.addTo(guest, 3);
    }

    @Actor
    public void read(JJJ_Result result) {
        result.r1 = first.readShared(reader);
        result.r2 = result.r1 < 0 ? 0 : reader.digest();
    }

    @Arbiter
    public void end(JJJ_Result result) {
        result.r3 = freed.get();
        first.close();
        second.close();
    }

    private void free() {
        first.poison();
        freed.incrementAndGet();
    }
}
