package io.flipbook.engine.watch;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** See {@link FlightEvents}. */
@Name("flipbook.Refusal")
@Label("Refusal")
@Description("A listener, or the memory of a region, refused a conversion")
final class RefusalEvent extends EngineEvent {
    @Label("Sequence")
    @Description("Of the request")
    long sequence;

    @Label("Region")
    @Description("In which the request begins")
    String region;

    @Label("Listener")
    @Description("Of memory @ and the name of the region")
    String listener;

    @Label("Errno")
    String errno;

    @Label("Threw")
    @Description("Whether it threw instead of answering")
    boolean threw;
}
