package io.flipbook.replay;

import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RecordTypes;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.charts.Follower;
import io.flipbook.replay.history.FieldSink;
import io.flipbook.replay.history.JsonFields;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.history.TextFields;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.OrderlyEnd;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tail}: the last records, and those that come. */
@Command(
        name = "tail",
        header = "Print the last records of a journal, and with -f those that come.",
        description = {
            "The records as `dump` prints them. With -f it goes on while another process writes, from one roll file to"
                    + " the next and from one writer to the next, until it is interrupted or nobody reads what it"
                    + " prints; that a writer is gone, and that one is back, is said on standard error.",
            "Of a damaged journal the last records before the damage are printed, and the exit code is 3."
        },
        footer = {
            "  echo 'region ram 1G' > ram.flip",
            "  echo 'to-shared ram 0 64K' >> ram.flip",
            "  flipbook run ram.flip --journal history",
            "  flipbook tail history -n 2"
        })
final class TailCommand implements Callable<Integer> {
    private static final long ENDING_SECONDS = 5;

    @ParentCommand
    private Flipbook flipbook;

    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    private Path directory;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with the records that come.")
    private boolean follow;

    @Option(
            names = {"-n", "--records"},
            paramLabel = "N",
            description = "How many of the last records to print; 10 if nothing is said.")
    private long count = 10;

    private final RecordDecoder decoder = new RecordDecoder();
    private long firstSequence;

    @Override
    public Integer call() {
        if (count < 0) {
            throw CommandFailure.usage("-n " + count + ": a number of records is expected");
        }
        JournalHistory history = JournalHistory.ofAllRecords(directory, flipbook.terminal());
        history.read(JournalHistory.TO_THE_END, record -> true);
        firstSequence = Math.max(history.lastSequence() - Math.min(count, history.lastSequence()) + 1, 1);
        decoder.know(history.start().layout());
        if (flipbook.isJson()) {
            try (JsonOut json = flipbook.json()) {
                print(history, new JsonFields(json), json::flush);
            }
        } else {
            try (PrintWriter text = flipbook.terminal().text()) {
                print(history, new TextFields(text), text::flush);
            }
        }
        return ExitCode.OK;
    }

    private void print(JournalHistory history, FieldSink sink, Runnable flush) {
        RecordFields fields = new RecordFields(decoder, sink);
        if (history.isDamaged()) {
            history.readWhole(JournalHistory.TO_THE_END, record -> print(record, fields));
        } else if (follow) {
            follow(fields, flush);
        } else {
            history.readWhole(history.lastSequence(), record -> print(record, fields));
        }
    }

    private boolean print(RecordView record, RecordFields fields) {
        boolean isAsked = record.sequence() >= firstSequence;
        if (isAsked || record.type() != RecordTypes.REQUEST && record.type() != RecordTypes.OUTCOME) {
            RecordDecoder.Kind kind = decoder.read(record);
            if (isAsked) {
                fields.say(record, kind);
            }
        }
        return true;
    }

    /** A process that is told to end waits until what was begun is printed, so that no line is cut. */
    private void follow(RecordFields fields, Runnable flush) {
        Follower follower = new Follower(directory);
        OrderlyEnd end = new OrderlyEnd("tail-end", follower::stop, ENDING_SECONDS);
        try {
            follower.follow(record -> print(record, fields), new Notes(flush));
        } finally {
            end.close();
        }
    }

    /** Says on standard error what happens beside the records. */
    private final class Notes implements Follower.Events {
        private final Runnable flush;

        Notes(Runnable flush) {
            this.flush = flush;
        }

        @Override
        public void onPause() {
            flush.run();
        }

        @Override
        public void onWriterGone(long lastSequence, boolean endedCleanly) {
            String how = endedCleanly ? "ended cleanly" : "is gone and did not end its session";
            say("the writer " + how + " at sequence " + lastSequence + "; waiting for another one");
        }

        @Override
        public void onWriterBack(long sequence) {
            say("a writer goes on with sequence " + sequence);
        }

        private void say(String note) {
            flipbook.terminal().err().println("flipbook: " + note);
        }
    }
}
