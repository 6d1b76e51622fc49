package io.flipbook.journal;

import static io.flipbook.journal.RecordLayout.CRC_OFFSET;
import static io.flipbook.journal.RecordLayout.PAYLOAD_OFFSET;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Computes the checksums of records; see {@link RecordLayout}. Allocates nothing once made; for one thread. */
final class Checksum {
    private final CRC32C crc = new CRC32C();

    /** The checksum of a record in a buffer, whose position and limit are anywhere afterwards. */
    int of(ByteBuffer bytes, int offset, int length) {
        crc.reset();
        bytes.limit(offset + CRC_OFFSET).position(offset);
        crc.update(bytes);
        bytes.limit(offset + length).position(offset + PAYLOAD_OFFSET);
        crc.update(bytes);
        return stored((int) crc.getValue());
    }

    /** The checksum of a record that begins an array. */
    int of(byte[] bytes, int length) {
        return of(bytes, 0, length);
    }

    /** The checksum of a record in an array. */
    int of(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, CRC_OFFSET);
        crc.update(bytes, offset + PAYLOAD_OFFSET, length - PAYLOAD_OFFSET);
        return stored((int) crc.getValue());
    }

    static int stored(int computed) {
        return Integer.bitCount(computed) < 2 ? ~computed : computed;
    }
}
