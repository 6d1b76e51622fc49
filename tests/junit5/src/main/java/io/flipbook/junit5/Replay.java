package io.flipbook.junit5;

import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Outcome;
import io.flipbook.replay.history.Follower;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.json.JsonOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One replay of a history with a cast, up to the first difference. */
final class Replay implements Follower, HistoryPlayer.Differences, AutoCloseable {
    /** What differs at a record, while it is not yet known whether something before it does. */
    private record Difference(Position position, String recorded, String replayed, List<String> told) {}

    private final String resource;
    private final HistorySource source;
    private final Map<String, ListenerMaker> makers;
    private final Cast cast;
    private final Map<Long, ConversionRequest> open = new HashMap<>();
    private Position position = Position.NONE;
    private Difference difference;

    Replay(String resource, HistorySource source, Map<String, ListenerMaker> makers, boolean answersAsRecorded) {
        this.resource = resource;
        this.source = source;
        this.makers = makers;
        cast = new Cast(makers, answersAsRecorded, () -> position);
    }

    /** Replays it up to a record. */
    void run(long to) {
        try (HistoryPlayer player =
                new HistoryPlayer(EngineConfig.transientOne().observer(cast), cast, this).followedBy(this)) {
            long last = source.read(to, step -> play(() -> player.play(step)));
            play(player::finish);
            judge(cast.fault(true));
            if (to != Long.MAX_VALUE && last < to) {
                throw new IllegalArgumentException(
                        "sequence " + to + " is behind the end of " + resource + ", which is " + last);
            }
            checkNames(last);
        }
    }

    private void play(Runnable step) {
        try {
            step.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            judge(cast.fault(difference != null));
            if (cast.makerFailure() == null) {
                throw new HistoryUnreadableException(
                        resource + " cannot be replayed " + position.text() + ": " + e.getMessage(), e);
            }
            throw e;
        }
        judge(cast.fault(difference != null));
    }

    @Override
    public void beforePlayed(Step step) {
        ConversionRequest request = null;
        long requestSequence = 0;
        if (step instanceof Step.Asked asked) {
            open.put(asked.sequence(), asked.request());
        } else if (step instanceof Step.Decided decided) {
            requestSequence = decided.requestSequence();
            request = open.remove(requestSequence);
        }
        position = new Position(step.sequence(), requestSequence, request, source.step());
        cast.beginStep();
    }

    @Override
    public void beforeRestarted() {
        open.clear();
        cast.beginStep();
    }

    @Override
    public void onPlayed(Step step, Outcome outcome) {
        if (step instanceof Step.LaidOut laidOut && laidOut.layout() instanceof LayoutRecord.RegionAdded added) {
            cast.know(added.spec());
        }
    }

    @Override
    public void onDifference(long sequence, String recorded, String replayed) {
        if (difference == null) {
            List<String> told = new ArrayList<>();
            cast.standIns().forEach(standIn -> told.addAll(standIn.told()));
            Position at = sequence == position.sequence() ? position : new Position(sequence, 0, null, "");
            difference = new Difference(at, recorded, replayed, told);
        }
    }

    /** Fails where something is found; what a listener did wrong before explains what came of it after. */
    private void judge(Cast.Fault fault) {
        if (fault != null
                && (difference == null
                        || fault.position().sequence() <= difference.position().sequence())) {
            throw unpaired(fault);
        }
        for (StandIn standIn : cast.standIns()) {
            if (standIn.isBroken()) {
                throw broken(standIn);
            }
        }
        if (difference != null) {
            throw new FirstDifference(
                    resource + ": with " + names() + " it is not as on record "
                            + difference.position().text(),
                    difference.recorded(),
                    difference.replayed(),
                    difference.position().sequence(),
                    difference.told(),
                    commands(difference.position(), difference.position().place()),
                    thrown());
        }
    }

    private FirstDifference unpaired(Cast.Fault fault) {
        String region = fault.standIn().role().region().name();
        String range = region + " " + JsonOut.hex(fault.offset()) + " " + JsonOut.hex(fault.sizeBytes());
        Position at = fault.position();
        List<String> details = new ArrayList<>();
        if (difference != null) {
            details.add("then " + difference.position().text() + ": " + difference.replayed() + ", on record "
                    + difference.recorded());
        } else if (at != position) {
            details.add("seen " + position.text());
        }
        return new FirstDifference(
                resource + ": " + fault.standIn() + " does not map what it was told " + at.text(),
                "what was populated is mapped, what was discarded is not, once and at once",
                fault.kind() + ": " + range,
                at.sequence(),
                details,
                commands(at, region + ":" + JsonOut.hex(fault.offset())),
                thrown());
    }

    private FirstDifference broken(StandIn standIn) {
        return new FirstDifference(
                resource + ": " + standIn + " threw " + position.text(),
                "nothing thrown",
                String.valueOf(standIn.thrown()),
                position.sequence(),
                standIn.told(),
                commands(position, position.place()),
                standIn.thrown());
    }

    private List<String> commands(Position at, String place) {
        return source.commands(at.from(), Math.max(1, at.sequence()), place);
    }

    private String names() {
        List<String> names = new ArrayList<>();
        cast.standIns().forEach(standIn -> names.add(standIn.toString()));
        return names.isEmpty() ? "its own listeners" : String.join(", ", names);
    }

    private Throwable thrown() {
        for (StandIn standIn : cast.standIns()) {
            if (standIn.thrown() != null) {
                return standIn.thrown();
            }
        }
        return null;
    }

    private void checkNames(long last) {
        for (String name : makers.keySet()) {
            if (!cast.onRecord().contains(name)) {
                throw new IllegalArgumentException("no listener of " + resource + " is called " + name
                        + " up to sequence " + last + "; there are " + cast.onRecord());
            }
        }
    }

    @Override
    public void close() {
        cast.close();
    }
}
