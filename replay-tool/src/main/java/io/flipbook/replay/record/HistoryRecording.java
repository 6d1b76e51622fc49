package io.flipbook.replay.record;

import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.JournalException;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.StepReader;
import io.flipbook.replay.trace.Excerpt;
import io.flipbook.replay.trace.LineReader;
import java.io.IOException;
import java.io.InputStream;

/**
 * Records a history that was written as JSON, one record a line: it is played through an engine with a journal,
 * refusals as recorded. Where that gives something else than was recorded, it is a finding.
 */
final class HistoryRecording {
    private final RecordingOptions options;
    private final StopSignal stop;
    private final RecordingSummary summary;
    private final StepReader steps = new StepReader();

    HistoryRecording(RecordingOptions options, StopSignal stop) {
        this.options = options;
        this.stop = stop;
        summary = new RecordingSummary(options.trace());
    }

    RecordingSummary run(InputStream in, Runnable afterLine) throws RecordingException {
        LineReader lines = new LineReader(in, StepReader.MAX_LINE_BYTES);
        try (HistoryPlayer player = open()) {
            if (!player.engine().guest().regions().isEmpty()) {
                throw RecordingException.wronglyCalled(
                        "records as JSON begin with their layout, and the journal has one: give a new journal");
            }
            summary.layout("the history's own");
            summary.driver("history");
            summary.beginAt(player.engine().lastSequence() + 1);
            try {
                while (lines.next() && !stop.isStopped()) {
                    summary.line();
                    take(player, lines);
                    afterLine.run();
                }
                player.finish();
            } catch (JournalException e) {
                throw RecordingException.notAccessible(e.getMessage() + "; " + onRecord(player), e);
            } catch (IOException e) {
                throw RecordingException.notAccessible(
                        "cannot read " + options.trace() + ": " + Reason.of(e) + "; " + onRecord(player), e);
            }
            int undecided = player.engine().guest().undecided().size();
            summary.finish(player.engine(), undecided, stop.isStopped());
            return summary;
        }
    }

    private HistoryPlayer open() throws RecordingException {
        try {
            return new HistoryPlayer(
                    EngineConfig.journaledAs(options.journal()).snapshotEvery(options.snapshotEvery()), this::differ);
        } catch (JournalException | IllegalStateException e) {
            throw RecordingException.notAccessible(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw RecordingException.wronglyCalled(e.getMessage());
        }
    }

    private void differ(long sequence, String recorded, String replayed) {
        summary.finding(
                summary.lines(),
                Excerpt.escape("sequence " + sequence + " has " + recorded + ", here it is " + replayed));
    }

    private String onRecord(HistoryPlayer player) {
        return "on record is all up to sequence " + player.engine().lastSequence();
    }

    private void take(HistoryPlayer player, LineReader line) {
        if (line.overlong()) {
            damaged(line, "longer than " + StepReader.MAX_LINE_BYTES + " bytes");
            return;
        }
        try {
            Step step = steps.read(line.bytes(), line.from(), line.to());
            if (step != null) {
                count(step);
                player.play(step);
            }
        } catch (IllegalArgumentException
                | IllegalStateException e) { // too many of something, or after the engine stopped
            damaged(line, Excerpt.escape(String.valueOf(e.getMessage())));
        }
    }

    private void damaged(LineReader line, String reason) {
        summary.damaged(summary.lines(), reason, Excerpt.of(line.bytes(), line.from(), line.to()));
    }

    private void count(Step step) {
        if (step instanceof Step.Asked) {
            summary.event("request");
        } else if (step instanceof Step.Decided decided) {
            summary.event("outcome");
            summary.outcome(decided.outcome());
        } else if (step instanceof Step.LaidOut) {
            summary.event("layout");
        } else {
            summary.event("session");
        }
    }
}
