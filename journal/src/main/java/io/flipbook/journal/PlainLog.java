package io.flipbook.journal;

import org.agrona.DirectBuffer;

/** A log that reserves nothing: whatever is to come is appended when it comes. */
public interface PlainLog extends RecordLog {
    @Override
    default long appendReserving(
            int type, int userFlags, DirectBuffer payload, int offset, int length, int reservedPayloadLength) {
        return append(type, userFlags, payload, offset, length);
    }

    @Override
    default long fill(int type, int userFlags, DirectBuffer payload, int offset, int length) {
        return append(type, userFlags, payload, offset, length);
    }

    @Override
    default long appendAllReserving(RecordBatch records) {
        return appendAll(records);
    }
}
