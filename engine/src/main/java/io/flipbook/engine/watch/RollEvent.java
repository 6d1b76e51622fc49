package io.flipbook.engine.watch;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** See {@link FlightEvents}. */
@Name("flipbook.Roll")
@Label("Roll")
@Description("A roll file was made; from its first byte to its first document")
final class RollEvent extends EngineEvent {
    @Label("First sequence")
    @Description("Of the first record in it")
    long firstSequence;

    @Label("Day")
    @Description("Of the file, since the epoch")
    int day;
}
