package io.flipbook.replay.query;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord.Mapped;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.Side;
import io.flipbook.engine.SourceSpec;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How two states differ: regions and their runs, maps, listeners, policy. Nothing is collected but the layouts. */
public final class StateDifferences {
    /** Is told each difference; a side that does not have the thing is null. */
    public interface Visitor {
        /** A thing that is described by a text. */
        void onThing(String kind, String name, String left, String right);

        /** A run of a region to which a source says yes on one side and no on the other. */
        void onRun(String region, String source, long offset, long sizeBytes, boolean left);
    }

    private final GuestMemory left;
    private final GuestMemory right;
    private final Visitor visitor;
    private long count;

    private StateDifferences(GuestMemory left, GuestMemory right, Visitor visitor) {
        this.left = left;
        this.right = right;
        this.visitor = visitor;
    }

    /** Shows all differences to a visitor; returns how many there are. */
    public static long visit(GuestMemory left, GuestMemory right, Visitor visitor) {
        StateDifferences differences = new StateDifferences(left, right, visitor);
        differences.compare();
        return differences.count;
    }

    private void compare() {
        things("policy", Map.of("", describe(left.policy())), Map.of("", describe(right.policy())));
        things("halted", Map.of("", yesNo(left.isHalted())), Map.of("", yesNo(right.isHalted())));
        things("region", regions(left), regions(right));
        things("map", maps(left), maps(right));
        things("listener", listeners(left), listeners(right));
        order();
        for (RegionSpec region : left.regions()) {
            right.regions().stream()
                    .filter(other -> other.name().equals(region.name()) && other.pageBytes() == region.pageBytes())
                    .forEach(other -> sources(region, other));
        }
    }

    /** Two listeners that come in another order are told in another order. */
    private void order() {
        List<String> leftNames = names(left);
        List<String> rightNames = names(right);
        leftNames.retainAll(rightNames);
        rightNames.retainAll(leftNames);
        things("listener-order", Map.of("", String.join(" ", leftNames)), Map.of("", String.join(" ", rightNames)));
    }

    private void things(String kind, Map<String, String> ofLeft, Map<String, String> ofRight) {
        ofLeft.forEach((name, text) -> {
            if (!text.equals(ofRight.get(name))) {
                count++;
                visitor.onThing(kind, name, text, ofRight.get(name));
            }
        });
        ofRight.forEach((name, text) -> {
            if (!ofLeft.containsKey(name)) {
                count++;
                visitor.onThing(kind, name, null, text);
            }
        });
    }

    private void sources(RegionSpec ofLeft, RegionSpec ofRight) {
        long sizeBytes = UnsignedNumber.min(ofLeft.sizeBytes(), ofRight.sizeBytes());
        runs(ofLeft.name(), "shared", sizeBytes);
        if (ofLeft.pluggable() && ofRight.pluggable()) {
            runs(ofLeft.name(), "plugged", sizeBytes);
        }
        Map<String, String> leftSources = sources(left, ofLeft.name());
        Map<String, String> rightSources = sources(right, ofLeft.name());
        things("source", leftSources, rightSources);
        for (SourceSpec source : left.addedSources(ofLeft.name())) {
            if (rightSources.containsKey(ofLeft.name() + ":" + source.name())) {
                runs(ofLeft.name(), source.name(), sizeBytes);
            }
        }
    }

    private void runs(String region, String source, long endOffset) {
        long offset = 0;
        long start = 0;
        boolean isStartLeft = false;
        boolean isDifferent = false;
        while (Long.compareUnsigned(offset, endOffset) < 0) {
            long[] leftRun = run(left, region, source, offset, endOffset);
            long[] rightRun = run(right, region, source, offset, endOffset);
            boolean isLeft = leftRun[0] != 0;
            boolean differs = isLeft != (rightRun[0] != 0);
            if (isDifferent && (!differs || isLeft != isStartLeft)) {
                show(region, source, start, offset, isStartLeft);
                isDifferent = false;
            }
            if (differs && !isDifferent) {
                isDifferent = true;
                isStartLeft = isLeft;
                start = offset;
            }
            offset = UnsignedNumber.min(leftRun[1], rightRun[1]);
        }
        if (isDifferent) {
            show(region, source, start, endOffset, isStartLeft);
        }
    }

    private void show(String region, String source, long start, long end, boolean isLeft) {
        count++;
        visitor.onRun(region, source, start, end - start, isLeft);
    }

    /** Whether a source says yes at an offset (1 or 0), and up to where it goes on so. */
    private static long[] run(GuestMemory guest, String region, String source, long offset, long endOffset) {
        long[] run = {0, endOffset};
        guest.visitSource(region, source, offset, endOffset - offset, (runOffset, runBytes) -> {
            run[0] = runOffset == offset ? 1 : 0;
            run[1] = runOffset == offset ? runOffset + runBytes : runOffset;
            return false;
        });
        return run;
    }

    private static Map<String, String> regions(GuestMemory guest) {
        Map<String, String> regions = new LinkedHashMap<>();
        for (RegionSpec region : guest.regions()) {
            String block = region.pluggable() ? " plug-block=" + JsonOut.hex(region.plugBlockBytes()) : "";
            regions.put(
                    region.name(),
                    JsonOut.hex(region.sizeBytes()) + " page=" + JsonOut.hex(region.pageBytes()) + block + " memory="
                            + region.memory());
        }
        return regions;
    }

    private static Map<String, String> maps(GuestMemory guest) {
        Map<String, String> maps = new LinkedHashMap<>();
        for (Mapped map : guest.maps()) {
            maps.put(
                    JsonOut.hex(map.gpa()),
                    JsonOut.hex(map.sizeBytes()) + " " + guest.regionOf(map).name() + " " + JsonOut.hex(map.offset()));
        }
        return maps;
    }

    private static Map<String, String> sources(GuestMemory guest, String region) {
        Map<String, String> sources = new LinkedHashMap<>();
        guest.addedSources(region)
                .forEach(source ->
                        sources.put(region + ":" + source.name(), "block=" + JsonOut.hex(source.blockBytes())));
        return sources;
    }

    private static List<String> names(GuestMemory guest) {
        return guest.listeners().stream().map(ListenerSpec::name).collect(Collectors.toList());
    }

    private static Map<String, String> listeners(GuestMemory guest) {
        Map<String, String> listeners = new LinkedHashMap<>();
        guest.listeners().forEach(listener -> listeners.put(listener.name(), describe(listener)));
        return listeners;
    }

    /** As the statement of a scenario has it, without its name. */
    private static String describe(ListenerSpec listener) {
        StringBuilder text = new StringBuilder(listener.region());
        if (!listener.watchesWholeRegion()) {
            text.append(' ').append(JsonOut.hex(listener.offset()));
            text.append(' ').append(JsonOut.hex(listener.sizeBytes()));
        }
        text.append(" kind=").append(listener.kind());
        if (listener.kind().isLimited()) {
            text.append(" limit=").append(Long.toUnsignedString(listener.limit()));
        }
        if (listener.side() != Side.SHARED) {
            text.append(" watch=").append(listener.side());
        }
        if (listener.granuleBytes() != 0) {
            text.append(" granule=").append(JsonOut.hex(listener.granuleBytes()));
        }
        if (!listener.hasLargePages()) {
            text.append(" large-pages=off");
        }
        if (!listener.container().isEmpty()) {
            text.append(" container=").append(listener.container());
        }
        if (listener.vetoes().length > 0) {
            text.append(" veto=")
                    .append(Arrays.stream(listener.vetoes())
                            .mapToObj(Long::toUnsignedString)
                            .collect(Collectors.joining(",")));
            text.append(':').append(listener.vetoErrno());
        }
        return text.toString();
    }

    private static String describe(Policy policy) {
        return "mixed=" + policy.mixed() + " on-veto=" + policy.onVeto() + " profile=" + policy.profile();
    }

    private static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }
}
