package io.flipbook.replay.charts;

import io.flipbook.engine.LayoutRecord;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.RecordVisitor;
import java.util.List;

/** How long a history is: has to see it before a {@link HistoryPicture} of it can be made. */
public final class PictureExtent implements RecordVisitor {
    private final RecordDecoder decoder = new RecordDecoder();
    private final PictureTime time = new PictureTime();

    /** Begins with what the records before have led to. */
    public PictureExtent(List<LayoutRecord> layout) {
        decoder.know(layout);
    }

    @Override
    public boolean onRecord(RecordView record) {
        time.see(record, decoder.read(record), decoder);
        return true;
    }

    double seconds() {
        return time.seconds();
    }
}
