package io.flipbook.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** All that the table is made of, in its order: the product's own, and then the peers where they are there. */
final class Measurements {
    private Measurements() {}

    static List<Measurement> all() {
        List<Measurement> all = new ArrayList<>(List.of(
                new ConversionCost(),
                new ConversionLatency(),
                new RingThroughput(),
                new AllocatedBytes(),
                new BitmapCost(),
                new ReplaySpeed(),
                new RestartCost(),
                new LogFloors()));
        ServiceLoader.load(Measurement.class).forEach(all::add);
        return all;
    }
}
