package io.flipbook.replay;

import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.history.JsonFields;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.history.TextFields;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.query.HistoryMoments;
import io.flipbook.replay.query.predicate.GuestPlace;
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

    @Option(names = "--from", paramLabel = "PLACE", description = "The first record to print: its sequence, or a time.")
    private Place from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
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
            description = "Only records that touch this place: a guest physical address, or REGION:OFFSET.")
    private GuestPlace address;

    @Option(
            names = "--where",
            paramLabel = "PREDICATE",
            description = {
                "Only records at which this holds, such as \"outcome = rolled-back and errno = ENOSPC\", or"
                        + " \"shared(ram) > 64M and type = outcome\"; docs/POSTMORTEM.md has all of it.",
                "What it says of the state is meant of the state behind the record."
            })
    private String where;

    @Override
    public Integer call() {
        Predicate predicate = where == null ? Predicate.ALWAYS : Predicate.parse(where);
        JournalHistory history = predicate.needsState()
                ? new JournalHistory(directory, flipbook.terminal())
                : JournalHistory.ofAllRecords(directory, flipbook.terminal());
        long first = from == null ? 1 : firstSequence(history);
        long last = to.lastSequence(history);
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                print(history, first, last, predicate, new JsonFields(json));
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                print(history, first, last, predicate, new TextFields(text));
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

    private void print(JournalHistory history, long first, long last, Predicate predicate, FieldSink sink) {
        RecordFilter[] filter = new RecordFilter[1];
        HistoryMoments.MomentVisitor printing = moment -> {
            RecordView record = moment.record();
            boolean holds = predicate.holds(moment);
            if (filter[0].passes(record, moment.kind()) && holds && record.sequence() >= first && isAsked(record)) {
                new RecordFields(moment.decoder(), sink).say(record, moment.kind());
            }
            return true;
        };
        try (HistoryMoments moments = new HistoryMoments(history.start().beginning(), predicate, printing)) {
            filter[0] = new RecordFilter(region, address, moments.last().decoder());
            filter[0].know(history.start().layout());
            try {
                history.readWhole(last, moments);
            } finally {
                moments.finish();
            }
        }
        if (filter[0].missingRegion() != null) {
            throw CommandFailure.usage(
                    "the journal " + directory + " has no region " + filter[0].missingRegion() + " up to there");
        }
    }

    private boolean isAsked(RecordView record) {
        return types.isEmpty() || types.contains(RecordFields.typeName(record.type()));
    }
}
