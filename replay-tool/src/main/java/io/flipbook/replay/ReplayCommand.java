package io.flipbook.replay;

import io.flipbook.engine.CallObserver;
import io.flipbook.replay.history.HistoryPlayer;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import io.flipbook.replay.json.JsonOut;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code replay}: whether the same requests lead to the same again. */
@Command(
        name = "replay",
        header = "Run every recorded request again and compare.",
        description = {
            "Each request goes through a fresh engine, with listeners that refuse as they did, and its outcome and the"
                    + " digest of the state after it are compared with what is on record, up to the first that differs."
                    + " Nothing is written.",
            "The exit code is 0 when all is the same, 4 when something is not."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook replay history"
        })
final class ReplayCommand implements Callable<Integer> {
    /** The first thing that is not as it was recorded. */
    private record Difference(long sequence, String recorded, String replayed) {}

    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "The last record to replay: its sequence, a time, or last.")
    private Place to = Place.LAST;

    private Difference difference;

    @Override
    public Integer call() {
        JournalHistory history = new JournalHistory(directory, flipbook.terminal());
        long last = to.lastSequence(history);
        HistoryStart start = history.start();
        try (HistoryPlayer player =
                HistoryPlayer.from(start.sequence(), start::state, CallObserver.NONE, this::differ)) {
            Steps steps = new Steps(start.layout());
            history.readWhole(last, record -> {
                if (difference == null) {
                    Step step = steps.of(record);
                    if (step != null) {
                        player.play(step);
                    }
                }
                return true;
            });
            if (difference == null) {
                player.finish();
            }
            answer(player, history.lastSequence());
        }
        return difference == null ? ExitCode.OK : ExitCode.MISMATCH;
    }

    private void differ(long sequence, String recorded, String replayed) {
        if (difference == null) {
            difference = new Difference(sequence, recorded, replayed);
        }
    }

    private void answer(HistoryPlayer player, long lastSequence) {
        long digest = player.engine().guest().digest();
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin().field("events", player.requests()).field("digest", JsonOut.digest(digest));
                json.field("matches", difference == null).field("last-sequence", lastSequence);
                if (difference != null) {
                    json.field("sequence", difference.sequence())
                            .field("recorded", difference.recorded())
                            .field("replayed", difference.replayed());
                }
                json.endLine();
            }
            return;
        }
        try (PrintWriter text = flipbook.terminal().text()) {
            text.println("events      " + player.requests());
            text.println("digest      " + JsonOut.digest(digest));
            text.println("matches     " + (difference == null ? "yes, up to sequence " + lastSequence : "no"));
            if (difference != null) {
                text.println("first differing sequence " + difference.sequence());
                text.println("  recorded  " + difference.recorded());
                text.println("  replayed  " + difference.replayed());
            }
        }
    }
}
