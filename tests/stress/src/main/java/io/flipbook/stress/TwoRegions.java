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
import org.openjdk.jcstress.infra.results.JJJJ_Result;

/**
 * Who has seen a change of two regions in one of them sees it in the other; what has the same sequence is of the same
 * state. Results: what is read of one, with the sequence, then of the other.
 */
@State
public class TwoRegions {
    private final LiveGuest guest = new LiveGuest();
    private final SmallRegion low = SmallRegion.in(guest, "low");
    private final SmallRegion high = SmallRegion.in(guest, "high");
    private final GuestReader reader = guest.reader();

    private void write() {
        low.begin();
        high.begin();
        low.share(150, 160);
        high.share(5, 100);
        guest.publish(1, 10);
        low.end();
        high.end();
    }

    private void read(SmallRegion first, SmallRegion second, JJJJ_Result result) {
        result.r1 = first.readShared(reader);
        result.r2 = reader.sequence();
        result.r3 = second.readShared(reader);
        result.r4 = reader.sequence();
    }

    private void close() {
        low.close();
        high.close();
    }

    /** The region that shows the change first is read first. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 0, 0", "0, 0, 5100, 1", "150160, 1, 5100, 1"},
            expect = ACCEPTABLE,
            desc = "in order")
    @Outcome(
            id = {"-1, .*", ".*, -1, .*"},
            expect = ACCEPTABLE,
            desc = "gave up, and said so")
    @Outcome(expect = FORBIDDEN, desc = "back in time, or torn")
    public static class LowFirst {
        @Actor
        public void write(TwoRegions regions) {
            regions.write();
        }

        @Actor
        public void read(TwoRegions regions, JJJJ_Result result) {
            regions.read(regions.low, regions.high, result);
        }

        @Arbiter
        public void end(TwoRegions regions, JJJJ_Result result) {
            regions.close();
        }
    }

    /** The other way round. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 0, 0", "0, 0, 150160, 1", "5100, 1, 150160, 1"},
            expect = ACCEPTABLE,
            desc = "in order")
    @Outcome(
            id = {"-1, .*", ".*, -1, .*"},
            expect = ACCEPTABLE,
            desc = "gave up, and said so")
    @Outcome(expect = FORBIDDEN, desc = "back in time, or torn")
    public static class HighFirst {
        @Actor
        public void write(TwoRegions regions) {
            regions.write();
        }

        @Actor
        public void read(TwoRegions regions, JJJJ_Result result) {
            regions.read(regions.high, regions.low, result);
        }

        @Arbiter
        public void end(TwoRegions regions, JJJJ_Result result) {
            regions.close();
        }
    }
}
