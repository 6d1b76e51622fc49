package io.flipbook.replay;

import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SnapshotCheck;
import io.flipbook.replay.terminal.Progress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code verify}: whether all of a journal is as it was written. */
@Command(
        name = "verify",
        header = "Check every record and file of a journal.",
        description = {
            "A finding a line: kind, file, offset, sequence, text. Last a summary with the last sequence up to which"
                    + " everything is good. The exit code is 0 when all is, 3 when something is damaged.",
            "It says too what a power cut could cost with the sync policy of the last session.",
            "Besides the bytes it is checked that each record fits the state that the ones before lead to; one"
                    + " that does"
                    + " not is a finding of the kind state, and those after it are not judged that way. A snapshot that"
                    + " is missing, damaged, or not the state after its record, is a finding of the kind snapshot;"
                    + " nothing is lost with it."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook verify history"
        })
final class VerifyCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Override
    public Integer call() {
        JournalSize size = JournalSize.of(directory);
        SnapshotCheck snapshots = JournalSnapshots.in(directory).check();
        try (VerifyReport report = flipbook.isJson()
                        ? VerifyReport.json(flipbook.json())
                        : VerifyReport.text(flipbook.terminal());
                StateCheck state = new StateCheck(report, HistoryStart.of(directory), snapshots.snapshots());
                Progress progress = flipbook.terminal().progress("verifying", Progress.Unit.BYTES, size.totalBytes())) {
            ScanSummary summary = JournalScanner.of(directory)
                    .scan(
                            record -> {
                                progress.at(size.bytesBefore(record));
                                return state.onRecord(record);
                            },
                            report);
            progress.finish();
            snapshots.findings().forEach(report::onFinding);
            state.finish();
            long lastGood = state.lastGoodSequence(summary);
            report.summary(summary, lastGood);
            return report.findings() == 0 ? ExitCode.OK : ExitCode.UNREADABLE;
        }
    }
}
