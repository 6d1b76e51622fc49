package io.flipbook.replay.scenario;

import io.flipbook.engine.CallObserver;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.backing.LinuxMemory;
import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.DmaDevice;
import io.flipbook.engine.device.MappingListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the statements of a scenario, one after the other, through a real engine, and writes what came of each.
 *
 * <p>It holds no rule of its own: a restart really closes the engine and opens it from its journal, and every outcome
 * is the engine's.
 */
public final class ScenarioRunner implements AutoCloseable {
    /** The most real memory that the regions of a script may have together. */
    private static final long MAX_REAL_BYTES = 4L << 30;

    /** What a listener was told. */
    record Call(String listener, CallObserver.Call call, long offset, long sizeBytes) {}

    private final ResultWriter results;
    private final List<Call> calls = new ArrayList<>();
    /** Of regions with real memory. */
    private final Map<String, Long> realBytes = new HashMap<>();

    private ConversionEngine engine;

    /**
     * Opens the engine that the statements are to drive.
     *
     * @param config where its journal is, which must be a new one
     */
    public ScenarioRunner(EngineConfig config, ResultWriter results) {
        this.results = results;
        engine = ConversionEngine.open(config.backings(this::realMemory)
                .observer(
                        (listener, call, offset, sizeBytes) -> calls.add(new Call(listener, call, offset, sizeBytes))));
    }

    /**
     * Memory of this machine; null where it has none, where there is no such kind of memory, and for a script that asks
     * for more than it may.
     */
    private MemoryBacking realMemory(RegionSpec spec) {
        long realBytesNow =
                realBytes.values().stream().mapToLong(Long::longValue).sum();
        if (spec.memory() != RegionSpec.Memory.TWO_SIDED
                || Long.compareUnsigned(spec.sizeBytes(), MAX_REAL_BYTES - realBytesNow) > 0) {
            return null;
        }
        for (LinuxMemory kind : LinuxMemory.values()) {
            if (kind.toString().equals(spec.backing().type())) {
                try {
                    MemoryBacking made =
                            kind.open(spec.sizeBytes() / spec.pageBytes(), spec.pageBytes(), spec.backing());
                    realBytes.put(spec.name(), spec.sizeBytes());
                    return made;
                } catch (IllegalStateException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /** Runs one statement and writes its result. */
    public void run(Statement statement) {
        calls.clear();
        results.begin(statement.line(), statement.op());
        if (statement instanceof Statement.State state) {
            state(state);
        } else if (statement instanceof Statement.Populated populated) {
            populated(populated);
        } else if (statement instanceof Statement.Mappings mappings) {
            mappings(mappings);
        } else if (statement instanceof Statement.Mapped mapped) {
            mapped(mapped);
        } else if (statement instanceof Statement.Dma dma) {
            dma(dma);
        } else if (statement instanceof Statement.Cost cost) {
            cost(cost);
        } else if (statement instanceof Statement.RemoveRegion remove) {
            removeRegion(remove);
        } else if (statement instanceof Statement.Restart) {
            restart();
        } else {
            results.outcome(drive(engine, statement), isChange(statement), calls);
        }
        results.end();
    }

    @Override
    public void close() {
        engine.close();
    }

    private static boolean isChange(Statement statement) {
        return statement instanceof Statement.Change
                || statement instanceof Statement.UnplugAll
                || statement instanceof Statement.Convert
                || statement instanceof Statement.SourceChange
                || statement instanceof Statement.SourceAdd
                || statement instanceof Statement.SourceRemove;
    }

    /**
     * Does what a statement says that is neither a question nor a restart.
     *
     * @throws IllegalArgumentException for any other
     */
    public static Outcome drive(ConversionEngine engine, Statement statement) {
        ConversionRequest request = requestOf(statement);
        return request == null ? Layout.apply(engine, statement) : engine.convert(request);
    }

    /** The request that a statement makes; null of one that makes none of its own. */
    public static ConversionRequest requestOf(Statement statement) {
        if (statement instanceof Statement.Change change) {
            return request(change).by(by(change.by()));
        } else if (statement instanceof Statement.Convert convert) {
            ConversionRequest request = convert.to() == Statement.Side.SHARED
                    ? ConversionRequest.convertToShared(convert.gpa(), convert.sizeBytes())
                    : ConversionRequest.convertToPrivate(convert.gpa(), convert.sizeBytes());
            return request.by(by(convert.by()));
        } else if (statement instanceof Statement.SourceChange change) {
            return ConversionRequest.ofSource(
                    change.change() == Statement.SourceOp.SOURCE_POPULATE,
                    change.region(),
                    change.name(),
                    change.offsetBytes(),
                    change.sizeBytes());
        } else if (statement instanceof Statement.UnplugAll unplug) {
            return ConversionRequest.unplugAll(unplug.region());
        }
        return null;
    }

    private static ConversionRequest.Initiator by(Statement.Initiator by) {
        return ConversionRequest.Initiator.valueOf(by.name());
    }

    private static ConversionRequest request(Statement.Change change) {
        switch (change.change()) {
            case TO_SHARED:
                return ConversionRequest.toShared(change.region(), change.offsetBytes(), change.sizeBytes());
            case TO_PRIVATE:
                return ConversionRequest.toPrivate(change.region(), change.offsetBytes(), change.sizeBytes());
            case PLUG:
                return ConversionRequest.plug(change.region(), change.offsetBytes(), change.sizeBytes());
            default:
                return ConversionRequest.unplug(change.region(), change.offsetBytes(), change.sizeBytes());
        }
    }

    private void state(Statement.State state) {
        for (RegionSpec region : engine.guest().regions()) {
            if (region.name().equals(state.region())) {
                results.state(engine.guest(), region);
                return;
            }
        }
        results.rejected(Rejection.UNKNOWN_REGION);
    }

    private void populated(Statement.Populated populated) {
        Rejection invalid =
                engine.guest().checkRange(populated.region(), populated.offsetBytes(), populated.sizeBytes());
        if (invalid == Rejection.NONE) {
            results.populated(
                    engine.guest().isPopulated(populated.region(), populated.offsetBytes(), populated.sizeBytes()));
        } else {
            results.rejected(invalid);
        }
    }

    private void mappings(Statement.Mappings mappings) {
        long entries = engine.models().mappings(mappings.listener());
        if (entries < 0) {
            results.rejected(Rejection.UNKNOWN_LISTENER);
        } else {
            results.mappings(entries);
        }
    }

    private void mapped(Statement.Mapped mapped) {
        MappingListener mapping = engine.models().mapping(mapped.listener());
        if (mapping == null) {
            results.rejected(Rejection.UNKNOWN_LISTENER);
            return;
        }
        RegionSpec region = regionOf(mapped.listener());
        results.mapped(mapping, region.pageBytes(), region.sizeBytes());
    }

    private void dma(Statement.Dma dma) {
        DmaDevice device = engine.models().device(dma.listener());
        if (device == null) {
            results.rejected(Rejection.UNKNOWN_LISTENER);
            return;
        }
        RegionSpec region = regionOf(dma.listener());
        Rejection invalid = engine.guest().checkRange(region.name(), dma.offsetBytes(), dma.sizeBytes());
        if (invalid == Rejection.NONE) {
            long from = Long.divideUnsigned(dma.offsetBytes(), region.pageBytes());
            long pages = Long.divideUnsigned(dma.sizeBytes(), region.pageBytes());
            results.dma(device, from, from + pages, region.pageBytes());
        } else {
            results.rejected(invalid);
        }
    }

    private void cost(Statement.Cost cost) {
        MemoryBacking backing = engine.models().backing(cost.region());
        if (backing == null) {
            results.rejected(
                    engine.guest().regions().stream()
                                    .anyMatch(region -> region.name().equals(cost.region()))
                            ? Rejection.NO_BACKING
                            : Rejection.UNKNOWN_REGION);
        } else {
            results.cost(backing);
        }
    }

    private RegionSpec regionOf(String listener) {
        String name = engine.guest().listeners().stream()
                .filter(spec -> spec.name().equals(listener))
                .findFirst()
                .orElseThrow()
                .region();
        return engine.guest().regions().stream()
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void removeRegion(Statement.RemoveRegion remove) {
        Outcome outcome = drive(engine, remove);
        if (outcome.kind() == Outcome.Kind.OK) {
            realBytes.remove(remove.name());
        }
        results.outcome(outcome, false, calls);
    }

    private void restart() {
        realBytes.clear();
        engine = engine.restart();
        results.restarted(calls, engine.lostListeners());
    }
}
