package io.flipbook.junit5;

import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.StepReader;
import io.flipbook.replay.trace.Excerpt;
import io.flipbook.replay.trace.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All records of a journal as {@code dump --format json} prints them: the number of a line is its sequence. */
final class DumpSource implements HistorySource {
    private final Path file;
    private final StepReader reader = new StepReader();
    private long line;

    DumpSource(Path file) {
        this.file = file;
    }

    @Override
    public long read(long to, Consumer<Step> steps) {
        line = 0;
        try (InputStream in = Files.newInputStream(file)) {
            LineReader lines = new LineReader(in, StepReader.MAX_LINE_BYTES);
            while (line < to && lines.next()) {
                line++;
                Step step = read(lines);
                if (step != null && step.sequence() != line) {
                    throw bad("the record has sequence " + step.sequence() + ": it is no dump of all records");
                }
                if (step != null) {
                    steps.accept(step);
                }
            }
        } catch (IOException e) {
            throw HistoryResource.unreadable(file, e);
        }
        if (line == 0) {
            throw new HistoryUnreadableException(file + " holds no record");
        }
        return line;
    }

    private Step read(LineReader lines) {
        if (lines.overlong()) {
            throw bad("longer than " + StepReader.MAX_LINE_BYTES + " bytes");
        }
        try {
            return reader.read(lines.bytes(), lines.from(), lines.to());
        } catch (IllegalArgumentException e) {
            throw bad(Excerpt.escape(String.valueOf(e.getMessage())));
        }
    }

    private HistoryUnreadableException bad(String reason) {
        return new HistoryUnreadableException(file + ":" + line + ": " + reason);
    }

    @Override
    public String step() {
        return "";
    }

    @Override
    public List<String> commands(long from, long to, String place) {
        String quoted = ShellWord.of(file);
        List<String> commands = new ArrayList<>();
        commands.add("sed -n " + from + "," + to + "p " + quoted);
        if (place != null) {
            commands.add("d=$(mktemp -d) && flipbook record " + quoted + " --input jsonl --journal \"$d\"");
            commands.add("flipbook blame \"$d\" " + place);
        }
        return commands;
    }
}
