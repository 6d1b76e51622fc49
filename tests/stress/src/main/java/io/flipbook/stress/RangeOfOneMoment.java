package io.flipbook.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.flipbook.engine.live.GuestReader;
import io.flipbook.engine.live.LiveGuest;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** Runs, sequence and digest are of one and the same moment, though words of two levels change twice. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "before")
@Outcome(id = "10190, 1, 10", expect = ACCEPTABLE, desc = "behind the first change")
@Outcome(id = "10070130190, 2, 20", expect = ACCEPTABLE, desc = "behind both")
@Outcome(id = "10070130, 2, 20", expect = ACCEPTABLE, desc = "the same up to where it says, for it was tried long")
@Outcome(id = "-1, -1, -1", expect = ACCEPTABLE, desc = "gave up, and said so")
@Outcome(expect = FORBIDDEN, desc = "of no moment")
@State
public class RangeOfOneMoment {
    private final LiveGuest guest = new LiveGuest();
    private final SmallRegion ram = SmallRegion.in(guest, "ram");
    private final GuestReader reader = guest.reader();

    @Actor
    public void write() {
        ram.begin();
        ram.share(10, 190);
        guest.publish(1, 10);
        ram.end();
        ram.begin();
        ram.unshare(70, 130);
        guest.publish(2, 20);
        ram.end();
    }

    @Actor
    public void read(JJJ_Result result) {
        result.r1 = ram.readShared(reader);
        boolean gaveUp = result.r1 == SmallRegion.GAVE_UP;
        result.r2 = gaveUp ? SmallRegion.GAVE_UP : reader.sequence();
        result.r3 = gaveUp ? SmallRegion.GAVE_UP : reader.digest();
    }

    @Arbiter
    public void end(JJJ_Result result) {
        ram.close();
    }
}
