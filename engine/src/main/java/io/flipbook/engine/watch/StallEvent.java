package io.flipbook.engine.watch;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** See {@link FlightEvents}. */
@Name("flipbook.Stall")
@Label("Stall")
@Description("An append or a force took long")
@Threshold("10 ms")
final class StallEvent extends EngineEvent {
    @Label("Kind")
    @Description("append (with the forces in it), or force")
    String kind;

    @Label("Sequence")
    @Description("Of the last record behind an append; 0 of a force")
    long sequence;

    @Label("Records")
    @Description("How many were forced; 0 of an append")
    long records;
}
