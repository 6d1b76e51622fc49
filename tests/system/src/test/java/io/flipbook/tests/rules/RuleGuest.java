package io.flipbook.tests.rules;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A guest with what is told to whom, in pages: {@code "vfio populate 0+4"}. */
final class RuleGuest implements AutoCloseable {
    static final long PAGE = 4096;

    final List<String> calls = new ArrayList<>();
    final ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne()
            .observer((listener, call, offset, size) ->
                    calls.add(listener + " " + call + " " + offset / PAGE + "+" + size / PAGE)));

    RuleGuest region(String name, long pages) {
        engine.addRegion(RegionSpec.of(name, pages * PAGE));
        return this;
    }

    RuleGuest inPlace(String name, long pages) {
        engine.addRegion(new RegionSpec(name, pages * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE));
        return this;
    }

    RuleGuest plain(String name, String region, long... refused) {
        ListenerSpec spec = ListenerSpec.of(name, region, ListenerSpec.Kind.PLAIN);
        engine.register(refused.length == 0 ? spec : spec.refusing(Errno.of("ENOMEM"), refused));
        return this;
    }

    RuleGuest like(Policy policy) {
        engine.setPolicy(policy);
        return this;
    }

    Outcome toShared(String region, long page, long pages) {
        calls.clear();
        return engine.convert(ConversionRequest.toShared(region, page * PAGE, pages * PAGE));
    }

    Outcome toPrivate(String region, long page, long pages) {
        calls.clear();
        return engine.convert(ConversionRequest.toPrivate(region, page * PAGE, pages * PAGE));
    }

    Outcome convert(boolean toShared, long gpa, long sizeBytes) {
        calls.clear();
        return engine.convert(
                toShared
                        ? ConversionRequest.convertToShared(gpa, sizeBytes)
                        : ConversionRequest.convertToPrivate(gpa, sizeBytes));
    }

    /** The shared runs of a region, in pages: {@code "0+4 8+1"}. */
    String shared(String region) {
        List<String> runs = new ArrayList<>();
        engine.guest().visitShared(region, (offset, size) -> runs.add(offset / PAGE + "+" + size / PAGE));
        return runs.stream().collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        engine.close();
    }
}
