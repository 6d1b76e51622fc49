package io.flipbook.engine.events;

import io.flipbook.engine.ChangedRuns;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.GuestView;
import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.RecordTypes;
import io.flipbook.engine.live.GuestReader;
import io.flipbook.journal.JournalPosition;
import io.flipbook.journal.JournalTailer;
import io.flipbook.journal.PlatformFlags;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import io.flipbook.journal.SessionRecord;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What was committed to a journal, event by event, while it is written and from wherever a consumer has been. In the
 * writer's process or another: it takes no lock, writes nothing, and the writer knows nothing of it.
 *
 * <p><b>Each once, in order.</b> Every request that was decided is handed on with its outcome, in the order of the
 * outcomes, as often as this lives: once. It keeps a state of its own, which each record has to fit, digest included,
 * before a handler hears of it. So the runs that really changed are known, not only what was asked; {@link #guest} is
 * a copy of the guest that has just as many records behind it, and {@link #reader} lets other threads ask for it.
 *
 * <p><b>Over a crash of the consumer: at least once.</b> It handles events, then keeps {@link #position} in a {@link
 * io.flipbook.journal.KeptPosition}, and goes on from there with {@link #openBehind}. What was handled since the last
 * time comes again, in order, and nothing is left out. To see each once, put the position where the effects are, in
 * one transaction with them.
 *
 * <p><b>Retention</b> may drop what a consumer has not read. It then cannot go on, and says so; {@link
 * #openAtSnapshot} begins anew with the whole state of the newest snapshot instead of the events that led to it.
 *
 * <p>For one thread, that of the consumer. Any failure, a handler's too, ends it: open it again.
 */
public final class CommittedEvents implements AutoCloseable {
    private static final EventHandler NOBODY = event -> {};

    private final GuestMemory memory;
    private final JournalTailer tailer;
    private final RecordDecoder decoder = new RecordDecoder();
    private final CommittedEvent event = new CommittedEvent();
    private final RecordVisitor records = this::onRecord;
    private EventHandler handler = NOBODY;
    private Throwable failure;

    private CommittedEvents(GuestMemory memory, JournalTailer tailer) {
        this.memory = memory;
        this.tailer = tailer;
        memory.showDecisions(this::onDecision);
    }

    /** How a tailer is opened, with a state that is to be where it begins. */
    @FunctionalInterface
    private interface Opening {
        JournalTailer open(GuestMemory memory);
    }

    /**
     * Opens a journal at its first event.
     *
     * @throws io.flipbook.journal.JournalException if there is no journal, or it cannot be read, or retention has
     * dropped
     *     its first records
     */
    public static CommittedEvents open(Path directory) {
        return open(memory -> {
            JournalTailer tailer = JournalTailer.open(directory);
            if (tailer.firstSequence() > 1) {
                tailer.close();
                throw new IllegalStateException(directory + " begins with sequence " + tailer.firstSequence()
                        + ": those before were dropped. Open it at a snapshot, or behind a position that is kept");
            }
            return tailer;
        });
    }

    /**
     * Opens a journal behind an event that was handled. Reads what leads there: from the newest snapshot before it,
     * or from the first record.
     *
     * @throws IllegalArgumentException if the position is of another journal, or there is another record in its place
     * @throws io.flipbook.journal.JournalException as {@link #open}, also if retention has dropped what led there
     */
    public static CommittedEvents openBehind(Path directory, JournalPosition position) {
        return open(memory -> JournalTailer.openBehind(directory, position, memory));
    }

    /**
     * Opens a journal behind its newest good snapshot, or at its first record where there is none; {@link #guest} is
     * the state there.
     *
     * @throws io.flipbook.journal.JournalException as {@link #open}
     */
    public static CommittedEvents openAtSnapshot(Path directory) {
        return open(memory -> JournalTailer.openBehindSnapshot(directory, memory));
    }

    private static CommittedEvents open(Opening opening) {
        PlatformFlags.check();
        GuestMemory memory = new GuestMemory();
        try {
            CommittedEvents events = new CommittedEvents(memory, opening.open(memory));
            events.decoder.know(LayoutRecord.of(memory));
            return events;
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /**
     * Hands on what has come, and waits for nothing.
     *
     * @param limit the most records to read, at least 1; an event has two, its request and its outcome
     * @return how many records were read; 0 if there are no more for now
     * @throws io.flipbook.journal.JournalException if a record is damaged or does not fit, cannot be read, or was
     *     dropped before it was read
     */
    public int poll(EventHandler newHandler, int limit) {
        checkGoing();
        handler = Objects.requireNonNull(newHandler, "handler");
        try {
            return tailer.poll(records, limit);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            handler = NOBODY;
        }
    }

    /**
     * The last record that was read, all before it and itself having been handled; null before the first. To be kept
     * between two polls.
     */
    public JournalPosition position() {
        checkGoing();
        return tailer.position();
    }

    /** The state behind {@link #position}; in {@link EventHandler#onChange} that before the event. */
    public GuestView guest() {
        return memory;
    }

    /**
     * The name of a region by its number in a record of the layout; inside {@link EventHandler#onLayout} also of the
     * one that the record takes away.
     */
    public String regionName(int number) {
        return decoder.regionName(number);
    }

    /** The same for another thread, which may ask while this goes on. */
    public GuestReader reader() {
        return memory.reader();
    }

    @Override
    public void close() {
        if (handler != NOBODY) {
            throw new IllegalStateException("called from inside a handler");
        }
        memory.close();
        tailer.close();
    }

    private void checkGoing() {
        if (failure != null) {
            throw new IllegalStateException("it has failed; open it again behind the position that was kept", failure);
        }
        if (handler != NOBODY) {
            throw new IllegalStateException("called from inside a handler");
        }
    }

    private boolean onRecord(RecordView record) {
        event.at(record.sequence(), record.timeNs());
        memory.onRecord(record);
        if (record.type() <= RecordType.END) {
            handler.onSession(record.sequence(), record.timeNs(), SessionRecord.of(record));
        } else if (record.type() != RecordTypes.REQUEST
                && record.type() != RecordTypes.OUTCOME
                && decoder.read(record) == RecordDecoder.Kind.LAYOUT) {
            handler.onLayout(record.sequence(), record.timeNs(), decoder.layout());
        }
        return true;
    }

    private void onDecision(ConversionRequest request, Outcome outcome, ChangedRuns runs) {
        event.of(request, outcome, runs);
        if (outcome.kind().changesState() && outcome.pages() != 0) {
            handler.onChange(event);
        } else {
            handler.onUnchanged(event);
        }
    }
}
