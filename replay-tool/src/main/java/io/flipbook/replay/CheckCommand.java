package io.flipbook.replay;

import io.flipbook.engine.GuestMemory;
import io.flipbook.replay.check.Breach;
import io.flipbook.replay.check.InvariantCheck;
import io.flipbook.replay.json.JsonOut;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code check}: the invariants over a whole history. */
@Command(
        name = "check",
        header = "Check after each record that listeners and state agree.",
        description = {
            "The history is replayed. After each record no listener may hold a page that is not there on the side that"
                    + " it watches, none may be told twice of a page, and all that is there must be held, unless an"
                    + " outcome on record says why not; of a listener that maps, the same is asked of its mappings.",
            "The first breach is shown with its record, listener and pages, and the exit code is 1; 0 when there is"
                    + " none."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'listener gpu0 ram kind=type1' >> ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook check history"
        })
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "The last record to check: its sequence, a time, or last.")
    private Place to = Place.LAST;

    @Override
    public Integer call() {
        FollowedHistory history = new FollowedHistory(directory, to, flipbook.terminal());
        try (GuestMemory beginning = history.beginning();
                InvariantCheck check = new InvariantCheck(history::engine, beginning)) {
            history.play(check, check, () -> check.breach() != null);
            print(check, history.lastSequence());
            if (check.breach() != null) {
                return ExitCode.FINDING;
            }
        }
        history.failIfDamaged();
        return ExitCode.OK;
    }

    private void print(InvariantCheck check, long lastSequence) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin().field("holds", check.breach() == null).field("checked", check.checked());
                if (check.breach() != null) {
                    fields(json, check.breach());
                } else {
                    json.field("last-sequence", lastSequence).field("explained-pages", check.explainedPages());
                    if (check.explained() != null) {
                        fields(json.name("explained").begin(), check.explained())
                                .end();
                    }
                }
                json.endLine();
            }
            return;
        }
        try (PrintWriter text = flipbook.terminal().text()) {
            if (check.breach() != null) {
                text.print("breach: " + check.breach().text() + "\n");
                return;
            }
            text.print("holds up to record " + lastSequence + "\n");
            if (check.explained() != null) {
                text.print("not held for a reason on record: " + check.explainedPages() + " pages; first "
                        + check.explained().text() + "\n");
            }
        }
    }

    private static JsonOut fields(JsonOut json, Breach breach) {
        return json.field("sequence", breach.sequence())
                .field("kind", breach.kind().word())
                .field("cause", breach.cause())
                .field("listener", breach.listener())
                .field("region", breach.region())
                .hexField("offset", breach.offset())
                .hexField("size", breach.sizeBytes())
                .field("text", breach.text());
    }
}
