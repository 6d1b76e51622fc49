package io.flipbook.verify;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.events.CommittedEvent;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.engine.events.EventHandler;
import io.flipbook.journal.JournalException;
import io.flipbook.verify.Trial.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What happens between processes. */
final class ProcessTrials {
    /** So many acknowledgements at least before a writer is killed. */
    private static final int ENOUGH = 500;

    private static final int RECORDS_A_POLL = 1000;

    private ProcessTrials() {}

    static List<Trial> all() {
        return List.of(
                Trial.ofJournals("writer-lock", (directory, time) -> writerLock(directory.resolve("journal"))),
                Trial.ofJournals(
                        "killed-writer", (directory, time) -> killedWriter(directory.resolve("journal"), time)));
    }

    private static Answer writerLock(Path journal) throws IOException {
        ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal));
        try (ChildProcess other = new ChildProcess(ChildProgram.OPEN, journal.toString())) {
            String first = other.says();
            if (first == null) {
                return Answer.broken("another process could not be started");
            }
            if (!first.startsWith(ChildProgram.REFUSED)) {
                return Answer.broken("two processes write to one journal: file locks do not work here");
            }
            engine.close();
            other.nudge();
            String second = other.says();
            return second != null && second.startsWith(ChildProgram.OPENED)
                    ? Answer.kept("another process is refused until the first has ended")
                    : Answer.broken("the lock of a writer that has ended is still there: " + second);
        } finally {
            closeAfterAll(engine);
        }
    }

    private static void closeAfterAll(ConversionEngine engine) {
        try {
            engine.close();
        } catch (JournalException e) {
            // The other writer was at its files, as is said already.
        }
    }

    private static Answer killedWriter(Path journal, Deadline time) throws IOException {
        int kills = 0;
        long acknowledged = 0;
        do {
            List<String> said = writeAndKill(journal);
            if (said.isEmpty()) {
                return Answer.broken("another process could not write");
            }
            List<String> onRecord = new ArrayList<>();
            long digest = read(journal, onRecord);
            int at = onRecord.indexOf(said.get(0));
            if (at < 0
                    || onRecord.size() < at + said.size()
                    || !onRecord.subList(at, at + said.size()).equals(said)) {
                return Answer.broken("what a writer acknowledged before it was killed is not on record");
            }
            try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
                if (engine.guest().digest() != digest) {
                    return Answer.broken("the state after a kill is not what is on record");
                }
            }
            kills++;
            acknowledged += said.size();
        } while (!time.isOver());
        return Answer.kept(
                kills + (kills == 1 ? " kill, " : " kills, ") + acknowledged + " conversions acknowledged, none lost");
    }

    /** What it said, whole lines alone. */
    private static List<String> writeAndKill(Path journal) throws IOException {
        List<String> said = new ArrayList<>();
        try (ChildProcess writer = new ChildProcess(ChildProgram.WRITE, journal.toString())) {
            for (String line = writer.says(); line != null; line = writer.says()) {
                said.add(line);
                if (said.size() == ENOUGH) {
                    writer.kill();
                }
            }
        }
        if (said.size() > 1) {
            said.remove(said.size() - 1); // it may have been cut
        }
        return said;
    }

    /** The state behind all that is on record. */
    private static long read(Path journal, List<String> onRecord) {
        EventHandler handler = new EventHandler() {
            @Override
            public void onChange(CommittedEvent event) {
                onRecord.add(event.sequence() + " " + event.digest());
            }

            @Override
            public void onUnchanged(CommittedEvent event) {
                onChange(event);
            }
        };
        try (CommittedEvents events = CommittedEvents.open(journal)) {
            while (events.poll(handler, RECORDS_A_POLL) > 0) {
                continue;
            }
            return events.guest().digest();
        }
    }
}
