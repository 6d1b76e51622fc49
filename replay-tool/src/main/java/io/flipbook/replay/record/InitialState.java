package io.flipbook.replay.record;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.Initiator;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.json.JsonLine;
import io.flipbook.replay.scenario.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The state in which a guest was when its trace began: all private, all shared, or as a file says that {@code state
 * --format json} wrote. Runs of a file go on record as requests of the host, so that a replay makes them again.
 */
final class InitialState {
    private static final int MAX_FILE_BYTES = 64 << 20;

    private record Runs(long sizeBytes, List<long[]> shared, List<long[]> plugged) {}

    private final String text;
    private final boolean shared;
    private final Map<String, Runs> runsByRegion = new HashMap<>();
    private final Set<String> applied = new HashSet<>();
    private final List<Statement> layout = new ArrayList<>();

    private InitialState(String text) {
        this.text = text;
        shared = text.equals("shared");
    }

    /** Reads what {@code --initial} says; null is private. */
    static InitialState parse(String text) throws RecordingException {
        InitialState state = new InitialState(text == null ? "private" : text);
        if (!state.shared && !state.text.equals("private")) {
            state.readFile(Path.of(text));
        }
        return state;
    }

    private void readFile(Path file) throws RecordingException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (IOException e) {
            throw RecordingException.notAccessible("cannot read the initial state: " + Reason.of(e), e);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw unreadable("longer than " + MAX_FILE_BYTES + " bytes", null);
        }
        try {
            readState(JsonLine.parse(bytes, 0, bytes.length));
        } catch (IllegalArgumentException e) {
            throw unreadable(e.getMessage(), e);
        }
        if (runsByRegion.isEmpty()) {
            throw unreadable("it names no region", null);
        }
    }

    private void readState(JsonLine state) {
        for (JsonLine region : state.objects("regions")) {
            String name = region.text("name");
            long sizeBytes = region.hex("size");
            runsByRegion.put(name, new Runs(sizeBytes, region.runs("shared"), region.runs("plugged")));
            layout.add(new Statement.Region(
                    0,
                    name,
                    sizeBytes,
                    region.has("page") ? region.hex("page") : Statement.DEFAULT_PAGE_BYTES,
                    Optional.empty(),
                    region.has("plug-block") ? OptionalLong.of(region.hex("plug-block")) : OptionalLong.empty(),
                    "in-place".equals(region.text("memory", ""))
                            ? Statement.Memory.IN_PLACE
                            : Statement.Memory.TWO_SIDED,
                    Optional.empty(),
                    Optional.empty()));
        }
        for (JsonLine map : state.objects("maps")) {
            layout.add(new Statement.Map(0, map.hex("gpa"), map.hex("size"), map.text("region"), map.hex("offset")));
        }
    }

    /** The statements that lay out what a file tells of; none where there is no file. */
    List<Statement> layout() {
        return List.copyOf(layout);
    }

    /** The regions of a file that were never there to be brought into their state. */
    Set<String> notApplied() {
        Set<String> names = new TreeSet<>(runsByRegion.keySet());
        names.removeAll(applied);
        return names;
    }

    private RecordingException unreadable(String why, Exception cause) {
        return RecordingException.notAccessible("initial state " + text + ": " + why, cause);
    }

    /** Whether regions that say nothing themselves begin shared. */
    boolean isShared() {
        return shared;
    }

    /** The region as it begins. */
    RegionSpec of(RegionSpec spec) {
        return begun(spec, shared);
    }

    /** The region with all pages shared at first, or private. */
    static RegionSpec begun(RegionSpec spec, boolean initiallyShared) {
        return spec.initially(initiallyShared);
    }

    /** Refuses a file that tells of a region that there is not. */
    void checkRegions(Set<String> names) throws RecordingException {
        for (String name : runsByRegion.keySet()) {
            if (!names.contains(name)) {
                throw misfit("the layout has no region " + name);
            }
        }
    }

    /**
     * Brings a region of the engine into its state, as far as it is not in it yet.
     *
     * @param sidesToo whether to convert pages; without it blocks are plugged only
     */
    void applyTo(ConversionEngine engine, String region, boolean sidesToo) throws RecordingException {
        Runs runs = runsByRegion.get(region);
        if (runs == null) {
            return;
        }
        applied.add(region);
        for (RegionSpec spec : engine.guest().regions()) {
            if (spec.name().equals(region) && spec.sizeBytes() != runs.sizeBytes()) {
                throw misfit("region " + region + " has 0x" + Long.toHexString(runs.sizeBytes()) + " bytes there and 0x"
                        + Long.toHexString(spec.sizeBytes()) + " here");
            }
        }
        for (long[] run : runs.plugged()) {
            if (!isPlugged(engine.guest(), region, run)) {
                ask(engine, ConversionRequest.plug(region, run[0], run[1]));
            }
        }
        for (long[] run : sidesToo ? runs.shared() : List.<long[]>of()) {
            ask(engine, ConversionRequest.toShared(region, run[0], run[1]));
        }
    }

    private static boolean isPlugged(GuestView guest, String region, long[] run) {
        boolean pluggable = guest.regions().stream()
                .anyMatch(spec -> spec.pluggable() && spec.name().equals(region));
        boolean[] found = {false};
        if (pluggable) {
            guest.visitPlugged(region, (offset, sizeBytes) -> {
                found[0] = Long.compareUnsigned(offset, run[0]) <= 0
                        && Long.compareUnsigned(run[0] + run[1], offset + sizeBytes) <= 0;
                return !found[0];
            });
        }
        return found[0];
    }

    private void ask(ConversionEngine engine, ConversionRequest request) throws RecordingException {
        Outcome outcome = engine.convert(request.by(Initiator.HOST));
        if (outcome.kind() != Outcome.Kind.COMMITTED && outcome.kind() != Outcome.Kind.NOOP) {
            throw misfit(request + " is " + outcome);
        }
    }

    private RecordingException misfit(String why) {
        return RecordingException.wronglyCalled("initial state " + text + " does not fit: " + why);
    }
}
