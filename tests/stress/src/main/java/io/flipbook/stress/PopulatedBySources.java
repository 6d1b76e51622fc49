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
import org.openjdk.jcstress.infra.results.J_Result;

/** Of two sources that change together, one of which says no before and the other one behind, nothing is populated. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "gave up, and said so")
@Outcome(expect = FORBIDDEN, desc = "one source as before, the other as behind")
@State
public class PopulatedBySources {
    private final LiveGuest guest = new LiveGuest();
    private final SmallRegion ram = SmallRegion.in(guest, "ram");
    private final GuestReader reader = guest.reader();

    @Actor
    public void write() {
        ram.begin();
        ram.plug(false);
        ram.share(10, 190);
        guest.publish(1, 10);
        ram.end();
        ram.begin();
        ram.unshare(10, 190);
        ram.plug(true);
        guest.publish(2, 20);
        ram.end();
    }

    @Actor
    public void read(J_Result result) {
        result.r1 = ram.readPopulated(reader);
    }

    @Arbiter
    public void end(J_Result result) {
        ram.close();
    }
}
