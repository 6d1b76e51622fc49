package io.flipbook.engine.watch;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** See {@link FlightEvents}. */
@Name("flipbook.Conversion")
@Label("Conversion")
@Description("A request was converted, or what else has become of it")
@Threshold("1 ms")
final class ConversionEvent extends EngineEvent {
    @Label("Sequence")
    @Description("Of the request")
    long sequence;

    @Label("Region")
    @Description("In which it begins")
    String region;

    @Label("Outcome")
    String outcome;

    @Label("Pages")
    @Description("How many changed")
    long pages;
}
