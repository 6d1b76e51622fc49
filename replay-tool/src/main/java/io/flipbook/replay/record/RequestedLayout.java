package io.flipbook.replay.record;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.scenario.Layout;
import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The layout that the command line asks for: the statements of {@code --setup}, then those that {@code --region} is
 * short for. It is tried on an engine without a journal first, so that a bad one leaves nothing on record.
 */
final class RequestedLayout {
    private record Line(Statement statement, String origin) {}

    /** A map, whatever the number of its region. */
    private record Placed(long gpa, long sizeBytes, String region, long offset) {
        static List<Placed> in(GuestView guest) {
            return guest.maps().stream()
                    .map(map -> new Placed(
                            map.gpa(), map.sizeBytes(), guest.regionOf(map).name(), map.offset()))
                    .toList();
        }

        @Override
        public String toString() {
            return "map 0x" + Long.toHexString(gpa) + " 0x" + Long.toHexString(sizeBytes) + " " + region + " 0x"
                    + Long.toHexString(offset);
        }
    }

    private final InitialState initial;
    private final List<Line> lines = new ArrayList<>();
    private List<RegionSpec> regions = List.of();
    private List<Placed> maps = List.of();
    private Policy policy = Policy.DEFAULT;

    private RequestedLayout(InitialState initial) {
        this.initial = initial;
    }

    /** Reads and tries a layout; {@code setup} is null where there is none. */
    static RequestedLayout read(Path setup, List<String> regionOptions, InitialState initial)
            throws RecordingException {
        RequestedLayout layout = new RequestedLayout(initial);
        if (setup != null) {
            layout.readSetup(setup);
        }
        for (String option : regionOptions) {
            for (Statement statement : RegionOption.parse(option)) {
                layout.lines.add(new Line(statement, "--region " + option));
            }
        }
        if (!layout.isEmpty()) {
            layout.rehearse();
        }
        return layout;
    }

    /** The layout that the file of {@code --initial} tells of; empty where there is no file. */
    static RequestedLayout ofState(InitialState initial) throws RecordingException {
        RequestedLayout layout = new RequestedLayout(initial);
        for (Statement statement : initial.layout()) {
            layout.lines.add(new Line(statement, "--initial"));
        }
        if (!layout.isEmpty()) {
            layout.rehearse();
        }
        return layout;
    }

    private void readSetup(Path setup) throws RecordingException {
        try (InputStream in = Files.newInputStream(setup)) {
            for (Statement statement : ScenarioParser.parse(setup.toString(), in)) {
                lines.add(new Line(statement, setup + ":" + statement.line()));
            }
        } catch (IOException e) {
            throw RecordingException.notAccessible("cannot read the setup: " + Reason.of(e), e);
        } catch (ScenarioSyntaxException e) {
            throw RecordingException.wronglyCalled(e.getMessage());
        }
        for (Line line : lines) {
            if (!isOfLayout(line.statement())) {
                throw RecordingException.wronglyCalled(line.origin() + ": "
                        + line.statement().op() + " cannot stand in a setup: region, map, policy and listener can");
            }
        }
    }

    private static boolean isOfLayout(Statement statement) {
        return statement instanceof Statement.Region
                || statement instanceof Statement.Map
                || statement instanceof Statement.Policy
                || statement instanceof Statement.Listener;
    }

    private void rehearse() throws RecordingException {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne())) {
            for (Line line : lines) {
                apply(engine, line);
            }
            GuestView guest = engine.guest();
            regions = guest.regions();
            maps = Placed.in(guest);
            policy = guest.policy();
            initial.checkRegions(regions.stream().map(RegionSpec::name).collect(Collectors.toSet()));
            applyInitialState(engine);
        }
    }

    private void apply(ConversionEngine engine, Line line) throws RecordingException {
        Outcome outcome = Layout.apply(engine, begun(line.statement()));
        if (outcome.kind() != Outcome.Kind.OK && outcome.kind() != Outcome.Kind.COMMITTED) {
            throw RecordingException.wronglyCalled(
                    line.origin() + ": " + line.statement().op() + " is " + outcome);
        }
    }

    /** A region that does not say how it begins begins as {@code --initial} says. */
    private Statement begun(Statement statement) {
        if (!(statement instanceof Statement.Region region) || region.initial().isPresent() || !initial.isShared()) {
            return statement;
        }
        return new Statement.Region(
                region.line(),
                region.name(),
                region.sizeBytes(),
                region.pageBytes(),
                Optional.of(Statement.Side.SHARED),
                region.plugBlockBytes(),
                region.memory(),
                region.backing(),
                region.hold());
    }

    private void applyInitialState(ConversionEngine engine) throws RecordingException {
        for (Line line : lines) {
            if (line.statement() instanceof Statement.Region region) {
                initial.applyTo(engine, region.name(), region.initial().isEmpty());
            }
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /**
     * Lays out what the journal has not yet.
     *
     * @throws RecordingException if the journal's regions and maps are others; one that no request was recorded in may
     *     have a part only, since its writer was stopped while it laid out
     */
    void layOut(ConversionEngine engine, EarlierRecords earlier) throws RecordingException {
        GuestView guest = engine.guest();
        List<RegionSpec> there = guest.regions();
        List<RegionSpec> asked = askedAsBegun(there);
        List<Placed> mapsThere = Placed.in(guest);
        boolean complete = there.equals(asked) && mapsThere.equals(maps);
        boolean part = there.size() <= asked.size()
                && there.equals(asked.subList(0, there.size()))
                && maps.containsAll(mapsThere);
        if (!complete && (!part || earlier.hasRequests())) {
            throw RecordingException.wronglyCalled("the journal has another layout than the one asked for: "
                    + firstDifference(there, asked, mapsThere));
        }
        if (!earlier.hasRequests()) {
            for (Line line : lines) {
                if (isMissing(guest, line.statement())) {
                    apply(engine, line);
                }
            }
        }
        if (!earlier.hasGuestRequests()) {
            applyInitialState(engine);
        }
    }

    /** The regions asked for, where those that do not say how they begin do so as they did in the journal. */
    private List<RegionSpec> askedAsBegun(List<RegionSpec> there) {
        List<RegionSpec> asked = new ArrayList<>(regions);
        for (int i = 0; i < Math.min(asked.size(), there.size()); i++) {
            String name = asked.get(i).name();
            boolean silent = lines.stream()
                    .anyMatch(line -> line.statement() instanceof Statement.Region region
                            && region.name().equals(name)
                            && region.initial().isEmpty());
            if (silent) {
                asked.set(i, InitialState.begun(asked.get(i), there.get(i).initiallyShared()));
            }
        }
        return asked;
    }

    private boolean isMissing(GuestView guest, Statement statement) {
        if (statement instanceof Statement.Region region) {
            return guest.regions().stream().noneMatch(spec -> spec.name().equals(region.name()));
        } else if (statement instanceof Statement.Map map) {
            return guest.maps().stream().noneMatch(there -> there.gpa() == map.gpa());
        } else if (statement instanceof Statement.Listener listener) {
            return guest.listeners().stream().noneMatch(spec -> spec.name().equals(listener.name()));
        }
        return !guest.policy().equals(policy);
    }

    private String firstDifference(List<RegionSpec> there, List<RegionSpec> asked, List<Placed> mapsThere) {
        for (int i = 0; i < Math.max(there.size(), asked.size()); i++) {
            String inJournal = i < there.size() ? describe(there.get(i)) : "no further region";
            String wanted = i < asked.size() ? describe(asked.get(i)) : "no further region";
            if (!inJournal.equals(wanted)) {
                return "it has " + inJournal + ", asked for is " + wanted;
            }
        }
        for (Placed map : mapsThere) {
            if (!maps.contains(map)) {
                return "it has " + map + ", which is not asked for";
            }
        }
        return maps.stream()
                .filter(map -> !mapsThere.contains(map))
                .map(map -> "it has not " + map)
                .findFirst()
                .orElse("the order differs");
    }

    private static String describe(RegionSpec spec) {
        return "region " + spec.name() + " 0x" + Long.toHexString(spec.sizeBytes()) + " page=0x"
                + Long.toHexString(spec.pageBytes()) + " initial=" + (spec.initiallyShared() ? "shared" : "private")
                + (spec.pluggable() ? " plug-block=0x" + Long.toHexString(spec.plugBlockBytes()) : "") + " memory="
                + spec.memory();
    }
}
