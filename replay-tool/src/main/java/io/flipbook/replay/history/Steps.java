package io.flipbook.replay.history;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.MemoryTypeSet;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.engine.SourceAdded;
import io.flipbook.engine.SourceRemoved;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import java.util.List;

/** Makes steps of the records of a journal; fed from the first one on, or told what those before led to. */
public final class Steps {
    private final RecordDecoder decoder = new RecordDecoder();

    /** Begins with nothing. */
    public Steps() {
        this(List.of());
    }

    /** Begins with the layout to which the records before have led. */
    public Steps(List<LayoutRecord> earlier) {
        decoder.know(earlier);
    }

    /** The step that a record is; null if it is none, as a mark of a snapshot. Keeps nothing of the view. */
    public Step of(RecordView view) {
        switch (decoder.read(view)) {
            case REQUEST:
                return new Step.Asked(view.sequence(), decoder.request().copy());
            case OUTCOME:
                long request = decoder.outcome().requestSequence();
                return new Step.Decided(
                        view.sequence(), request, decoder.outcome().copy());
            case LAYOUT:
                return new Step.LaidOut(view.sequence(), decoder.layout(), nameIn(decoder.layout()));
            default:
                return session(view);
        }
    }

    private String nameIn(LayoutRecord layout) {
        if (layout instanceof LayoutRecord.RegionRemoved removed) {
            return decoder.regionName(removed.id());
        } else if (layout instanceof LayoutRecord.Mapped map) {
            return decoder.regionName(map.regionId());
        } else if (layout instanceof LayoutRecord.PinChanged pin) {
            return decoder.regionName(pin.regionId());
        } else if (layout instanceof LayoutRecord.ListenerEnded ended) {
            return decoder.listenerName(ended.id());
        } else if (layout instanceof SourceAdded added) {
            return decoder.regionName(added.regionId());
        } else if (layout instanceof SourceRemoved removed) {
            return decoder.regionName(removed.regionId());
        }
        return layout instanceof MemoryTypeSet types ? decoder.regionName(types.regionId()) : "";
    }

    private static Step session(RecordView view) {
        switch (view.type()) {
            case RecordType.BEGIN:
                return new Step.Began(view.sequence());
            case RecordType.RECOVER:
                return new Step.Recovered(view.sequence());
            case RecordType.END:
                return new Step.Ended(view.sequence());
            default:
                return null;
        }
    }
}
