package io.flipbook.replay;

import io.flipbook.replay.charts.FileAside;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.Beginning;
import io.flipbook.replay.report.HistoryReel;
import io.flipbook.replay.report.HistorySurvey;
import io.flipbook.replay.report.ReportPage;
import io.flipbook.replay.trace.Excerpt;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code report}: a history as one page to hand on. */
@Command(
        name = "report",
        header = "Make one page of a history, to look through and to hand on.",
        description = {
            "One HTML file that opens from the disk and asks for nothing from elsewhere: pictures of address by time"
                    + " with a slider that flips through the history, what touched each place, findings, the pages"
                    + " that flipped most, layout and listeners, and the commands that show more.",
            "The history is read twice, and played again to check it as `check` does. A long one is aggregated, so that"
                    + " the file has a few MiB at most; --from and --to make a page of a part of it, in more detail.",
            "Of a damaged journal the page is of what is before the damage, and says so; the exit code is 3."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'listener gpu ram kind=type1 limit=100' >> ram.flip",
            "  echo 'to-shared ram 0 64M' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook report history --out history.html"
        })
final class ReportCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            required = true,
            description = "The file to write. One that is there is replaced when the page is complete.")
    private Path file;

    @Option(names = "--from", paramLabel = "PLACE", description = "The first record to show: its sequence, or a time.")
    private Place from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "The last record to show: its sequence, a time, or last.")
    private Place to = Place.LAST;

    private CommandFailure damage;

    @Override
    public Integer call() {
        if (file.getFileName() == null || !file.getFileName().toString().matches("(?is).*\\.html?")) {
            throw CommandFailure.usage("--out " + file + ": the page is HTML, so its name has to end in .html");
        }
        JournalHistory history = new JournalHistory(directory, flipbook.terminal());
        long first = from == null ? 1 : from.find(history).first();
        long last = to.lastSequence(history);
        if (first > last) {
            throw CommandFailure.usage("--from " + from + " is behind --to " + to);
        }
        Beginning beginning = history.start().beginning();
        try (FileAside aside = FileAside.of(file);
                HistorySurvey survey = new HistorySurvey(beginning, first)) {
            history.read(last, survey);
            findDamage(history, survey, last);
            try (HistoryReel reel = new HistoryReel(beginning, survey)) {
                history.read(survey.lastSequence(), reel);
                if (history.lastSequence() < survey.lastSequence()) {
                    throw CommandFailure.unreadable("the journal " + directory + " changed meanwhile; try again");
                }
                reel.finish(damage != null || last != JournalHistory.TO_THE_END);
                if (damage != null) {
                    reel.sayDamaged(damage.getMessage());
                }
                ReportPage.write(reel, directory.toString(), aside.out());
                aside.complete();
                answer(reel, survey);
            }
        }
        if (damage != null) {
            throw damage;
        }
        return ExitCode.OK;
    }

    /** There has to be something to show, up to the last record that is asked for or to damage. */
    private void findDamage(JournalHistory history, HistorySurvey survey, long last) {
        if (survey.damage() != null) {
            damage = CommandFailure.unreadable(survey.damage().getMessage() + "; see `flipbook verify`");
        } else if (history.isDamaged()) {
            damage = history.damaged();
        } else if (last != JournalHistory.TO_THE_END && survey.lastSequence() < last) {
            history.readWhole(last, record -> true);
        }
        if (survey.lastSequence() < survey.firstShown()) {
            throw damage != null
                    ? damage
                    : CommandFailure.unreadable("the journal " + directory + " holds no record to show");
        }
    }

    private void answer(HistoryReel reel, HistorySurvey survey) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin()
                        .field("file", file.toString())
                        .field("bytes", file.toFile().length())
                        .field("first-sequence", survey.firstShown())
                        .field("last-sequence", survey.lastSequence())
                        .field("records", reel.recordCount())
                        .field("frames", reel.frameCount())
                        .field("findings", reel.findingCount())
                        .field("damaged", damage != null)
                        .endLine();
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                text.println("records " + survey.firstShown() + " to " + survey.lastSequence() + " in "
                        + reel.frameCount() + " frames, kinds of finding: " + reel.findingCount() + ", to "
                        + Excerpt.escape(file.toString()));
            }
        }
    }
}
