package io.flipbook.engine;

import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;

/**
 * Feeds the records of a journal to a {@link GuestMemory}, one after the other. A record whose checksum is good may
 * still be nonsense, in a journal that somebody made up: whatever does not fit the state before it is damage.
 */
final class RecordReader implements RecordedNames {
    private static final DecisionVisitor NOBODY = (of, by, changing) -> {};

    private final GuestMemory memory;
    private final UndecidedRequests undecided;
    private final UsualDecision usual;
    private final Outcome outcome = new Outcome();
    private final Outcome ownVerdict = new Outcome();
    private final Change change = new Change();
    private final ChangedRuns runs = new ChangedRuns(change);
    private ConversionRequest decided;
    private DecisionVisitor decisions = NOBODY;
    private long lastSequence;
    private long sequence;

    RecordReader(GuestMemory memory, UndecidedRequests undecided) {
        this.memory = memory;
        this.undecided = undecided;
        usual = new UsualDecision(memory, undecided);
    }

    void apply(RecordView view) {
        if (view.sequence() != lastSequence + 1) {
            throw JournalDamagedException.at(view, missingBefore(view.sequence()));
        }
        sequence = view.sequence();
        boolean judged;
        try {
            judged = applyByType(view);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw JournalDamagedException.at(view, e.getMessage());
        }
        if (judged) {
            decisions.onDecision(decided, outcome, runs);
            memory.apply(outcome, change);
        }
        lastSequence = view.sequence();
    }

    /** Shows each outcome to a visitor, instead of the one before, when it is known to fit. */
    void showDecisions(DecisionVisitor visitor) {
        decisions = visitor;
    }

    /** The state is that after a record; the next one has to follow it. */
    void goOnBehind(long behind) {
        lastSequence = behind;
        sequence = behind;
    }

    /** That of the record that is being applied, or was last. */
    long sequence() {
        return sequence;
    }

    /** A state cannot begin in the middle of a history, nor lack a part of it. */
    private String missingBefore(long sequence) {
        String missing = "records " + (lastSequence + 1) + " to " + (sequence - 1) + " are not there";
        return lastSequence == 0
                ? "the journal begins with this one; " + missing + ", and no good snapshot says to which state they led"
                : missing + ", or come again";
    }

    @Override
    public String nameOf(int regionId) {
        return memory.region(regionId).name();
    }

    @Override
    public String listenerNameOf(int listenerId) {
        if (Outcome.Refusal.isOfMemory(listenerId)) {
            return Outcome.Refusal.MEMORY_MARK + nameOf(Outcome.Refusal.regionOf(listenerId));
        }
        ListenerSpec spec = memory.listenersById().get(listenerId);
        if (spec == null) {
            throw new IllegalArgumentException("no listener number " + listenerId);
        }
        return spec.name();
    }

    /** Reads the outcome on a record into {@code into}. */
    void decode(RecordView view, Outcome into) {
        OutcomeCodec.decode(view.buffer(), view.payloadOffset(), view.payloadLength(), this, into);
    }

    /** Reads the request on a record into {@code into}. */
    void decode(RecordView view, ConversionRequest into) {
        RequestCodec.decode(view.buffer(), view.payloadOffset(), view.payloadLength(), this, into);
    }

    /** Whether the record is an outcome that was judged, and is to be shown and applied. */
    private boolean applyByType(RecordView view) {
        switch (view.type()) {
            case RecordTypes.REQUEST:
                decode(view, undecided.next());
                undecided.add(view.sequence());
                return false;
            case RecordTypes.OUTCOME:
                if (decisions == NOBODY && usual.apply(view)) {
                    return false;
                }
                decode(view, outcome);
                judgeOutcome();
                return true;
            case RecordType.RECOVER:
                memory.beginSession();
                return false;
            default:
                applyLayout(view);
                return false;
        }
    }

    /** Finds out what an outcome changes, and that it may have been written. */
    private void judgeOutcome() {
        decided = undecided.take(outcome.requestSequence());
        if (decided == null) {
            throw new IllegalArgumentException(
                    "outcome of request " + outcome.requestSequence() + ", which is not open");
        }
        memory.judge().judge(decided, memory.policy(), change, ownVerdict.clear());
        if (outcome.wasOverruled()) {
            change.measure();
        }
        if (outcome.kind() == Outcome.Kind.ALL_PRIVATE) {
            change.turnPrivate();
        }
        checkPages();
        long digest = outcome.kind().changesState() ? memory.digestAfter(change, outcome.pages()) : memory.digest();
        if (digest != outcome.digest()) {
            throw new IllegalArgumentException("the digest on record is 0x" + Long.toHexString(outcome.digest())
                    + ", of the state 0x" + Long.toHexString(digest));
        }
    }

    /** All pages are changed, or the first so many of a conversion; a block is never plugged in part. */
    private void checkPages() {
        boolean isPart = outcome.kind() == Outcome.Kind.PARTIAL
                || outcome.kind() == Outcome.Kind.DIVERGED && !change.isAboutPlugging();
        boolean fits = isPart
                ? Long.compareUnsigned(outcome.pages(), change.pages()) <= 0
                : !outcome.kind().changesState() || outcome.pages() == change.pages();
        if (!fits) {
            throw new IllegalArgumentException("outcome " + outcome.kind() + " changes "
                    + Long.toUnsignedString(outcome.pages()) + " pages, of " + change.pages());
        }
    }

    private void applyLayout(RecordView view) {
        LayoutRecord layout = LayoutRecord.decode(view);
        if (layout == null) {
            if (view.type() >= RecordType.FIRST_USER) {
                throw new IllegalArgumentException(
                        "record of type " + view.type() + ", which this version does not know");
            }
            return;
        }
        Rejection invalid = memory.take(layout);
        if (invalid != Rejection.NONE) {
            throw new IllegalArgumentException("record that could not have been written: " + invalid);
        }
    }
}
