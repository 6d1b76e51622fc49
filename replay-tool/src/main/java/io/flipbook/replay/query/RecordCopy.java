package io.flipbook.replay.query;

import io.flipbook.journal.RecordView;
import org.agrona.concurrent.UnsafeBuffer;

/** Records kept beyond the call in which they were shown. */
public final class RecordCopy {
    private RecordCopy() {}

    /** A view of a record that stays as it is. */
    public static RecordView of(RecordView view) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[view.length()]);
        int start = view.payloadOffset() - (view.length() - view.payloadLength());
        copy.putBytes(0, view.buffer(), start, view.length());
        return RecordView.of(copy, 0, view.file(), view.fileOffset());
    }
}
