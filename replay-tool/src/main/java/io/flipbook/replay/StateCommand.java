package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code state}: what was shared and plugged, and who watched it, after some record. */
@Command(
        name = "state",
        header = "Show the state after a record of a journal.",
        description = {
            "The runs of pages that are shared, and plugged, in each region, the listeners, and the requests without an"
                    + " outcome; and what a power cut could cost with the sync policy of that session.",
            "The journal may be in use, a copy, or damaged behind the place that is asked for."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook state history --at last --format json"
        })
final class StateCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--at",
            paramLabel = "PLACE",
            description = {
                "After which record: its sequence, a time, or last, which is what is meant if nothing is said.",
                "A time is that of the trace where it has times, else the journal's: 2026-01-31T12:00:00.5Z, or seconds"
                        + " with a fraction as the trace has them, 34.190363."
            })
    private Place at = Place.LAST;

    @Override
    public Integer call() {
        Terminal terminal = flipbook.terminal();
        JournalHistory history = new JournalHistory(directory, terminal);
        long to = at.lastSequence(history);
        try (GuestMemory memory = history.start().state()) {
            history.readWhole(to, memory);
            if (flipbook.isJson()) {
                try (JsonOut json = flipbook.json()) {
                    StateJson.write(json, history.at(), memory);
                }
            } else {
                try (PrintWriter text = terminal.text()) {
                    new StateText(text).write(history, memory);
                }
            }
        }
        return ExitCode.OK;
    }
}
