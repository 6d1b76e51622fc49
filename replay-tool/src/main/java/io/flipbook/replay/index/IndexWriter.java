package io.flipbook.replay.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Writes the file of an index from its front to its end: parts, then the table that says what they are, then where that
 * is. Little endian.
 */
final class IndexWriter {
    /** The last eight bytes, "FLIPIDX1" in ASCII. */
    static final long MAGIC = 0x3158444950494c46L;

    /** Where the table is, how long it is, its CRC32C, and the magic number. */
    static final int TRAILER_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    private final FileChannel channel;
    private long position;

    IndexWriter(FileChannel channel) {
        this.channel = channel;
    }

    /** How much is written. */
    long position() {
        return position;
    }

    /** Copies the front of another file to here, where nothing is written yet. */
    void copy(FileChannel source, long length) throws IOException {
        while (position < length) {
            long copied = source.transferTo(position, length - position, channel);
            if (copied == 0) {
                throw new IOException("the file before was cut");
            }
            position += copied;
        }
    }

    Part add(byte[] bytes) throws IOException {
        Part part = new Part(position, bytes.length, crcOf(bytes));
        write(ByteBuffer.wrap(bytes));
        return part;
    }

    /** Writes what says what the parts are. */
    void finish(UUID identity, long beginning, RolledFiles files, List<Entry> entries) throws IOException {
        ByteSink out = new ByteSink();
        out.putLong(identity.getMostSignificantBits());
        out.putLong(identity.getLeastSignificantBits());
        out.putLong(beginning);
        files.write(out);
        out.putCount(entries.size());
        entries.forEach(entry -> entry.write(out));
        Part table = add(out.toBytes());
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        trailer.putLong(table.offset())
                .putInt(table.length())
                .putInt(table.crc())
                .putLong(MAGIC);
        write(trailer.flip());
    }

    static int crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            position += channel.write(bytes);
        }
    }
}
