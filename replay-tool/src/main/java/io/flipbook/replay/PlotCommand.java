package io.flipbook.replay;

import io.flipbook.replay.charts.FileAside;
import io.flipbook.replay.charts.HistoryPicture;
import io.flipbook.replay.charts.PictureExtent;
import io.flipbook.replay.charts.PictureFile;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.trace.Excerpt;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code plot}: a history as a picture. */
@Command(
        name = "plot",
        header = "Draw what was shared, by address and time.",
        description = {
            "A plot for each region, of the offsets in it by time: what was shared, what was plugged, and crosses where"
                    + " listeners refused. The ending of the file's name says what is written: .png, .svg or .html. The"
                    + " file is there when it is complete.",
            "Of a damaged journal what is before the damage is drawn, and the exit code is 3."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64M' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook plot history --out history.svg"
        })
final class PlotCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The file to write: FILE.png, FILE.svg or FILE.html. One that is there is replaced.")
    private Path file;

    @Override
    public Integer call() {
        PictureFile form = file.getFileName() == null
                ? null
                : PictureFile.of(file.getFileName().toString());
        if (form == null) {
            throw CommandFailure.usage("--out " + file + ": what to draw is told by the ending, .png, .svg or .html");
        }
        JournalHistory history = new JournalHistory(directory, flipbook.terminal());
        HistoryStart start = history.start();
        PictureExtent extent = new PictureExtent(start.layout());
        history.read(JournalHistory.TO_THE_END, extent);
        CommandFailure damage = history.isDamaged() ? history.damaged() : null;
        long last = history.lastSequence();
        try (FileAside aside = FileAside.of(file);
                HistoryPicture picture = new HistoryPicture(start.state(), start.layout(), extent)) {
            history.read(last, picture);
            picture.finish();
            if (picture.isEmpty()) {
                throw damage != null
                        ? damage
                        : CommandFailure.unreadable("the journal " + directory + " holds no region to draw");
            }
            String title = directory.toAbsolutePath().normalize().getFileName() + ", up to sequence " + last;
            form.write(picture, Excerpt.escape(title), aside.out());
            aside.complete();
            answer(picture, last, damage != null);
        }
        if (damage != null) {
            throw damage;
        }
        return ExitCode.OK;
    }

    private void answer(HistoryPicture picture, long last, boolean isDamaged) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin()
                        .field("file", file.toString())
                        .field("last-sequence", last)
                        .field("refusals", picture.refusals())
                        .field("regions-left-out", picture.regionsLeftOut())
                        .field("damaged", isDamaged)
                        .endLine();
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                text.println("drawn up to sequence " + last + ", " + picture.refusals() + " refusals, to "
                        + Excerpt.escape(file.toString())
                        + (picture.regionsLeftOut() == 0
                                ? ""
                                : "; " + picture.regionsLeftOut() + " regions more are left out"));
            }
        }
    }
}
