package io.flipbook.replay;

import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.JsonFields;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.history.TextFields;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.Bisection;
import io.flipbook.replay.query.HistoryMoments;
import io.flipbook.replay.query.RecordCopy;
import io.flipbook.replay.query.predicate.Moment;
import io.flipbook.replay.query.predicate.Predicate;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bisect}: from which record on something is so. */
@Command(
        name = "bisect",
        header = "Find the first record after which something holds.",
        description = {
            "With a PREDICATE, such as \"shared > 64M\" or \"page 0x1000 is private\", the history is read once, and"
                    + " the answer is the first record at which it holds. docs/POSTMORTEM.md has the whole language.",
            "With --run a record is looked for at which the answer of a command turns from no to yes: it is called with"
                    + " the path of a file with the state, as `state --format json` prints it, and answers by its exit"
                    + " code: 0 yes, 1 no, 125 cannot say. It has to be no at the first record and yes at the last.",
            "The exit code is 0 when a record was found, 1 when there is none, and 125 when the command could not say"
                    + " between which two it is."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  echo 'to-shared ram 1M 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook bisect history 'shared > 64K'",
            "  flipbook bisect history --run 'grep -q 0x100000'"
        })
final class BisectCommand implements Callable<Integer> {
    /** What {@code bisect} answers with when it cannot judge. */
    private static final int CANNOT_JUDGE = 125;

    @ParentCommand
    private Flipbook flipbook;

    @Parameters(index = "0", paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PREDICATE", description = "What is to hold.")
    private final List<String> predicateWords = new ArrayList<>();

    @Option(
            names = "--run",
            paramLabel = "COMMAND",
            description = "Ask this instead: it is run by sh, with the path of the state's file behind it.")
    private String command;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "The first record that may be the answer: its sequence, or a time.")
    private Place from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "The last record that may be the answer: its sequence, a time, or last.")
    private Place to = Place.LAST;

    private RecordView found;

    @Override
    public Integer call() {
        if (predicateWords.isEmpty() == (command == null)) {
            throw CommandFailure.usage("say either a PREDICATE or --run COMMAND; see `flipbook bisect --help`");
        }
        Predicate predicate = command == null ? Predicate.parse(String.join(" ", predicateWords)) : null;
        JournalHistory history = new JournalHistory(directory, flipbook.terminal());
        long first = from == null ? 1 : from.find(history).first();
        first = Math.max(first, history.start().sequence() + 1);
        return predicate == null ? run(history, first) : read(history, first, predicate);
    }

    private int read(JournalHistory history, long first, Predicate predicate) {
        HistoryMoments.MomentVisitor looking = moment -> {
            if (predicate.holds(moment) && moment.record().sequence() >= first) {
                found = RecordCopy.of(moment.record());
            }
            return found == null;
        };
        long last = to.lastSequence(history);
        try (HistoryMoments moments = new HistoryMoments(history.start().beginning(), predicate, looking)) {
            history.readWhole(last, moments);
            moments.finish();
            return found == null ? nothing(history.lastSequence()) : answer(moments.last());
        }
    }

    private int run(JournalHistory history, long first) {
        long last = to.lastSequence(history);
        if (last == JournalHistory.TO_THE_END) {
            history.readWhole(last, record -> true);
            last = history.lastSequence();
        }
        if (first > last) {
            throw CommandFailure.usage("there is no record from " + first + " to " + last);
        }
        Bisection.Found result;
        try (StateQuestion question = new StateQuestion(command, flipbook.terminal())) {
            result = new Bisection(history.start().beginning(), history::readWhole, history::at, question)
                    .find(first, last);
        }
        if (!result.isKnown()) {
            return cannotJudge(result);
        }
        return result.yes() == 0 ? nothing(last) : describe(history, result);
    }

    private int describe(JournalHistory history, Bisection.Found result) {
        HistoryMoments.MomentVisitor looking = moment -> {
            if (moment.record().sequence() == result.yes()) {
                found = RecordCopy.of(moment.record());
            }
            return found == null;
        };
        try (HistoryMoments moments = new HistoryMoments(history.start().beginning(), Predicate.ALWAYS, looking)) {
            history.readWhole(result.yes(), moments);
            return answer(moments.last());
        }
    }

    /** Says the record that was found, which is the last that was shown. */
    private int answer(Moment moment) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                new RecordFields(moment.decoder(), new JsonFields(json)).say(found, moment.kind());
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                new RecordFields(moment.decoder(), new TextFields(text)).say(found, moment.kind());
            }
        }
        return ExitCode.OK;
    }

    private int nothing(long last) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin().field("found", false).field("last-sequence", last).endLine();
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                text.println("at no record up to sequence " + last);
            }
        }
        return ExitCode.FINDING;
    }

    private int cannotJudge(Bisection.Found result) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin().field("found", false);
                json.field("no", result.no()).field("yes", result.yes()).endLine();
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                text.println("cannot say: " + (result.no() == 0 ? "nowhere no" : "no at sequence " + result.no()) + ", "
                        + (result.yes() == 0 ? "not yes at the last record" : "yes at " + result.yes()));
            }
        }
        return CANNOT_JUDGE;
    }
}
