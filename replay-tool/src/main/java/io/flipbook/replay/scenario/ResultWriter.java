package io.flipbook.replay.scenario;

import io.flipbook.engine.GuestView;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Rejection;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.backing.CostVisitor;
import io.flipbook.engine.backing.MemoryBacking;
import io.flipbook.engine.device.DmaDevice;
import io.flipbook.engine.device.Iommu;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.replay.json.JsonOut;
import java.util.List;

/** Writes the results of a scenario, one JSON object a line. */
public final class ResultWriter {
    private final JsonOut json;
    private final String script;

    /**
     * Writes results to {@code json}.
     *
     * @param script the name that each result carries, or null for none
     */
    public ResultWriter(JsonOut json, String script) {
        this.json = json;
        this.script = script;
    }

    void begin(int line, String op) {
        json.begin();
        if (script != null) {
            json.field("script", script);
        }
        json.field("line", line).field("op", op);
    }

    void end() {
        json.endLine();
    }

    void rejected(Rejection reason) {
        outcome(Outcome.Kind.REJECTED).field("reason", reason.toString());
    }

    void outcome(Outcome outcome, boolean isChange, List<ScenarioRunner.Call> calls) {
        if (outcome.kind() == Outcome.Kind.REJECTED) {
            rejected(outcome.reason());
            if (outcome.atRegion() != null) {
                json.hexField("at", outcome.at()).field("region", outcome.atRegion());
            }
            return;
        }
        outcome(outcome.kind());
        if (outcome.kind() == Outcome.Kind.OK) {
            return;
        }
        if (isChange && hasPages(outcome.kind())) {
            json.field("pages", outcome.pages());
        }
        if (outcome.listener() != null) {
            json.field("listener", outcome.listener())
                    .field("errno", outcome.errno().name());
        }
        if (outcome.atRegion() != null) {
            json.hexField("at", outcome.at()).field("region", outcome.atRegion());
        }
        calls(calls);
        names("detached", outcome.detached());
    }

    void restarted(List<ScenarioRunner.Call> calls, List<String> lost) {
        outcome(Outcome.Kind.OK);
        calls(calls);
        names("lost", lost);
    }

    void state(GuestView guest, RegionSpec region) {
        outcome(Outcome.Kind.OK).name("shared").beginArray();
        guest.visitShared(region.name(), this::run);
        json.endArray();
        if (region.pluggable()) {
            json.name("plugged").beginArray();
            guest.visitPlugged(region.name(), this::run);
            json.endArray();
        }
        if (!guest.addedSources(region.name()).isEmpty()) {
            json.name("sources").beginArray();
            for (SourceSpec source : guest.addedSources(region.name())) {
                json.begin().field("name", source.name()).name("populated").beginArray();
                guest.visitSource(region.name(), source.name(), this::run);
                json.endArray().end();
            }
            json.endArray();
        }
    }

    void populated(boolean populated) {
        outcome(Outcome.Kind.OK).field("populated", populated);
    }

    void mappings(long entries) {
        outcome(Outcome.Kind.OK).field("entries", entries);
    }

    void mapped(MappingListener mapping, long pageBytes, long regionBytes) {
        Iommu iommu = mapping.iommu();
        outcome(Outcome.Kind.OK)
                .field("entries", iommu.mappings())
                .field("peak", iommu.peakMappings())
                .field("window", mapping.windowPages())
                .field("out-of-reach", mapping.lostPages());
        json.name("mapped").beginArray();
        long pages = Long.divideUnsigned(regionBytes, pageBytes);
        for (long page = iommu.nextMapped(0, pages); page < pages; ) {
            long end = iommu.nextFree(page, pages);
            json.run(page * pageBytes, (end - page) * pageBytes);
            page = iommu.nextMapped(end, pages);
        }
        json.endArray();
    }

    void dma(DmaDevice device, long fromPage, long toPage, long pageBytes) {
        outcome(Outcome.Kind.OK).name("access").beginArray();
        device.access(
                fromPage,
                toPage,
                (access, from, to) -> json.beginArray()
                        .value(access.toString())
                        .value(JsonOut.hex(from * pageBytes))
                        .value(JsonOut.hex((to - from) * pageBytes))
                        .endArray());
        json.endArray();
    }

    void cost(MemoryBacking backing) {
        outcome(Outcome.Kind.OK);
        backing.cost(new CostVisitor() {
            @Override
            public void bytes(String name, long bytes) {
                json.hexField(name, bytes);
            }

            @Override
            public void count(String name, long count) {
                json.field(name, count);
            }
        });
    }

    private static boolean hasPages(Outcome.Kind kind) {
        return kind == Outcome.Kind.NOOP || kind.changesState();
    }

    private JsonOut outcome(Outcome.Kind kind) {
        return json.field("outcome", kind.toString());
    }

    private boolean run(long offset, long sizeBytes) {
        json.run(offset, sizeBytes);
        return true;
    }

    private void calls(List<ScenarioRunner.Call> calls) {
        json.name("calls").beginArray();
        for (ScenarioRunner.Call call : calls) {
            json.beginArray()
                    .value(call.listener())
                    .value(call.call().toString())
                    .value(JsonOut.hex(call.offset()))
                    .value(JsonOut.hex(call.sizeBytes()))
                    .endArray();
        }
        json.endArray();
    }

    private void names(String field, List<String> names) {
        if (!names.isEmpty()) {
            json.name(field).beginArray();
            names.forEach(json::value);
            json.endArray();
        }
    }
}
