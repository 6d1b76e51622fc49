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

/** A region that comes is not there, or has all its bits. */
@JCStressTest
@Outcome(id = "-2", expect = ACCEPTABLE, desc = "not there yet")
@Outcome(id = "10190", expect = ACCEPTABLE, desc = "there, with its bits")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "gave up, and said so")
@Outcome(expect = FORBIDDEN, desc = "half of it")
@State
public class NewRegion {
    private final LiveGuest guest = new LiveGuest();
    private final SmallRegion ram = new SmallRegion("ram");
    private final GuestReader reader = guest.reader();

    @Actor
    public void write() {
        ram.share(10, 190);
        ram.addTo(guest);
    }

    @Actor
    public void read(J_Result result) {
        result.r1 = ram.readShared(reader);
    }

    @Arbiter
    public void end(J_Result result) {
        ram.close();
    }
}
