package io.flipbook.tests.simulation;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;

/** Everything that a listener could call on the engine from inside, and must not. */
@FunctionalInterface
interface Reentry {
    Reentry[] ALL = {
        (engine, self) -> engine.unregister(self.spec.name()),
        (engine, self) -> engine.convert(ConversionRequest.unplugAll(self.region.name)),
        (engine, self) -> engine.begin(ConversionRequest.unplugAll(self.region.name)),
        (engine, self) -> engine.decide(1, Answer.ACK),
        (engine, self) -> engine.register(ListenerSpec.of("again", self.region.name, ListenerSpec.Kind.PLAIN)),
        (engine, self) -> engine.addRegion(RegionSpec.of("more", ReferenceRegion.PAGE_BYTES)),
        (engine, self) -> engine.setPolicy(Policy.DEFAULT),
        (engine, self) -> engine.map(0, ReferenceRegion.PAGE_BYTES, self.region.name, 0),
        (engine, self) -> engine.unmap(0),
        (engine, self) -> engine.pin(true, self.region.name, 0, ReferenceRegion.PAGE_BYTES),
        (engine, self) -> engine.hold(DiscardHold.REQUIRE, true),
        (engine, self) -> engine.restart(),
        (engine, self) -> engine.close(),
    };

    void call(ConversionEngine engine, Watcher self);
}
