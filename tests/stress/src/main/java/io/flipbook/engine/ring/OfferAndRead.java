package io.flipbook.engine.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A message that is read is whole, with the object beside it, and in the order of its producer. */
@JCStressTest
@Outcome(
        id = {"0", "1", "12"},
        expect = ACCEPTABLE,
        desc = "whole, in order")
@Outcome(expect = FORBIDDEN, desc = "in part, or out of order")
@State
public class OfferAndRead {
    private final WaitingMessages messages = new WaitingMessages();

    @Actor
    public void offer() {
        messages.offerKept(1);
        messages.offerPlain(2);
    }

    @Actor
    public void read(I_Result result) {
        result.r1 = messages.read();
    }
}
