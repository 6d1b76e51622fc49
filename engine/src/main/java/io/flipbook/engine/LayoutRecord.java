package io.flipbook.engine;

import io.flipbook.journal.RecordView;
import java.util.Objects;

/**
 * A record that is neither a request nor an outcome: what decides a result beside them. Immutable.
 *
 * <p>Each kind writes its payload in {@link #encode} and reads it in {@code decode}, field by field in the same order;
 * {@code docs/FORMAT.md} draws them.
 */
public sealed interface LayoutRecord
        permits LayoutRecord.RegionAdded,
                LayoutRecord.Mapped,
                LayoutRecord.Unmapped,
                LayoutRecord.PolicySet,
                LayoutRecord.ListenerAdded,
                LayoutRecord.ListenerEnded,
                LayoutRecord.PinChanged,
                LayoutRecord.HoldChanged,
                Observation {
    /** The record's type, one of {@link RecordTypes}. */
    int type();

    /** Writes the payload. */
    void encode(PayloadWriter out);

    /** A region was added; regions are numbered from 0 in order. */
    record RegionAdded(int id, RegionSpec spec) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.REGION;
        }

        @Override
        public void encode(final PayloadWriter out) {
            out.putInt(id)
                    .putByte(spec.initiallyShared() ? 1 : 0)
                    .putByte(spec.pluggable() ? 1 : 0)
                    .putByte(spec.memory().ordinal())
                    .putByte(0)
                    .putLong(spec.sizeBytes())
                    .putLong(spec.pageBytes())
                    .putLong(spec.plugBlockBytes())
                    .putText(spec.name());
        }

        static RegionAdded decode(final PayloadReader in) {
            final int id = in.readInt("region");
            final boolean initiallyShared = in.readFlag("initial");
            final boolean pluggable = in.readFlag("pluggable");
            final RegionSpec.Memory memory = in.readChoice("memory", RegionSpec.Memory.values());
            in.readByte("padding");
            final long sizeBytes = in.readLong("size");
            final long pageBytes = in.readLong("page");
            final long plugBlockBytes = in.readLong("plug-block");
            final RegionSpec spec = new RegionSpec(
                    in.readText("name"), sizeBytes, pageBytes, initiallyShared, pluggable, plugBlockBytes, memory);
            if (!spec.isValid()) {
                throw new IllegalArgumentException("there is no such region");
            }
            return new RegionAdded(id, spec);
        }
    }

    /** Part of a region was placed in guest physical address space. */
    record Mapped(long gpa, long sizeBytes, int regionId, long offset) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.MAP;
        }

        @Override
        public void encode(final PayloadWriter out) {
            out.putLong(gpa).putLong(sizeBytes).putLong(offset).putInt(regionId);
        }

        static Mapped decode(final PayloadReader in) {
            final long gpa = in.readLong("gpa");
            final long sizeBytes = in.readLong("size");
            final long offset = in.readLong("offset");
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
        public void encode(final PayloadWriter out) {
            out.putLong(gpa);
        }

        static Unmapped decode(final PayloadReader in) {
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
        public void encode(final PayloadWriter out) {
            out.putByte(policy.mixed().ordinal()).putByte(policy.onVeto().ordinal());
        }

        static PolicySet decode(final PayloadReader in) {
            final Policy.Mixed mixed = in.readChoice("mixed", Policy.Mixed.values());
            return new PolicySet(new Policy(mixed, in.readChoice("on-veto", Policy.OnVeto.values())));
        }
    }

    /** A listener is to be registered; that it refused is a {@link ListenerEnded} after it. Numbered from 0 in order. */
    record ListenerAdded(int id, ListenerSpec spec) implements LayoutRecord {
        @Override
        public int type() {
            return RecordTypes.LISTENER;
        }

        @Override
        public void encode(final PayloadWriter out) {
            final long[] vetoes = spec.vetoes();
            out.putInt(id)
                    .putByte(spec.kind().ordinal())
                    .putByte(spec.watchesWholeRegion() ? 1 : 0)
                    .putByte(0)
                    .putByte(0)
                    .putLong(spec.offset())
                    .putLong(spec.sizeBytes())
                    .putLong(spec.limit())
                    .putInt(vetoes.length);
            for (final long veto : vetoes) {
                out.putLong(veto);
            }
            out.putText(spec.vetoErrno().name()).putText(spec.name()).putText(spec.region());
        }

        static ListenerAdded decode(final PayloadReader in) {
            final int id = in.readInt("listener");
            final ListenerSpec.Kind kind = in.readChoice("kind", ListenerSpec.Kind.values());
            final boolean wholeRegion = in.readFlag("whole");
            in.readByte("padding");
            in.readByte("padding");
            final long offset = in.readLong("offset");
            final long sizeBytes = in.readLong("size");
            final long limit = in.readLong("limit");
            final int vetoCount = in.readInt("veto count");
            if (vetoCount < 0 || vetoCount > ListenerSpec.MAX_VETOES) {
                throw new IllegalArgumentException("veto count is " + vetoCount);
            }
            final long[] vetoes = new long[vetoCount];
            for (int i = 0; i < vetoCount; i++) {
                vetoes[i] = in.readLong("veto");
            }
            final String errno = in.readText("errno");
            final String name = in.readText("name");
            ListenerSpec spec =
                    ListenerSpec.of(name, in.readText("region"), kind).limitedTo(limit);
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

            Cause(final String text) {
                this.text = text;
            }

            @Override
            public String toString() {
                return text;
            }
        }

        public ListenerEnded {
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public int type() {
            return RecordTypes.UNLISTEN;
        }

        @Override
        public void encode(final PayloadWriter out) {
            out.putInt(id).putByte(cause.ordinal()).putText(errno.name());
        }

        static ListenerEnded decode(final PayloadReader in) {
            final int id = in.readInt("listener");
            final Cause cause = in.readChoice("cause", Cause.values());
            final String errno = in.readText("errno");
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
        public void encode(final PayloadWriter out) {
            out.putLong(offset).putLong(sizeBytes).putInt(regionId).putByte(pinned ? 1 : 0);
        }

        static PinChanged decode(final PayloadReader in) {
            final long offset = in.readLong("offset");
            final long sizeBytes = in.readLong("size");
            final int regionId = in.readInt("region");
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
        public void encode(final PayloadWriter out) {
            out.putByte(hold.ordinal()).putByte(acquired ? 1 : 0);
        }

        static HoldChanged decode(final PayloadReader in) {
            final DiscardHold hold = in.readChoice("hold", DiscardHold.values());
            return new HoldChanged(hold, in.readFlag("acquired"));
        }
    }

    /**
     * Reads a record of one of these types.
     *
     * @return null if the record's type is none of these
     * @throws IllegalArgumentException if the payload does not hold what it must
     */
    static LayoutRecord decode(final RecordView view) {
        final PayloadReader in = new PayloadReader().wrap(view.buffer(), view.payloadOffset(), view.payloadLength());
        switch (view.type()) {
            case RecordTypes.REGION:
                return RegionAdded.decode(in);
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
            case RecordTypes.OBSERVATION:
                return Observation.decode(in);
            default:
                return null;
        }
    }
}
