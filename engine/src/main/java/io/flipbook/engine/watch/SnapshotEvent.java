package io.flipbook.engine.watch;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** See {@link FlightEvents}. */
@Name("flipbook.Snapshot")
@Label("Snapshot")
@Description("A snapshot was made, or could not be")
final class SnapshotEvent extends EngineEvent {
    @Label("Sequence")
    @Description("Of the record behind which it is; 0 if it failed")
    long sequence;

    @Label("Failure")
    @Description("Why it could not be made; empty if it was")
    String failure;
}
