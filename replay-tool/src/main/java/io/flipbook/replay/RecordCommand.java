package io.flipbook.replay;

import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.RecoveryMode;
import io.flipbook.journal.Retention;
import io.flipbook.journal.SyncPolicy;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.record.Recording;
import io.flipbook.replay.record.RecordingException;
import io.flipbook.replay.record.RecordingOptions;
import io.flipbook.replay.record.RecordingSummary;
import io.flipbook.replay.record.StopSignal;
import io.flipbook.replay.record.SummaryJson;
import io.flipbook.replay.record.SummaryText;
import io.flipbook.replay.terminal.OrderlyEnd;
import io.flipbook.replay.terminal.Progress;
import io.flipbook.replay.trace.Excerpt;
import io.flipbook.replay.trace.InputKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

/** {@code record}: a trace, through an engine, into a journal. */
@Command(
        name = "record",
        header = "Record the conversions of a trace in a journal.",
        description = {
            "Reads a trace of QEMU or of the kernel, drives the engine with it, keeps the trace's own times, and"
                    + " prints a"
                    + " summary. The exit code is 1 when the trace and the engine disagree somewhere.",
            "Without --setup and --region the memory is that of the journal, else what the trace tells of memory slots,"
                    + " else one region over all addresses. Standard input is on record line by line as it comes."
        },
        footer = {
            "  echo 'kvm_convert_memory start 0x4000000 size 0x1000 private_to_shared' > guest.log",
            "  flipbook record guest.log --journal history --region ram=1G@0",
            "  flipbook state history"
        })
final class RecordCommand implements Callable<Integer> {
    private static final long CLOSING_SECONDS = 30;

    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "TRACE", description = "The trace's file, or - for standard input.")
    private String trace;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            required = true,
            description = "Where the journal is: a directory that is missing, empty, or holds one, which goes on.")
    private Path journal;

    @Option(
            names = "--input",
            paramLabel = "FORM",
            defaultValue = "auto",
            converter = InputKinds.class,
            completionCandidates = InputKinds.class,
            description = "The trace's form: ${COMPLETION-CANDIDATES}; auto if nothing is said.")
    private InputKind input;

    @Option(
            names = "--setup",
            paramLabel = "SCRIPT",
            description = "A scenario of region, map, policy and listener statements that says what memory there is.")
    private Path setup;

    @Option(
            names = "--region",
            paramLabel = "NAME=SIZE@GPA[,key=value...]",
            description = "A region and its map in short; the keys are page, initial, plug-block and memory.")
    private List<String> regions = List.of();

    @Option(
            names = "--initial",
            paramLabel = "private|shared|STATE.json",
            description = "The state in which the trace begins, for regions that do not say it; a file is one that"
                    + " `state --format json` wrote. Private if nothing is said.")
    private String initial;

    @Option(
            names = "--sync",
            paramLabel = "POLICY",
            defaultValue = "none",
            converter = SyncPolicies.class,
            description = {
                "When records are forced to the device: none, each, every=RECORDS as every=1000, or every=TIME as"
                        + " every=50ms or every=2s; none if nothing is said.",
                "What a power cut could cost is what the policy says; what a killed process could is nothing with any."
            })
    private SyncPolicy sync;

    @Option(
            names = "--snapshot-every",
            paramLabel = "RECORDS",
            defaultValue = "0",
            description = "Makes a snapshot of the state beside the journal after so many records, while recording;"
                    + " none if nothing is said.")
    private long snapshotEvery;

    @Option(
            names = "--keep",
            paramLabel = "SIZE|DAYSd",
            converter = KeepOption.class,
            description =
                    "How much of the journal is kept: as many bytes of complete roll files, as 10G, or those of the"
                            + " last days, as 30d. Whole files of a day go, and only what is before the oldest"
                            + " snapshot; so it needs --snapshot-every. All is kept if nothing is said.")
    private Retention keep;

    @Option(
            names = "--task",
            paramLabel = "PID|COMM",
            description = "Only the lines of this task or thread, by its number or name.")
    private String task;

    @Option(
            names = "--recovery",
            paramLabel = "torn-tail|strict|point-in-time=SEQ",
            converter = RecoveryModes.class,
            description = "What is accepted of a journal that goes on: only an unfinished last record, which is"
                    + " erased, if nothing is said; strict refuses that too; point-in-time keeps the records up to SEQ,"
                    + " and all files as they were in a directory flipbook.aside-N.")
    private RecoveryMode recovery = RecoveryMode.TORN_TAIL;

    @Override
    public Integer call() {
        checkSnapshots();
        JournalConfig config = JournalConfig.of(journal)
                .writer(ProgramVersion.text())
                .syncPolicy(sync)
                .recovery(recovery)
                .retention(keep == null ? Retention.ALL : keep);
        RecordingOptions options =
                new RecordingOptions(trace, config, snapshotEvery, input, setup, regions, initial, task);
        StopSignal stop = new StopSignal();
        // The engine belongs to the thread that records, which has to close it.
        OrderlyEnd end = new OrderlyEnd("recording-end", stop::stop, CLOSING_SECONDS);
        try {
            return record(options, stop);
        } catch (RecordingException e) {
            throw e.kind() == RecordingException.Kind.WRONGLY_CALLED
                    ? CommandFailure.usage(e.getMessage())
                    : CommandFailure.unreadable(e.getMessage());
        } finally {
            end.close();
        }
    }

    private void checkSnapshots() {
        if (snapshotEvery < 0) {
            throw CommandFailure.usage("--snapshot-every " + snapshotEvery + ": a number of records is expected");
        } else if (keep != null && snapshotEvery == 0) {
            throw CommandFailure.usage("--keep needs --snapshot-every: what is dropped has to be in a snapshot");
        }
    }

    private int record(RecordingOptions options, StopSignal stop) throws RecordingException {
        Progress[] progress = new Progress[1];
        Recording recording = new Recording(
                options,
                System.in,
                note -> flipbook.terminal().err().println("flipbook: " + Excerpt.escape(note)),
                totalBytes -> {
                    progress[0] = flipbook.terminal().progress("recording", Progress.Unit.BYTES, totalBytes);
                    return progress[0]::at;
                },
                stop);
        RecordingSummary summary;
        try {
            summary = recording.run();
        } finally {
            if (progress[0] != null) {
                progress[0].finish();
            }
        }
        print(summary);
        return summary.hasFindings() ? ExitCode.FINDING : ExitCode.OK;
    }

    private void print(RecordingSummary summary) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                new SummaryJson(json).write(summary);
            }
        } else {
            PrintWriter text = flipbook.terminal().text();
            new SummaryText(text).write(summary);
            text.flush();
        }
        flipbook.terminal().out().flush(); // here, since a process that was told to end does not wait for more
    }

    /** The words of {@code --recovery}. */
    static final class RecoveryModes implements ITypeConverter<RecoveryMode> {
        @Override
        public RecoveryMode convert(String text) {
            try {
                return RecoveryMode.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** The words of {@code --sync}. */
    static final class SyncPolicies implements ITypeConverter<SyncPolicy> {
        @Override
        public SyncPolicy convert(String word) {
            try {
                return SyncPolicy.parse(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** The words of {@code --input}. */
    static final class InputKinds implements Iterable<String>, ITypeConverter<InputKind> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(InputKind.values()).map(InputKind::word).iterator();
        }

        @Override
        public InputKind convert(String word) {
            return Arrays.stream(InputKind.values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "expected one of " + String.join(", ", this) + " but was '" + word + "'"));
        }
    }
}
