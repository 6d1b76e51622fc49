package io.flipbook.replay.report;

import io.flipbook.engine.ChangedRuns;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Operation;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SessionRecord;
import io.flipbook.replay.charts.FlipCounts;
import io.flipbook.replay.charts.PictureTime;
import io.flipbook.replay.check.Breach;
import io.flipbook.replay.query.Beginning;
import io.flipbook.replay.query.predicate.AddressMap;
import io.flipbook.replay.report.Finding.Place;
import io.flipbook.replay.report.Finding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A history in frames, each what the memory was like behind some records, with what touched it and what to look at; in
 * memory that does not grow with its length.
 */
public final class HistoryReel implements RecordVisitor, AutoCloseable {
    /** One frame: its records, when the first one was, and how much is shared in the pictures at its end. */
    record Frame(long firstSequence, long lastSequence, long sinceNs, long sharedBytes) {}

    private record Asked(ConversionRequest request, long timeNs) {}

    private record Part(RegionReel reel, long offset, long sizeBytes) {}

    private final GuestMemory guest;
    private final ReplayedCheck check;
    private final HistorySurvey survey;
    private final RecordDecoder decoder = new RecordDecoder();
    private final AddressMap addresses = new AddressMap();
    private final ChangedRuns changedRuns = new ChangedRuns();
    private final Map<Long, Asked> open = new TreeMap<>();
    private final Map<RegionSpec, RegionReel> reels = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private final FrameSteps steps;
    private long firstShownNs;
    private boolean isShown;
    private boolean hasEnded;

    final PictureTime time = new PictureTime();
    final FlipCounts flips = new FlipCounts();
    final List<Frame> frames = new ArrayList<>();
    final Findings findings = new Findings();
    final Map<String, Long> outcomes = new TreeMap<>();
    final Map<RegionSpec, Integer> reelNumbers = new HashMap<>();
    String writer = "";
    String sync = "";
    long requests;
    long refusals;
    long firstTimeNs;
    long lastTimeNs;
    private Frame current;

    /** Begins with the state behind the beginning. */
    public HistoryReel(Beginning beginning, HistorySurvey survey) {
        this.survey = survey;
        guest = beginning.state().get();
        check = new ReplayedCheck(beginning);
        decoder.know(beginning.layout());
        addresses.read(guest);
        steps = new FrameSteps(survey.firstShown(), survey.records(), survey.totalNs());
        List<PlaceEdges> pictured = survey.pictured();
        int maxRows = HistorySurvey.maxRows(pictured.size());
        List<long[]> starts =
                pictured.stream().map(edges -> edges.rowStarts(maxRows)).toList();
        int allRows = starts.stream().mapToInt(each -> each.length).sum();
        for (int i = 0; i < starts.size(); i++) {
            RegionReel reel = new RegionReel(pictured.get(i).region(), starts.get(i), allRows);
            reels.put(reel.region(), reel);
            reelNumbers.put(reel.region(), i);
        }
        lookAtRegions();
    }

    @Override
    public boolean onRecord(RecordView record) {
        RecordDecoder.Kind kind = decoder.read(record);
        isShown = record.sequence() >= survey.firstShown();
        if (record.sequence() == survey.firstShown()) {
            firstShownNs = time.sinceFirstNs();
            firstTimeNs = record.timeNs();
        }
        time.see(record, kind, decoder);
        if (isShown) {
            show(record);
        }
        hasEnded = record.type() == RecordType.END;
        switch (kind) {
            case REQUEST:
                open.put(record.sequence(), new Asked(decoder.request().copy(), record.timeNs()));
                requests += isShown ? 1 : 0;
                guest.onRecord(record);
                break;
            case OUTCOME:
                decide(record, decoder.outcome());
                break;
            case LAYOUT:
                guest.onRecord(record);
                layOut(record.sequence(), decoder.layout());
                break;
            default:
                guest.onRecord(record);
                if (record.type() == RecordType.BEGIN || record.type() == RecordType.RECOVER) {
                    seeSession(SessionRecord.of(record), record.sequence());
                }
        }
        check.onRecord(record);
        return true;
    }

    /** There are no more records; {@code isCut} says that there would be some. */
    public void finish(boolean isCut) {
        isShown = true;
        check.finish();
        open.forEach((sequence, asked) -> {
            NotedRequest noted = new NotedRequest(sequence, 0, frameNow(), sinceNs(), asked.request(), null, 0);
            findParts(asked.request());
            parts.forEach(part -> part.reel().expect(part.offset(), part.sizeBytes()));
            parts.forEach(part -> part.reel().touch(noted, part.offset(), part.sizeBytes()));
            Place place = place(sequence);
            findings.add(Severity.WARNING, "undecided", "requests without an outcome", place);
        });
        if (current != null) {
            endFrame();
        }
        Place end = new Place(survey.lastSequence(), frames.size() - 1, -1, -1);
        if (guest.isHalted()) {
            findings.add(Severity.BAD, "halted", "the guest is halted by a refusal", end);
        }
        if (!hasEnded && !isCut) {
            String text = "no end on record: the writer was still at work, or died";
            findings.add(Severity.NOTE, "open", text, end);
        }
        sayChecked();
        long leftOut = survey.regionsLeftOut();
        if (leftOut > 0) {
            String text = leftOut + " regions have no picture; the ones that most was asked about have";
            findings.add(Severity.NOTE, "left out", text, Place.NONE);
        }
    }

    /** What is wrong with the journal behind what was read. */
    public void sayDamaged(String text) {
        Place place = new Place(survey.lastSequence(), frames.size() - 1, -1, -1);
        findings.add(Severity.BAD, "damage", text, place);
    }

    /** How many frames there are. */
    public int frameCount() {
        return frames.size();
    }

    /** How many records are in them. */
    public long recordCount() {
        return survey.records();
    }

    /** When the first record that is shown was, by the clock of the time. */
    long firstNs() {
        return time.firstNs() + firstShownNs;
    }

    /** How many kinds of finding there are. */
    public int findingCount() {
        return findings.sorted().size();
    }

    HistorySurvey survey() {
        return survey;
    }

    GuestMemory guest() {
        return guest;
    }

    ReplayedCheck check() {
        return check;
    }

    List<RegionReel> reels() {
        return List.copyOf(reels.values());
    }

    @Override
    public void close() {
        guest.close();
        check.close();
    }

    private void show(RecordView record) {
        if (steps.begins(record.sequence(), sinceNs()) && current != null) {
            endFrame();
        }
        long first = current == null ? record.sequence() : current.firstSequence();
        current = new Frame(first, record.sequence(), current == null ? sinceNs() : current.sinceNs(), 0);
        lastTimeNs = record.timeNs();
    }

    private void endFrame() {
        reels.values().forEach(RegionReel::endFrame);
        long sharedBytes =
                reels.values().stream().mapToLong(RegionReel::sharedBytes).sum();
        frames.add(new Frame(current.firstSequence(), current.lastSequence(), current.sinceNs(), sharedBytes));
        current = null;
    }

    private long sinceNs() {
        return time.sinceFirstNs() - firstShownNs;
    }

    private int frameNow() {
        return frames.size();
    }

    private void decide(RecordView record, Outcome outcome) {
        Asked asked = open.remove(outcome.requestSequence());
        if (asked == null) { // It was asked before the history begins.
            guest.onRecord(record);
            reels.values().stream().filter(RegionReel::isThere).forEach(reel -> reel.look(guest, 0));
            parts.clear();
        } else {
            decide(record, asked, outcome);
        }
        if (isShown) {
            outcomes.merge(outcome.kind().toString(), 1L, Long::sum);
            refusals += outcome.refusals().size();
            findings.see(outcome, place(record.sequence()));
        }
    }

    private void decide(RecordView record, Asked asked, Outcome outcome) {
        ConversionRequest request = asked.request();
        findParts(request);
        parts.forEach(part -> part.reel().expect(part.offset(), part.sizeBytes()));
        List<Part> changed = new ArrayList<>(1);
        boolean populated = changedRuns.visit(guest, request, outcome, (region, offset, sizeBytes) -> {
            RegionReel reel = reels.get(region);
            if (reel != null) {
                changed.add(new Part(reel, offset, sizeBytes));
            }
            if (isShown) {
                flips.add(region, offset, sizeBytes);
            }
        });
        guest.onRecord(record);
        if (!request.operation().isAboutAddedSource()) {
            boolean isPlugging = request.operation().isAboutPlugging();
            changed.forEach(run -> run.reel().change(isPlugging, populated, run.offset(), run.sizeBytes()));
        }
        if (isShown) {
            NotedRequest noted = new NotedRequest(
                    outcome.requestSequence(),
                    record.sequence(),
                    frameNow(),
                    sinceNs(),
                    request,
                    outcome.copy(),
                    record.timeNs() - asked.timeNs());
            parts.forEach(part -> part.reel().touch(noted, part.offset(), part.sizeBytes()));
        }
    }

    private void findParts(ConversionRequest request) {
        parts.clear();
        addresses.visitParts(request, (region, offset, sizeBytes) -> {
            RegionReel reel = reels.get(region);
            if (reel != null) {
                parts.add(new Part(reel, offset, sizeBytes));
            }
        });
    }

    /** Where the request is that was looked at last. */
    private Place place(long sequence) {
        return parts.isEmpty()
                ? new Place(sequence, frameNow(), -1, -1)
                : place(sequence, parts.get(0).reel(), parts.get(0).offset());
    }

    private Place place(long sequence, RegionReel reel, long offset) {
        return new Place(sequence, frameNow(), reelNumbers.get(reel.region()), reel.rowAt(offset));
    }

    private void layOut(long sequence, LayoutRecord layout) {
        if (AddressMap.isChangedBy(layout)) {
            addresses.read(guest);
            lookAtRegions();
        } else if (isShown && layout instanceof LayoutRecord.ListenerEnded ended) {
            Place place = new Place(sequence, frameNow(), -1, -1);
            findings.see(ended, decoder.listenerName(ended.id()), place);
        }
    }

    private void lookAtRegions() {
        for (RegionReel reel : reels.values()) {
            boolean isThere =
                    reel.region().equals(addresses.region(reel.region().name()));
            if (isThere && !reel.isThere()) {
                reel.look(guest, frameNow());
            } else if (!isThere && reel.isThere()) {
                reel.leave(isShown);
            }
        }
    }

    private void seeSession(SessionRecord session, long sequence) {
        if (session.type() == RecordType.BEGIN) {
            writer = session.writer();
        }
        sync = session.syncPolicy().toString();
        if (session.type() == RecordType.RECOVER) {
            if (isShown && !session.endedCleanly()) {
                String text = "opened again after a session that had not ended; "
                        + (session.discardedBytes() == 0
                                ? "nothing was cut off"
                                : session.discardedBytes() + " bytes of an unfinished record were cut off");
                Place place = new Place(sequence, frameNow(), -1, -1);
                findings.add(Severity.WARNING, "restart", text, "type = recover", place);
            }
        }
    }

    private void sayChecked() {
        for (Breach breach : check.breaches()) {
            findings.add(Severity.BAD, "breach", breach.text(), placeOf(breach));
        }
        if (check.difference() != null) {
            Place place = new Place(check.differsAt(), frameOf(check.differsAt()), -1, -1);
            findings.add(Severity.BAD, "replay differs", check.difference(), place);
        }
    }

    /** In the picture of the region that had the name then. */
    private Place placeOf(Breach breach) {
        int frame = frameOf(breach.sequence());
        return reels.values().stream()
                .filter(reel -> reel.region().name().equals(breach.region()) && reel.isIn(frame))
                .findFirst()
                .map(reel -> new Place(
                        breach.sequence(), frame, reelNumbers.get(reel.region()), reel.rowAt(breach.offset())))
                .orElse(new Place(breach.sequence(), frame, -1, -1));
    }

    private int frameOf(long sequence) {
        int frame = -1;
        for (int i = 0; i < frames.size() && frames.get(i).firstSequence() <= sequence; i++) {
            frame = i;
        }
        return frame;
    }

    /** How a request says what it wants. */
    static String words(ConversionRequest request) {
        Operation operation = request.operation();
        if (operation.isByAddress()) {
            return operation + (operation.populates() ? " to shared" : " to private");
        }
        return operation.isAboutAddedSource() ? operation + " " + request.source() : operation.toString();
    }
}
