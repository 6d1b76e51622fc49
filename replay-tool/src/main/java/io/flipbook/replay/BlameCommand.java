package io.flipbook.replay;

import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.history.JsonFields;
import io.flipbook.replay.history.TextFields;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.Blame;
import io.flipbook.replay.query.PageHolders;
import io.flipbook.replay.query.StateAt;
import io.flipbook.replay.query.predicate.GuestPlace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code blame}: what happened to a page, and who holds it. */
@Command(
        name = "blame",
        header = "Show every record that touched a page, and who holds it now.",
        description = {
            "A line for each record that touched the page: a request with what became of it, how the page was before"
                    + " and after, who refused, and how long it took; maps, pins, sources; listeners over it that came"
                    + " and went. Behind them who watches the page, whether they hold it and since which sequence:"
                    + " by their mappings where they are of a kind that maps, else by what they were told.",
            "Of a damaged journal it is what the records before the damage say, and the exit code is 3."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'listener vfio0 ram kind=type1' >> ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook blame history ram:0x1000"
        })
final class BlameCommand implements Callable<Integer> {
    private static final int MAX_LIMIT = 1_000_000;

    @ParentCommand
    private Flipbook flipbook;

    @Parameters(index = "0", paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Parameters(
            index = "1",
            paramLabel = "ADDRESS",
            description = "The place: a guest physical address, or REGION:OFFSET.")
    private GuestPlace address;

    @Mixin
    private SideIndex side;

    @Option(
            names = "--at",
            paramLabel = "PLACE",
            description = "As it was after which record: its sequence, a time, or last.")
    private Place at = Place.LAST;

    @Option(names = "--limit", paramLabel = "N", description = "Only the last so many of the records.")
    private int limit = Blame.ALL;

    private CommandFailure damage;

    @Override
    public Integer call() {
        if (limit < 0 || limit > MAX_LIMIT) {
            throw CommandFailure.usage("--limit is 1 to " + MAX_LIMIT + ", or 0 for all");
        }
        JournalHistory history = new JournalHistory(directory, flipbook.terminal(), side);
        long to = at.lastSequence(history);
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                PageHolders holders = blame(history, to, new JsonFields(json));
                json.begin();
                holders.write(json);
                json.endLine();
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                blame(history, to, new TextFields(text)).write(text);
            }
        }
        if (damage != null) {
            throw damage;
        }
        return ExitCode.OK;
    }

    private PageHolders blame(JournalHistory history, long to, FieldSink sink) {
        try (Blame blame = new Blame(history.start().beginning(), address, limit, sink)) {
            try {
                history.readWhole(to, blame.records());
            } catch (CommandFailure e) {
                if (!history.isDamaged() || history.lastSequence() == 0) {
                    throw e;
                }
                damage = e;
            }
            StateAt end = history.at();
            if (!address.isAddress() && !blame.hasMetRegion()) {
                throw CommandFailure.usage(
                        "the journal " + directory + " has no region " + address.region() + " up to there");
            }
            blame.finish();
            return blame.holders(end, history::readWhole);
        }
    }
}
