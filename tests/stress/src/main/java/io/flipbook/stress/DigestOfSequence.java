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
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The digest is that of the sequence, also where what is read has nothing to do with what changes. */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 10", "2, 20", "3, 30"},
        expect = ACCEPTABLE,
        desc = "of one record")
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "gave up, and said so")
@Outcome(expect = FORBIDDEN, desc = "of two records")
@State
public class DigestOfSequence {
    private final LiveGuest guest = new LiveGuest();
    private final SmallRegion quiet = SmallRegion.in(guest, "quiet");
    private final GuestReader reader = guest.reader();

    @Actor
    public void write() {
        guest.publish(1, 10);
        guest.publish(2, 20);
        guest.publish(3, 30);
    }

    @Actor
    public void read(JJ_Result result) {
        boolean gaveUp = quiet.firstShared(reader) == SmallRegion.GAVE_UP;
        result.r1 = gaveUp ? SmallRegion.GAVE_UP : reader.sequence();
        result.r2 = gaveUp ? SmallRegion.GAVE_UP : reader.digest();
    }

    @Arbiter
    public void end(JJ_Result result) {
        quiet.close();
    }
}
