package io.flipbook.engine.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Of two producers that want the last place one gets it, and the other is told. Results: answers, what is there. */
@JCStressTest
@Outcome(id = "0, -1, 1", expect = ACCEPTABLE, desc = "the first")
@Outcome(id = "-1, 0, 2", expect = ACCEPTABLE, desc = "the second")
@Outcome(expect = FORBIDDEN, desc = "both, none, or the wrong one")
@State
public class LastPlace {
    private final WaitingMessages messages = new WaitingMessages();

    /** A queue with room for one. */
    public LastPlace() {
        messages.fillBut(1);
    }

    @Actor
    public void first(III_Result result) {
        result.r1 = messages.offerPlain(1);
    }

    @Actor
    public void second(III_Result result) {
        result.r2 = messages.offerKept(2);
    }

    @Arbiter
    public void read(III_Result result) {
        result.r3 = messages.read();
    }
}
