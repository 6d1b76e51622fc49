package io.flipbook.engine.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What was accepted is read by who closes, and what was not is not. Results: the last answer, the messages found. */
@JCStressTest
@Outcome(id = "0, 12", expect = ACCEPTABLE, desc = "both accepted, and read")
@Outcome(
        id = {"-2, 1", "-2, 0"},
        expect = ACCEPTABLE,
        desc = "closed before the second, or the first")
@Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and read")
@State
public class OfferAndClose {
    private final WaitingMessages messages = new WaitingMessages();

    @Actor
    public void offer(II_Result result) {
        int first = messages.offerPlain(1);
        int second = messages.offerKept(2);
        result.r1 = first < second ? Integer.MIN_VALUE : second;
    }

    @Actor
    public void close(II_Result result) {
        messages.queue().close();
        result.r2 = messages.readToTheEnd();
    }
}
