package io.flipbook.replay.record;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.SnapshotStatus;
import io.flipbook.journal.Journal;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.JournalException;
import io.flipbook.replay.trace.TraceLine;
import io.flipbook.replay.trace.TraceReader;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Records the lines of a trace of QEMU or of the kernel: opens the engine, lays out its memory, drives it, closes it.
 */
final class TraceRecording {
    private final RecordingOptions options;
    private final InitialState initial;
    private final RequestedLayout requested;
    private final Survey survey;
    private final TaskFilter tasks;
    private final Consumer<String> notes;
    private final StopSignal stop;
    private final RecordingSummary summary;
    private final EarlierRecords earlier = new EarlierRecords();

    /** {@code survey} is null for a trace that is read once. */
    TraceRecording(
            RecordingOptions options,
            InitialState initial,
            RequestedLayout requested,
            Survey survey,
            TaskFilter tasks,
            Consumer<String> notes,
            StopSignal stop) {
        this.options = options;
        this.initial = initial;
        this.requested = requested;
        this.survey = survey;
        this.tasks = tasks;
        this.notes = notes;
        this.stop = stop;
        summary = new RecordingSummary(options.trace());
    }

    /** Reads the trace to its end, telling {@code afterLine} of each line. */
    RecordingSummary run(TraceReader reader, Runnable afterLine) throws RecordingException {
        try (ConversionEngine engine = open();
                GuestLayout layout = new GuestLayout(engine)) {
            try {
                TraceDriver driver = layOut(layout);
                drive(driver, reader, afterLine);
                summary.finish(engine, driver.finish(), stop.isStopped());
                noteWhatWasNotApplied();
                noteFailedSnapshots(engine.snapshotStatus());
            } catch (JournalException e) {
                long lines = Math.max(0, summary.lines() - 1);
                throw RecordingException.notAccessible(e.getMessage() + "; " + onRecord(engine, lines), e);
            } catch (IOException e) {
                throw RecordingException.notAccessible(
                        "cannot read " + options.trace() + ": " + Reason.of(e) + "; "
                                + onRecord(engine, summary.lines()),
                        e);
            }
            return summary;
        }
    }

    private ConversionEngine open() throws RecordingException {
        try {
            JournalConfig journal = options.snapshotEvery() == 0
                    ? options.journal()
                    : options.journal().snapshotsNeeded();
            return ConversionEngine.open(
                    EngineConfig.withLog(recovery -> Journal.open(journal, earlier.before(recovery, journal)))
                            .snapshotEvery(options.snapshotEvery()));
        } catch (JournalException | IllegalStateException e) {
            throw RecordingException.notAccessible(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw RecordingException.wronglyCalled(e.getMessage());
        }
    }

    private void noteFailedSnapshots(SnapshotStatus snapshots) {
        if (snapshots.failures() > 0) {
            notes.accept(snapshots.failures() + " snapshots could not be made, the last one because: "
                    + snapshots.lastFailure());
        }
    }

    private static String onRecord(ConversionEngine engine, long lines) {
        return "on record is all up to sequence " + engine.lastSequence() + ", what " + lines + " lines told";
    }

    private void drive(TraceDriver driver, TraceReader reader, Runnable afterLine)
            throws IOException, RecordingException {
        TraceLine line = reader.next();
        while (line != null && !stop.isStopped()) { // the last line may have been cut by the stop
            driver.take(line);
            afterLine.run();
            line = reader.next();
        }
    }

    private TraceDriver layOut(GuestLayout layout) throws RecordingException {
        ConversionEngine engine = layout.engine();
        summary.beginAt(engine.lastSequence() + 1);
        boolean ofSlots = false;
        if (!requested.isEmpty()) {
            requested.layOut(engine, earlier);
            layout.adopt();
            summary.layout("as asked for");
        } else if (survey == null || !layout.regions().isEmpty() && !DerivedLayout.isUnfinished(layout, earlier)) {
            goOn(layout);
            ofSlots = survey != null && survey.hasSlots() && SlotLayout.madeAll(layout);
            if (ofSlots) {
                SlotLayout.checkGoesOn(layout, survey.firstOfSlots());
            }
            summary.layout(ofSlots ? "the journal's own, and the trace's memory slots" : "the journal's own");
        } else if (survey.hasSlots()) {
            ofSlots = true;
            summary.layout("the trace's memory slots");
        } else {
            initial.checkRegions(Set.of(DerivedLayout.REGION));
            summary.layout(DerivedLayout.layOut(survey, layout, initial));
        }
        if (options.initial() != null && earlier.hasGuestRequests()) {
            notes.accept("the journal goes on from its own state; --initial is not used");
        }
        Observations observations = new Observations(layout, summary);
        return new TraceDriver(
                tasks,
                new Conversions(
                        layout,
                        observations,
                        summary,
                        survey == null ? null : survey.driver(),
                        !earlier.hasGuestRequests()),
                observations,
                new VirtioMemRequests(layout, summary),
                ofSlots ? new SlotLayout(layout, initial, survey.virtioMem(), summary) : null,
                summary);
    }

    private void noteWhatWasNotApplied() {
        if (!earlier.hasGuestRequests() && !initial.notApplied().isEmpty()) {
            notes.accept("the initial state tells of regions that there are not: "
                    + String.join(", ", initial.notApplied()));
        }
    }

    private void goOn(GuestLayout layout) throws RecordingException {
        if (layout.regions().isEmpty()) {
            throw Recording.noLayout();
        }
        if (!earlier.hasGuestRequests()) {
            for (RegionSpec spec : layout.regions()) {
                initial.applyTo(layout.engine(), spec.name(), true);
            }
        }
    }
}
