package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.ORDER;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The payloads of the journal's own records. Little endian.
 *
 * <pre>
 *   BEGIN    0 u64 "FLIPBOOK"  8 u32 format version  12 u32 kind of sync policy  16 u64 its parameter
 *            24 identity: UUID, most significant byte first
 *            40 u32 n  44 n bytes of UTF-8: program and version of the writer
 *   RECOVER  0 u32 kind of sync policy  4 u32 flags (bit 0: the session before ended cleanly)
 *            8 u64 parameter of the sync policy  16 u64 bytes of an unfinished record that were discarded
 *            24 u64 sequence of the record before
 *   END      0 u64 number of records before it
 * </pre>
 */
final class SessionRecords {
    /** "FLIPBOOK" in ASCII, read as a little-endian number. */
    static final long MAGIC = 0x4b4f4f4250494c46L;
    /** The version of the format of a journal: files, documents and records. */
    static final int FORMAT_VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int FORMAT_OFFSET = MAGIC_OFFSET + SIZE_OF_LONG;
    static final int BEGIN_SYNC_OFFSET = FORMAT_OFFSET + SIZE_OF_INT;
    static final int BEGIN_SYNC_PARAMETER_OFFSET = BEGIN_SYNC_OFFSET + SIZE_OF_INT;
    static final int IDENTITY_OFFSET = BEGIN_SYNC_PARAMETER_OFFSET + SIZE_OF_LONG;
    static final int WRITER_LENGTH_OFFSET = IDENTITY_OFFSET + 2 * SIZE_OF_LONG;
    static final int WRITER_OFFSET = WRITER_LENGTH_OFFSET + SIZE_OF_INT;

    static final int RECOVER_SYNC_OFFSET = 0;
    static final int RECOVER_FLAGS_OFFSET = RECOVER_SYNC_OFFSET + SIZE_OF_INT;
    static final int RECOVER_SYNC_PARAMETER_OFFSET = RECOVER_FLAGS_OFFSET + SIZE_OF_INT;
    static final int DISCARDED_OFFSET = RECOVER_SYNC_PARAMETER_OFFSET + SIZE_OF_LONG;
    static final int LAST_GOOD_OFFSET = DISCARDED_OFFSET + SIZE_OF_LONG;
    static final int RECOVER_LENGTH = LAST_GOOD_OFFSET + SIZE_OF_LONG;
    /** Flag of RECOVER: the session before ended with END. */
    static final int ENDED_CLEANLY = 1;

    static final int RECORDS_BEFORE_OFFSET = 0;
    static final int END_LENGTH = RECORDS_BEFORE_OFFSET + SIZE_OF_LONG;

    private SessionRecords() {}

    static UnsafeBuffer begin(UUID identity, SyncPolicy syncPolicy, String writer) {
        byte[] name = writer.getBytes(StandardCharsets.UTF_8);
        UnsafeBuffer payload = new UnsafeBuffer(new byte[WRITER_OFFSET + name.length]);
        payload.putLong(MAGIC_OFFSET, MAGIC, ORDER);
        payload.putInt(FORMAT_OFFSET, FORMAT_VERSION, ORDER);
        payload.putInt(BEGIN_SYNC_OFFSET, syncPolicy.kind(), ORDER);
        payload.putLong(BEGIN_SYNC_PARAMETER_OFFSET, syncPolicy.parameter(), ORDER);
        payload.putLong(IDENTITY_OFFSET, identity.getMostSignificantBits(), java.nio.ByteOrder.BIG_ENDIAN);
        payload.putLong(
                IDENTITY_OFFSET + SIZE_OF_LONG, identity.getLeastSignificantBits(), java.nio.ByteOrder.BIG_ENDIAN);
        payload.putInt(WRITER_LENGTH_OFFSET, name.length, ORDER);
        payload.putBytes(WRITER_OFFSET, name);
        return payload;
    }

    static UnsafeBuffer recover(SyncPolicy syncPolicy, boolean endedCleanly, long discardedBytes, long lastGood) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[RECOVER_LENGTH]);
        payload.putInt(RECOVER_SYNC_OFFSET, syncPolicy.kind(), ORDER);
        payload.putLong(RECOVER_SYNC_PARAMETER_OFFSET, syncPolicy.parameter(), ORDER);
        payload.putInt(RECOVER_FLAGS_OFFSET, endedCleanly ? ENDED_CLEANLY : 0, ORDER);
        payload.putLong(DISCARDED_OFFSET, discardedBytes, ORDER);
        payload.putLong(LAST_GOOD_OFFSET, lastGood, ORDER);
        return payload;
    }

    static UnsafeBuffer end(long recordsBefore) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[END_LENGTH]);
        payload.putLong(RECORDS_BEFORE_OFFSET, recordsBefore, ORDER);
        return payload;
    }
}
