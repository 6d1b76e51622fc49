package io.flipbook.engine;

import io.flipbook.engine.device.Errno;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What became of something that was asked of the engine.
 *
 * <p>The engine has one and uses it for every answer: it is valid until the next call on the same engine. Whoever wants
 * to keep it makes a {@link #copy()}.
 */
public final class Outcome {
    /** The kinds of outcome. {@link #toString()} gives the name that scenarios use. */
    public enum Kind {
        /** Done; of what is no conversion and told to nobody. */
        OK("ok"),
        /** Every page was in the wanted state already; nobody was told. */
        NOOP("noop"),
        /** Done, and every listener was told. */
        COMMITTED("committed", true),
        /** Not tried; {@link #reason()} says why. */
        REJECTED("rejected"),
        /** A listener refused and everything was undone. */
        ROLLED_BACK("rolled-back"),
        /** A listener refused and the policy was to stop there, with nothing undone and no bit changed. */
        HALTED("halted"),
        /**
         * A listener refused and the bits changed all the same; or, with 0 pages, they did not and somebody who had
         * discarded pages refused to take them back.
         */
        DIVERGED("diverged", true),
        /** The writer died before it could decide; decided by the next one, and nothing changed. */
        ABORTED("aborted"),
        /** A listener threw from a discard; nothing changed, and the engine has stopped until it is opened again. */
        FAILED("failed"),
        /** A listener refused; the pages before the first that somebody refused changed, and no other. */
        PARTIAL("partial", true),
        /** A listener refused, and the whole range has become private and was discarded everywhere. */
        ALL_PRIVATE("all-private", true),
        /** A listener refused and all listeners were undone, yet the bits changed. */
        LISTENERS_UNDONE("listeners-undone", true),
        /** A listener refused; nothing was undone and nothing changed: it is to be asked for again. */
        RETRY("retry");

        private final String text;
        private final boolean changesState;

        Kind(String text) {
            this(text, false);
        }

        Kind(String text, boolean changesState) {
            this.text = text;
            this.changesState = changesState;
        }

        /** Whether pages change by it; {@link Outcome#pages()} says how many. */
        public boolean changesState() {
            return changesState;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * One refusal, by a listener or by the memory itself.
     *
     * @param listenerId  the number of the listener on record; of a region's memory the
     *     highest bit and the number of the region
     * @param listener    its name; of a region's memory {@code @} and the name of the region
     * @param call        which of its populate calls in the request it was, the first being 1; 0 for a discard. Of
     *     memory which of the conversions of a run in the request, of whatever memory; 0 where none was tried
     * @param errno       what it said
     * @param threw       whether it threw instead of answering
     */
    public record Refusal(int listenerId, String listener, long call, Errno errno, boolean threw) {
        /** What stands before the name of a region where its memory refused; no listener can have such a name. */
        public static final String MEMORY_MARK = "@";

        private static final int MEMORY = 1 << 31;

        static Refusal ofMemory(Region region, long call, Errno errno) {
            return new Refusal(MEMORY | region.id(), MEMORY_MARK + region.name(), call, errno, false);
        }

        /** Whether the memory of a region refused. */
        public boolean isOfMemory() {
            return listener.startsWith(MEMORY_MARK);
        }

        static boolean isOfMemory(int listenerId) {
            return (listenerId & MEMORY) != 0;
        }

        static int regionOf(int listenerId) {
            return listenerId & ~MEMORY;
        }
    }

    private Kind kind = Kind.OK;
    private Rejection reason = Rejection.NONE;
    private Answer answer = Answer.ENGINE;
    private long requestSequence;
    private long pages;
    private long at;
    private int atRegionId;
    private String atRegion;
    private long digest;
    private final List<Refusal> refusals = new ArrayList<>(0);

    Outcome() {}

    /** An outcome as it was told by somebody else, a dump of a journal say, to be compared with the engine's own. */
    public static Outcome told(Kind kind, Rejection reason, Answer answer, long pages, long digest) {
        return new Outcome()
                .reject(reason)
                .kind(kind)
                .decided(0, answer)
                .pages(pages)
                .digest(digest);
    }

    /** The same, rejected because of a page that is still referenced. */
    public Outcome toldBusyAt(String region, long offset) {
        return busyAt(0, region, offset);
    }

    /** The same with a refusal more. */
    public Outcome toldRefusal(Refusal refusal) {
        refusals.add(refusal);
        return this;
    }

    /**
     * Says what a record does, and nothing else. Mostly much of that is as it was: a reference that is not stored costs
     * less than one that is.
     */
    Outcome becomes(Kind newKind, Rejection newReason, Answer newAnswer, long newRequest, long newPages, long after) {
        if (kind != newKind || reason != newReason || answer != newAnswer || atRegion != null) {
            clear().reject(newReason).kind(newKind).decided(newRequest, newAnswer);
        } else if (!refusals.isEmpty()) {
            refusals.clear();
        }
        requestSequence = newRequest;
        at = 0;
        atRegionId = 0;
        return pages(newPages).digest(after);
    }

    Outcome clear() {
        kind = Kind.OK;
        reason = Rejection.NONE;
        answer = Answer.ENGINE;
        requestSequence = 0;
        pages = 0;
        at = 0;
        atRegionId = 0;
        atRegion = null;
        digest = 0;
        if (!refusals.isEmpty()) {
            refusals.clear();
        }
        return this;
    }

    Outcome kind(Kind newKind) {
        kind = newKind;
        return this;
    }

    Outcome reject(Rejection newReason) {
        kind = newReason == Rejection.NONE ? Kind.OK : Kind.REJECTED;
        reason = newReason;
        return this;
    }

    /** Says why the engine itself would have refused what an answer from outside made it do. */
    Outcome overruled(Rejection ownReason) {
        reason = ownReason;
        return this;
    }

    Outcome decided(long newRequestSequence, Answer newAnswer) {
        requestSequence = newRequestSequence;
        answer = newAnswer;
        return this;
    }

    Outcome pages(long newPages) {
        pages = newPages;
        return this;
    }

    Outcome busyAt(int regionId, String region, long offset) {
        atRegionId = regionId;
        atRegion = region;
        at = offset;
        return this;
    }

    Outcome digest(long newDigest) {
        digest = newDigest;
        return this;
    }

    /** A discard that threw decides the outcome; the refusals that led to it stay behind it, for a replay. */
    void addBreakage(Refusal breakage) {
        refusals.add(0, breakage);
    }

    /** The memory of a region was in the way, at an offset; that decides the outcome. */
    void memoryRefused(Region region, long call, Errno errno, long offset) {
        refusals.add(0, Refusal.ofMemory(region, call, errno));
        if (answer == Answer.ENGINE) {
            reason = Rejection.BUSY;
            busyAt(region.id(), region.name(), offset);
        }
    }

    void addRefusal(Refusal refusal) {
        refusals.add(refusal);
    }

    /** A copy that stays as it is. */
    public Outcome copy() {
        Outcome copy = new Outcome();
        copy.copyFrom(this);
        return copy;
    }

    void copyFrom(Outcome other) {
        kind = other.kind;
        reason = other.reason;
        answer = other.answer;
        requestSequence = other.requestSequence;
        pages = other.pages;
        at = other.at;
        atRegionId = other.atRegionId;
        atRegion = other.atRegion;
        digest = other.digest;
        refusals.clear();
        refusals.addAll(other.refusals);
    }

    /** What came of it. */
    public Kind kind() {
        return kind;
    }

    /** Why it was rejected; of a {@link #wasOverruled() overruled} one, why the engine would have. */
    public Rejection reason() {
        return reason;
    }

    /** Whether the answer came from outside and the engine would have refused. */
    public boolean wasOverruled() {
        return answer == Answer.ACK && reason != Rejection.NONE;
    }

    /** Who decided. */
    public Answer answer() {
        return answer;
    }

    /** The sequence of the request that this decides; 0 of what is no conversion. */
    public long requestSequence() {
        return requestSequence;
    }

    /** How many pages changed. */
    public long pages() {
        return pages;
    }

    /** Of one rejected as busy: the offset of the first page that is still referenced. */
    public long at() {
        return at;
    }

    /** Of one rejected as busy: the region in which that page is; else null. */
    public String atRegion() {
        return atRegion;
    }

    int atRegionId() {
        return atRegionId;
    }

    /** The digest of the state after it; see {@link GuestView#digest()}. */
    public long digest() {
        return digest;
    }

    /** Who refused, in order; of a failed one the discard that threw first. */
    public List<Refusal> refusals() {
        return Collections.unmodifiableList(refusals);
    }

    int refusalCount() {
        return refusals.size();
    }

    boolean hasRefusals() {
        return !refusals.isEmpty();
    }

    /** Whether who refused is gone by it: the request was committed all the same. */
    boolean detaches() {
        return hasRefusals() && kind == Kind.COMMITTED;
    }

    /** Who refused, where that decided the outcome (that is, not of a committed one); else null. */
    public String listener() {
        return hasRefusals() && kind != Kind.COMMITTED ? refusals.get(0).listener() : null;
    }

    /** What that listener said; else {@link Errno#NONE}. */
    public Errno errno() {
        return hasRefusals() && kind != Kind.COMMITTED ? refusals.get(0).errno() : Errno.NONE;
    }

    /** The listeners that a committed request detached, in order. */
    public List<String> detached() {
        if (!detaches()) {
            return List.of();
        }
        return refusals.stream().map(Refusal::listener).toList();
    }

    /**
     * Whether the same was decided for the same reasons, with the same state after it. Which sequence the request has,
     * and which numbers regions and listeners have, may differ between two journals of one history.
     */
    public boolean agreesWith(Outcome other) {
        return kind == other.kind
                && reason == other.reason
                && answer == other.answer
                && pages == other.pages
                && at == other.at
                && Objects.equals(atRegion, other.atRegion)
                && digest == other.digest
                && refusalsAgree(other.refusals);
    }

    private boolean refusalsAgree(List<Refusal> others) {
        if (refusals.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < refusals.size(); i++) {
            Refusal own = refusals.get(i);
            Refusal other = others.get(i);
            if (own.call() != other.call()
                    || own.threw() != other.threw()
                    || !own.errno().equals(other.errno())
                    || !own.listener().equals(other.listener())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.toString());
        if (reason != Rejection.NONE) {
            text.append(wasOverruled() ? " though " : " ").append(reason);
        }
        if (listener() != null) {
            text.append(" by ").append(listener()).append(' ').append(errno());
        }
        if (pages != 0) {
            text.append(", ").append(pages).append(" pages");
        }
        if (!detached().isEmpty()) {
            text.append(", detached ").append(detached());
        }
        return text.toString();
    }
}
