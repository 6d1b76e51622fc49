package io.flipbook.replay;

import io.flipbook.journal.Finding;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.JournalSnapshots;
import io.flipbook.journal.ScanSummary;
import io.flipbook.journal.WriterPresence;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code info}: what a journal is. */
@Command(
        name = "info",
        header = "Say what a journal is.",
        description = {
            "Format, identity, sync policy, layout, first and last record, counts by type, size, snapshots, how it"
                    + " ended, and whether"
                    + " somebody writes to it. Of a damaged journal it says what can be read; the exit code is 3 then."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook info history"
        })
final class InfoCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Override
    public Integer call() {
        JournalInfo info = read();
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                InfoJson.write(json, info);
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                new InfoText(text).write(info);
            }
        }
        return info.isDamaged() ? ExitCode.UNREADABLE : ExitCode.OK;
    }

    private JournalInfo read() {
        JournalSize size = JournalSize.of(directory);
        HistoryStart start = HistoryStart.of(directory);
        LayoutTracker layout = new LayoutTracker(start.layout());
        Finding[] first = new Finding[1];
        // Before the scan: a writer that ends meanwhile has ended cleanly, and the scan sees that.
        WriterPresence writer = WriterPresence.of(directory);
        try (Progress progress = flipbook.terminal().progress("reading", Progress.Unit.BYTES, size.totalBytes())) {
            ScanSummary summary = JournalScanner.of(directory)
                    .scan(
                            record -> {
                                progress.at(size.bytesBefore(record));
                                return layout.onRecord(record);
                            },
                            finding -> first[0] = first[0] == null ? finding : first[0]);
            return new JournalInfo(
                    directory.toString(),
                    summary,
                    layout,
                    start,
                    writer,
                    JournalSnapshots.in(directory).check(),
                    first[0]);
        }
    }
}
