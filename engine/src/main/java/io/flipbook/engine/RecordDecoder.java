package io.flipbook.engine;

import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the records of a journal one by one, for those who want to see them and not the state that they lead to. It has
 * to be fed from the first record on, since records name regions and listeners by number; what is behind damage can be
 * read all the same, with numbers for the names that were lost.
 *
 * <p>What is returned is used again: it is valid until the next record. One thread.
 */
public final class RecordDecoder {
    /** What a record is about. */
    public enum Kind {
        /** The journal's own: it begins, goes on, ends. */
        SESSION,
        /** The layout, or what else decides results; {@link #layout()}. */
        LAYOUT,
        /** A request; {@link #request()}. */
        REQUEST,
        /** An outcome; {@link #outcome()}. */
        OUTCOME
    }

    /** Names by number. Of what has gone the last ones are still known, so that a long journal takes no more memory. */
    private static final class Numbered {
        private final Map<Integer, String> names = new HashMap<>();
        private final Deque<Integer> gone = new ArrayDeque<>();
        private final int mostGone;

        Numbered(int mostGone) {
            this.mostGone = mostGone;
        }

        String name(int number) {
            return names.getOrDefault(number, "#" + number);
        }

        void come(int number, String name) {
            names.put(number, name);
        }

        void go(int number) {
            gone.add(number);
            if (gone.size() > mostGone) {
                names.remove(gone.remove());
            }
        }
    }

    private final Numbered regions = new Numbered(GuestMemory.MAX_REGIONS);
    private final Numbered listeners = new Numbered(GuestMemory.MAX_LISTENERS);
    private final ConversionRequest request = ConversionRequest.blank();
    private final Outcome outcome = new Outcome();
    private final RecordedNames names = new RecordedNames() {
        @Override
        public String nameOf(int regionId) {
            return regionName(regionId);
        }

        @Override
        public String listenerNameOf(int listenerId) {
            return listenerName(listenerId);
        }
    };

    private LayoutRecord layout;

    /** A decoder for the records of one journal, from the first one on or behind {@link #know}. */
    public RecordDecoder() {}

    /**
     * Reads a record.
     *
     * @throws JournalDamagedException if its payload does not hold what its type says
     */
    public Kind read(RecordView view) {
        try {
            switch (view.type()) {
                case RecordTypes.REQUEST:
                    RequestCodec.decode(view.buffer(), view.payloadOffset(), view.payloadLength(), names, request);
                    return Kind.REQUEST;
                case RecordTypes.OUTCOME:
                    OutcomeCodec.decode(view.buffer(), view.payloadOffset(), view.payloadLength(), names, outcome);
                    if (outcome.detaches()) {
                        outcome.refusals().forEach(refusal -> listeners.go(refusal.listenerId()));
                    }
                    return Kind.OUTCOME;
                default:
                    return view.type() < RecordType.FIRST_USER ? Kind.SESSION : readLayout(view);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw JournalDamagedException.at(view, e.getMessage());
        }
    }

    /** Takes in names that records have given that are not there any more; see {@link LayoutRecord#of}. */
    public void know(List<LayoutRecord> earlier) {
        earlier.forEach(this::keepNames);
    }

    /** The request, after {@link Kind#REQUEST}. */
    public ConversionRequest request() {
        return request;
    }

    /** The outcome, after {@link Kind#OUTCOME}. */
    public Outcome outcome() {
        return outcome;
    }

    /** The layout record, after {@link Kind#LAYOUT}. */
    public LayoutRecord layout() {
        return layout;
    }

    /** The name of a region by its number on record, also of one that is gone, of those at least that went last. */
    public String regionName(int regionId) {
        return regions.name(regionId);
    }

    /**
     * The name of a listener by its number on record, also of one that is gone, of those at least that went last; of a
     * region's memory its mark.
     */
    public String listenerName(int listenerId) {
        if (Outcome.Refusal.isOfMemory(listenerId)) {
            return Outcome.Refusal.MEMORY_MARK + regionName(Outcome.Refusal.regionOf(listenerId));
        }
        return listeners.name(listenerId);
    }

    private Kind readLayout(RecordView view) {
        layout = LayoutRecord.decode(view);
        if (layout == null) {
            throw new IllegalArgumentException("record of type " + view.type() + ", which this version does not know");
        }
        keepNames(layout);
        return Kind.LAYOUT;
    }

    private void keepNames(LayoutRecord named) {
        if (named instanceof LayoutRecord.RegionAdded added) {
            regions.come(added.id(), added.spec().name());
        } else if (named instanceof LayoutRecord.RegionRemoved removed) {
            regions.go(removed.id());
        } else if (named instanceof LayoutRecord.ListenerAdded added) {
            listeners.come(added.id(), added.spec().name());
        } else if (named instanceof LayoutRecord.ListenerEnded ended) {
            listeners.go(ended.id());
        }
    }
}
