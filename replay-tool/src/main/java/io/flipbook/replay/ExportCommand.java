package io.flipbook.replay;

import io.flipbook.engine.RecordDecoder;
import io.flipbook.replay.charts.CsvFields;
import io.flipbook.replay.charts.FileAside;
import io.flipbook.replay.charts.PerfettoFields;
import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.history.JsonFields;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.trace.Excerpt;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code export}: the records in a file for other programs. */
@Command(
        name = "export",
        header = "Write the records of a journal to a file for other tools.",
        description = {
            "The ending of the file's name says what is written: .csv is a table with a row for each record, .jsonl is"
                    + " what `dump --format json` prints, .pftrace is a trace for Perfetto, with a slice for each"
                    + " request. The file is there when it is complete, and what had its name before stays until then.",
            "Of a damaged journal the records before the damage are written, and the exit code is 3."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook export history --out history.csv"
        })
final class ExportCommand implements Callable<Integer> {
    /** What can be written. */
    private enum Kind {
        CSV(".csv") {
            @Override
            void write(OutputStream out, Consumer<FieldSink> records) {
                records.accept(new CsvFields(out));
            }
        },
        JSONL(".jsonl") {
            @Override
            void write(OutputStream out, Consumer<FieldSink> records) {
                try (JsonOut json = new JsonOut(out)) {
                    records.accept(new JsonFields(json));
                }
            }
        },
        PFTRACE(".pftrace") {
            @Override
            void write(OutputStream out, Consumer<FieldSink> records) {
                PerfettoFields trace = new PerfettoFields(out);
                records.accept(trace);
                trace.flush();
            }
        };

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }

        abstract void write(OutputStream out, Consumer<FieldSink> records);

        static Kind of(Path file) {
            for (Kind kind : values()) {
                if (file.getFileName() != null && file.getFileName().toString().endsWith(kind.ending)) {
                    return kind;
                }
            }
            throw CommandFailure.usage(
                    "--out " + file + ": what to write is told by the ending, .csv, .jsonl or .pftrace");
        }
    }

    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The file to write: FILE.csv, FILE.jsonl or FILE.pftrace. One that is there is replaced.")
    private Path file;

    private final RecordDecoder decoder = new RecordDecoder();
    private long records;

    @Override
    public Integer call() {
        Kind kind = Kind.of(file);
        JournalHistory history = JournalHistory.ofAllRecords(directory, flipbook.terminal());
        decoder.know(history.start().layout());
        CommandFailure damage;
        try (FileAside aside = FileAside.of(file)) {
            kind.write(aside.out(), sink -> write(history, sink));
            damage = history.isDamaged() ? history.damaged() : null;
            if (records == 0) {
                throw damage != null
                        ? damage
                        : CommandFailure.unreadable("the journal " + directory + " holds no record");
            }
            aside.complete();
        }
        answer(history, damage != null);
        if (damage != null) {
            throw damage;
        }
        return ExitCode.OK;
    }

    private void write(JournalHistory history, FieldSink sink) {
        RecordFields fields = new RecordFields(decoder, sink);
        history.read(JournalHistory.TO_THE_END, record -> {
            fields.say(record, decoder.read(record));
            records++;
            return true;
        });
    }

    private void answer(JournalHistory history, boolean isDamaged) {
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                json.begin()
                        .field("file", file.toString())
                        .field("records", records)
                        .field("last-sequence", history.lastSequence())
                        .field("damaged", isDamaged)
                        .endLine();
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                text.println("exported " + records + " records, up to sequence " + history.lastSequence() + ", to "
                        + Excerpt.escape(file.toString()));
            }
        }
    }
}
