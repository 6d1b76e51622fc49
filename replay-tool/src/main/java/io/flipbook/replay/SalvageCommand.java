package io.flipbook.replay;

import io.flipbook.journal.JournalCopy;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.SnapshotInfo;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code salvage}: what is good of a damaged journal. */
@Command(
        name = "salvage",
        header = "Copy what can be proved good of a journal into a new one.",
        description = {
            "Good is the longest row of records from the first one on that are what was written and whose outcomes"
                    + " come out again with the same digest. Behind the first that is lost or changed nothing is, since"
                    + " that one may have changed any page. Where retention has dropped the first ones, the oldest good"
                    + " snapshot is where the proof begins, and it is copied. The journal that is read is not written"
                    + " to.",
            "A finding a line, as `verify` has them; last what was copied and how much was left out. Records keep their"
                    + " sequences and times. The exit code is 0 when nothing was left out and nothing is damaged,"
                    + " 1 when something was or is, 3 when nothing could be copied."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook salvage history --to saved",
            "  flipbook verify saved"
        })
final class SalvageCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The directory of the journal that is read.")
    private Path directory;

    @Option(
            names = "--to",
            paramLabel = "NEWDIR",
            required = true,
            description = "Where the new journal goes: a directory that is missing or empty.")
    private Path target;

    @Override
    public Integer call() throws IOException {
        checkTarget();
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json();
                    VerifyReport report = VerifyReport.json(json)) {
                return salvage(
                        report,
                        (good, copied) -> json.begin()
                                .field("result", isWhole(report, good) ? "whole" : "part")
                                .field("findings", report.findings())
                                .field("records", copied.records())
                                .field("last-sequence", copied.lastSequence())
                                .field("left-out", good.leftOut())
                                .field("first-sequence", copied.firstSequence())
                                .endLine());
            }
        }
        try (PrintWriter text = flipbook.terminal().text();
                VerifyReport report = VerifyReport.text(flipbook.terminal())) {
            return salvage(
                    report,
                    (good, copied) -> text.println("salvaged " + copied.records()
                            + " records, "
                            + (copied.firstSequence() == 1 ? "" : "from sequence " + copied.firstSequence() + " on, ")
                            + "up to sequence " + copied.lastSequence() + "; left out " + good.leftOut()
                            + (copied.firstSequence() == 1 ? " behind it" : "") + " that can be read"));
        }
    }

    /** Is told of the end. */
    private interface Answer {
        void of(ProvablyGood good, ScanSummary copied);
    }

    private int salvage(VerifyReport report, Answer answer) {
        JournalSize size = JournalSize.of(directory);
        HistoryStart start = HistoryStart.of(directory);
        List<SnapshotInfo> snapshots =
                start.isWhole() ? List.of() : JournalSnapshots.in(directory).list();
        try (ProvablyGood good = new ProvablyGood(report, start, snapshots);
                Progress progress = flipbook.terminal().progress("reading", Progress.Unit.BYTES, size.totalBytes())) {
            JournalScanner.of(directory)
                    .scan(
                            record -> {
                                progress.at(size.bytesBefore(record));
                                return good.onRecord(record);
                            },
                            good);
            progress.finish();
            if (good.lastSequence() == 0 || good.lastSequence() < start.sequence()) {
                throw CommandFailure.unreadable("nothing in " + directory + " can be proved good: its first record is"
                        + " not there or not as it was written; see `flipbook verify`");
            }
            JournalCopy copy = JournalCopy.of(directory, target);
            answer.of(
                    good,
                    copy.beginningWith(good.firstSequence(), good::isGoodSnapshot)
                            .upTo(good.lastSequence()));
            return isWhole(report, good) ? ExitCode.OK : ExitCode.FINDING;
        }
    }

    private static boolean isWhole(VerifyReport report, ProvablyGood good) {
        return report.findings() == 0 && good.leftOut() == 0;
    }

    private void checkTarget() throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw CommandFailure.usage(target + " is not a directory; give one that is missing or empty");
        }
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw CommandFailure.usage(target + " is not an empty directory; give one that is missing or empty");
            }
        }
    }
}
