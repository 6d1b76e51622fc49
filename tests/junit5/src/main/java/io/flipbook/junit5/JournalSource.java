package io.flipbook.junit5;

import io.flipbook.journal.Finding;
import io.flipbook.journal.JournalException;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordView;
import io.flipbook.replay.history.Step;
import io.flipbook.replay.history.Steps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A journal's directory, read from its raw files; nothing is locked or written, and it may be in use. */
final class JournalSource implements HistorySource {
    private final Path directory;
    private final String quoted;

    JournalSource(Path directory) {
        this.directory = directory;
        quoted = ShellWord.of(directory);
    }

    @Override
    public long read(long to, Consumer<Step> steps) {
        Reading reading = new Reading(to, steps);
        try {
            JournalScanner scanner = JournalScanner.of(directory);
            if (scanner.firstSequence() > 1) {
                throw new HistoryUnreadableException("the beginning of the journal " + directory
                        + " was dropped; what is left is a scenario: flipbook scenario " + quoted);
            }
            scanner.scan(reading::take, reading::find);
        } catch (JournalException e) {
            throw new HistoryUnreadableException(e.getMessage(), e);
        }
        if (reading.damage != null) {
            Finding damage = reading.damage;
            throw new HistoryUnreadableException("the journal " + directory + " is damaged: " + damage.kind() + " in "
                    + damage.file() + " at offset 0x" + Long.toHexString(damage.offset()) + ", sequence "
                    + damage.sequence() + ": " + damage.text() + "; see: flipbook verify " + quoted);
        } else if (reading.last == 0) {
            throw new HistoryUnreadableException("the journal " + directory + " holds no record");
        }
        return reading.last;
    }

    @Override
    public String step() {
        return "";
    }

    @Override
    public List<String> commands(long from, long to, String place) {
        List<String> commands = new ArrayList<>();
        commands.add("flipbook dump " + quoted + " --from " + from + " --to " + to);
        if (place != null) {
            commands.add("flipbook blame " + quoted + " " + place + " --at " + to);
        }
        return commands;
    }

    /** One way through the records. */
    private final class Reading {
        private final long to;
        private final Consumer<Step> steps;
        private final Steps decoded = new Steps();
        private long last;
        private Finding damage;

        Reading(long to, Consumer<Step> steps) {
            this.to = to;
            this.steps = steps;
        }

        boolean take(RecordView record) {
            if (damage != null || record.sequence() != last + 1 || record.sequence() > to) {
                return false;
            }
            last = record.sequence();
            Step step = decode(record);
            if (step != null) {
                steps.accept(step);
            }
            return last < to;
        }

        void find(Finding finding) {
            if (damage == null && finding.sequence() <= to) {
                damage = finding;
            }
        }

        private Step decode(RecordView record) {
            try {
                return decoded.of(record);
            } catch (IllegalArgumentException | IndexOutOfBoundsException | JournalException e) {
                throw new HistoryUnreadableException(
                        "record " + record.sequence() + " of " + directory + " is none of Flipbook's: "
                                + e.getMessage(),
                        e);
            }
        }
    }
}
