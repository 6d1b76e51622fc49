package io.flipbook.engine;

import io.flipbook.engine.backing.BackingSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.journal.RecordView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A record that is neither a request nor an outcome: what decides a result beside them. Immutable.
 *
 * <p>Each kind writes its payload in {@link #encode} and reads it in {@code decode}, field by field in the same order;
 * {@code docs/FORMAT.md} draws them.
 */
public sealed interface LayoutRecord
        permits LayoutRecord.RegionAdded,
                LayoutRecord.RegionRemoved,
                LayoutRecord.Mapped,
                LayoutRecord.Unmapped,
                LayoutRecord.PolicySet,
                LayoutRecord.ListenerAdded,
                LayoutRecord.ListenerEnded,
                LayoutRecord.PinChanged,
                LayoutRecord.HoldChanged,
                SourceAdded,
                SourceRemoved,
                MemoryTypeSet,
                Observation {
    /** The record's type, one of {@link RecordTypes}. */
    int type();

    /** Writes the payload. */
    void encode(PayloadWriter out);

    /** Records that lead to the layout of a guest from nothing: its regions, maps, policy and listeners. */
    static List<LayoutRecord> of(GuestMemory memory) {
        List<LayoutRecord> records = new ArrayList<>();
        memory.regionTable().forEach(region -> records.add(new RegionAdded(region.id(), region.spec())));
        records.addAll(memory.maps());
        records.add(new PolicySet(memory.policy()));
        memory.listenersById().forEach((id, spec) -> records.add(new ListenerAdded(id, spec)));
        return records;
    }

    /** A region was added; regions are numbered from 0 in order, and no number is used again. */
    record RegionAdded(int id, RegionSpec spec) implements LayoutRecord {
        private static final int BACKED = 1;
        private static final int HOLDING = 2;

        @Override
        public int type() {
            return RecordTypes.REGION;
        }

        @Override
        public void encode(PayloadWriter out) {
            out.putInt(id)
                    .putByte(spec.initiallyShared() ? 1 : 0)
                    .putByte(spec.pluggable() ? 1 : 0)
                    .putByte(spec.memory().ordinal())
                    .putByte((spec.backing().isThere() ? BACKED : 0) | (spec.hold() != null ? HOLDING : 0))
                    .putLong(spec.sizeBytes())
                    .putLong(spec.pageBytes())
                    .putLong(spec.plugBlockBytes())
                    .putText(spec.name());
            if (spec.backing().isThere()) {
                encode(spec.backing(), out);
            }
            if (spec.hold() != null) {
                out.putByte(spec.hold().ordinal());
            }
        }

        private static void encode(BackingSpec backing, PayloadWriter out) {
            out.putByte(backing.kind().ordinal())
                    .putByte(backing.hugetlbShared() ? 1 : 0)
                    .putByte(backing.discards() ? 1 : 0)
                    .putLong(backing.folioBytes())
                    .putText(backing.type());
        }

        static RegionAdded decode(PayloadReader in) {
            int id = in.readInt("region");
            boolean initiallyShared = in.readFlag("initial");
            boolean pluggable = in.readFlag("pluggable");
            RegionSpec.Memory memory = in.readChoice("memory", RegionSpec.Memory.values());
            int more = in.readByte("more");
            if ((more & ~(BACKED | HOLDING)) != 0) {
                throw new IllegalArgumentException("more has no value " + more);
            }
            long sizeBytes = in.readLong("size");
            long pageBytes = in.readLong("page");
            long plugBlockBytes = in.readLong("plug-block");
            RegionSpec spec = new RegionSpec(
                    in.readText("name"), sizeBytes, pageBytes, initiallyShared, pluggable, plugBlockBytes, memory);
            if ((more & BACKED) != 0) {
                spec = spec.backedBy(decodeBacking(in));
            }
            if ((more & HOLDING) != 0) {
                spec = spec.holding(in.readChoice("hold", DiscardHold.values()));
            }
            if (!spec.isValid()) {
                throw new IllegalArgumentException("there is no such region");
            }
            return new RegionAdded(id, spec);
        }

        private static BackingSpec decodeBacking(PayloadReader in) {
            BackingSpec.Kind kind = in.readChoice("backing", BackingSpec.Kind.values());
            boolean hugetlbShared = in.readFlag("hugetlb");
            boolean discards = in.readFlag("discard");
            long folioBytes = in.readLong("folio");
            BackingSpec backing = new BackingSpec(kind, in.readText("type"), folioBytes, hugetlbShared, discards);
            if (!backing.isThere()) {
                throw new IllegalArgumentException("there is no such memory");
            }
            return backing;
        }
    }

    /** A region that nothing refers to was taken away, with its sources, what its pages were, and what it held. */
    record RegionRemoved(int id) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.UNREGION;
        }

        @Override
        public void encode(PayloadWriter out) {
            out.putInt(id);
        }

        static RegionRemoved decode(PayloadReader in) {
            return new RegionRemoved(in.readInt("region"));
        }
    }

    /** Part of a region was placed in guest physical address space. */
    record Mapped(long gpa, long sizeBytes, int regionId, long offset) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.MAP;
        }

        @Override
        public void encode(PayloadWriter out) {
            out.putLong(gpa).putLong(sizeBytes).putLong(offset).putInt(regionId);
        }

        static Mapped decode(PayloadReader in) {
            long gpa = in.readLong("gpa");
            long sizeBytes = in.readLong("size");
            long offset = in.readLong("offset");
            return new Mapped(gpa, sizeBytes, in.readInt("region"), offset);
        }
    }

    /** The map that begins at an address was taken away. */
    record Unmapped(long gpa) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.UNMAP;
        }

        @Override
        public void encode(PayloadWriter out) {
            out.putLong(gpa);
        }

        static Unmapped decode(PayloadReader in) {
            return new Unmapped(in.readLong("gpa"));
        }
    }

    /** The policy was set, whole. */
    record PolicySet(Policy policy) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.POLICY;
        }

        @Override
        public void encode(PayloadWriter out) {
            out.putByte(policy.mixed().ordinal())
                    .putByte(policy.onVeto().ordinal())
                    .putByte(policy.profile().ordinal());
        }

        static PolicySet decode(PayloadReader in) {
            Policy.Mixed mixed = in.readChoice("mixed", Policy.Mixed.values());
            Policy.OnVeto onVeto = in.readChoice("on-veto", Policy.OnVeto.values());
            return new PolicySet(new Policy(mixed, onVeto, in.readChoice("profile", Policy.Profile.values())));
        }
    }

    /**
     * A listener is to be registered; that it refused is a {@link ListenerEnded} after it. Numbered from 0 in order.
     */
    record ListenerAdded(int id, ListenerSpec spec) implements LayoutRecord {
        private static final int SMALL_PAGES = 1;
        private static final int HOLDING = 2;

        @Override
        public int type() {
            return RecordTypes.LISTENER;
        }

        @Override
        public void encode(PayloadWriter out) {
            long[] vetoes = spec.vetoes();
            out.putInt(id)
                    .putByte(spec.kind().ordinal())
                    .putByte(spec.watchesWholeRegion() ? 1 : 0)
                    .putByte(spec.side().ordinal())
                    .putByte((spec.hasLargePages() ? 0 : SMALL_PAGES) | (spec.hold() != null ? HOLDING : 0))
                    .putLong(spec.offset())
                    .putLong(spec.sizeBytes())
                    .putLong(spec.limit())
                    .putLong(spec.granuleBytes())
                    .putInt(vetoes.length);
            for (long veto : vetoes) {
                out.putLong(veto);
            }
            out.putText(spec.vetoErrno().name())
                    .putText(spec.name())
                    .putText(spec.region())
                    .putText(spec.container());
            if (spec.hold() != null) {
                out.putByte(spec.hold().ordinal());
            }
        }

        static ListenerAdded decode(PayloadReader in) {
            int id = in.readInt("listener");
            ListenerSpec.Kind kind = in.readChoice("kind", ListenerSpec.Kind.values());
            boolean wholeRegion = in.readFlag("whole");
            Side side = in.readChoice("watch", Side.values());
            int more = in.readByte("more");
            if ((more & ~(SMALL_PAGES | HOLDING)) != 0) {
                throw new IllegalArgumentException("more has no value " + more);
            }
            long offset = in.readLong("offset");
            long sizeBytes = in.readLong("size");
            long limit = in.readLong("limit");
            long granuleBytes = in.readLong("granule");
            int vetoCount = in.readInt("veto count");
            if (vetoCount < 0 || vetoCount > ListenerSpec.MAX_VETOES) {
                throw new IllegalArgumentException("veto count is " + vetoCount);
            }
            long[] vetoes = new long[vetoCount];
            for (int i = 0; i < vetoCount; i++) {
                vetoes[i] = in.readLong("veto");
            }
            String errno = in.readText("errno");
            String name = in.readText("name");
            ListenerSpec spec = ListenerSpec.of(name, in.readText("region"), kind)
                    .limitedTo(limit)
                    .watching(side)
                    .inPiecesOf(granuleBytes)
                    .withLargePages((more & SMALL_PAGES) == 0)
                    .inContainer(in.readText("container"));
            if ((more & HOLDING) != 0) {
                spec = spec.holding(in.readChoice("hold", DiscardHold.values()));
            }
            if (!wholeRegion) {
                spec = spec.over(offset, sizeBytes);
            }
            return new ListenerAdded(id, vetoCount == 0 ? spec : spec.refusing(Errno.of(errno), vetoes));
        }
    }

    /** A listener is gone. (That a request detached it is in the request's outcome, not here.) */
    record ListenerEnded(int id, Cause cause, Errno errno) implements LayoutRecord {
        /** Why a listener is gone. */
        public enum Cause {
            /** Somebody asked for it. */
            ASKED("asked"),
            /** It refused what it was told when it was registered. */
            REFUSED("refused"),
            /** The program that opened the engine again did not bring it. */
            ABSENT("absent");

            private final String text;

            Cause(String text) {
                this.text = text;
            }

            @Override
            public String toString() {
                return text;
            }
        }

        /** Throws NullPointerException without a cause. */
        public ListenerEnded {
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public int type() {
            return RecordTypes.UNLISTEN;
        }

        @Override
        public void encode(PayloadWriter out) {
            out.putInt(id).putByte(cause.ordinal()).putText(errno.name());
        }

        static ListenerEnded decode(PayloadReader in) {
            int id = in.readInt("listener");
            Cause cause = in.readChoice("cause", Cause.values());
            String errno = in.readText("errno");
            return new ListenerEnded(id, cause, errno.isEmpty() ? Errno.NONE : Errno.of(errno));
        }
    }

    /** One reference on each page of a range was added or dropped. */
    record PinChanged(int regionId, boolean pinned, long offset, long sizeBytes) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.PIN;
        }

        @Override
        public void encode(PayloadWriter out) {
            out.putLong(offset).putLong(sizeBytes).putInt(regionId).putByte(pinned ? 1 : 0);
        }

        static PinChanged decode(PayloadReader in) {
            long offset = in.readLong("offset");
            long sizeBytes = in.readLong("size");
            int regionId = in.readInt("region");
            return new PinChanged(regionId, in.readFlag("pinned"), offset, sizeBytes);
        }
    }

    /** A hold for or against discards was acquired or released. */
    record HoldChanged(DiscardHold hold, boolean acquired) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.HOLD;
        }

        @Override
        public void encode(PayloadWriter out) {
            out.putByte(hold.ordinal()).putByte(acquired ? 1 : 0);
        }

        static HoldChanged decode(PayloadReader in) {
            DiscardHold hold = in.readChoice("hold", DiscardHold.values());
            return new HoldChanged(hold, in.readFlag("acquired"));
        }
    }

    /**
     * Reads a record of one of these types.
     *
     * @return null if the record's type is none of these
     * @throws IllegalArgumentException if the payload does not hold what it must
     */
    static LayoutRecord decode(RecordView view) {
        PayloadReader in = new PayloadReader().wrap(view.buffer(), view.payloadOffset(), view.payloadLength());
        switch (view.type()) {
            case RecordTypes.REGION:
                return RegionAdded.decode(in);
            case RecordTypes.UNREGION:
                return RegionRemoved.decode(in);
            case RecordTypes.MAP:
                return Mapped.decode(in);
            case RecordTypes.UNMAP:
                return Unmapped.decode(in);
            case RecordTypes.POLICY:
                return PolicySet.decode(in);
            case RecordTypes.LISTENER:
                return ListenerAdded.decode(in);
            case RecordTypes.UNLISTEN:
                return ListenerEnded.decode(in);
            case RecordTypes.PIN:
                return PinChanged.decode(in);
            case RecordTypes.HOLD:
                return HoldChanged.decode(in);
            case RecordTypes.SOURCE:
                return SourceAdded.decode(in);
            case RecordTypes.UNSOURCE:
                return SourceRemoved.decode(in);
            case RecordTypes.MEMORY_TYPE:
                return MemoryTypeSet.decode(in);
            case RecordTypes.OBSERVATION:
                return Observation.decode(in);
            default:
                return null;
        }
    }
}
