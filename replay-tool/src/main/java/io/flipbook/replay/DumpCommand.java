package io.flipbook.replay;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.history.JsonFields;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.history.TextFields;
import io.flipbook.replay.json.JsonOut;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code dump}: the records themselves. */
@Command(
        name = "dump",
        header = "Print the records of a journal, one a line.",
        description = {
            "Everything that each record holds. With --format json it is what `record --input jsonl` reads, and reading"
                    + " all of it back gives the same digest.",
            "Of a damaged journal the records before the damage are printed, and the exit code is 3."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook dump history --type request --type outcome"
        })
final class DumpCommand implements Callable<Integer> {
    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            converter = Place.Converter.class,
            description = "The first record to print: its sequence, or a time.")
    private Place from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            converter = Place.Converter.class,
            description = "The last record to print: its sequence, a time, or last.")
    private Place to = Place.LAST;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            arity = "1..*",
            parameterConsumer = TypeNames.class,
            completionCandidates = TypeNames.class,
            description = "Only records of these types: ${COMPLETION-CANDIDATES}.")
    private final List<String> types = new ArrayList<>();

    @Option(names = "--region", paramLabel = "REGION", description = "Only records about this region.")
    private String region;

    @Option(
            names = "--at-address",
            paramLabel = "ADDRESS",
            converter = MemoryPlace.Converter.class,
            description = "Only records that touch this place: a guest physical address, or REGION:OFFSET.")
    private MemoryPlace address;

    @Override
    public Integer call() {
        JournalHistory history = JournalHistory.ofAllRecords(directory, flipbook.terminal());
        long first = from == null ? 1 : firstSequence(history);
        long last = to.lastSequence(history);
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                print(history, first, last, new JsonFields(json));
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                print(history, first, last, new TextFields(text));
            }
        }
        return ExitCode.OK;
    }

    private long firstSequence(JournalHistory history) {
        if (from.isLast()) {
            history.readWhole(JournalHistory.TO_THE_END, record -> true);
            return history.lastSequence();
        }
        return from.find(history).first();
    }

    private void print(JournalHistory history, long first, long last, FieldSink sink) {
        RecordDecoder decoder = new RecordDecoder();
        RecordFields fields = new RecordFields(decoder, sink);
        RecordFilter filter = new RecordFilter(region, address, decoder);
        List<LayoutRecord> earlier = history.start().layout();
        decoder.know(earlier);
        filter.know(earlier);
        history.readWhole(last, record -> {
            RecordDecoder.Kind kind = read(decoder, record);
            if (filter.passes(record, kind) && record.sequence() >= first && isAsked(record)) {
                fields.say(record, kind);
            }
            return true;
        });
        if (filter.missingRegion() != null) {
            throw CommandFailure.usage(
                    "the journal " + directory + " has no region " + filter.missingRegion() + " up to there");
        }
    }

    private static RecordDecoder.Kind read(RecordDecoder decoder, RecordView record) {
        try {
            return decoder.read(record);
        } catch (JournalDamagedException e) {
            throw CommandFailure.unreadable(e.getMessage());
        }
    }

    private boolean isAsked(RecordView record) {
        return types.isEmpty() || types.contains(RecordFields.typeName(record.type()));
    }
}
