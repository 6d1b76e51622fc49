package io.flipbook.journal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32C;

/**
 * The payload of a snapshot, read from the front to its end through a buffer of fixed size. Little endian.
 *
 * <p>Whoever reads must not trust it: its checksum was good when it was read before, and is computed again meanwhile.
 * What would be read behind its end is an {@link IllegalArgumentException}. For one thread, inside one call.
 */
public final class SnapshotInput {
    private static final int BUFFER_BYTES = 64 << 10;

    private final ReadableByteChannel channel;
    private final String file;
    private final long sequence;
    private final int payloadCrc;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(RecordLayout.ORDER).limit(0);
    private long unread;

    private SnapshotInput(ReadableByteChannel channel, String file, long sequence, long payloadBytes, int payloadCrc) {
        this.channel = channel;
        this.file = file;
        this.sequence = sequence;
        this.payloadCrc = payloadCrc;
        unread = payloadBytes;
    }

    /** A payload that is in memory and in no journal. */
    public static SnapshotInput of(byte[] payload, long sequence) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(payload));
        return new SnapshotInput(channel, "", sequence, payload.length, (int) crc.getValue());
    }

    static SnapshotInput of(FileChannel channel, String file, SnapshotHeader header) throws IOException {
        channel.position(SnapshotHeader.LENGTH);
        return new SnapshotInput(channel, file, header.start().sequence(), header.payloadBytes(), header.payloadCrc());
    }

    /** The sequence of the record that this is the state after. */
    public long sequence() {
        return sequence;
    }

    /** How many bytes are left. */
    public long remaining() {
        return unread + buffer.remaining();
    }

    /** The next byte, from 0 to 255. */
    public int readByte() {
        return need(Byte.BYTES).get() & 0xff;
    }

    /** The next four bytes, signed. */
    public int readInt() {
        return need(Integer.BYTES).getInt();
    }

    /** The next eight bytes, signed. */
    public long readLong() {
        return need(Long.BYTES).getLong();
    }

    /** The next {@code count} times eight bytes, into the front of an array. */
    public void readLongs(long[] into, int count) {
        int done = 0;
        while (done < count) {
            int part = Math.min(count - done, BUFFER_BYTES / Long.BYTES);
            need(part * Long.BYTES).asLongBuffer().get(into, done, part);
            buffer.position(buffer.position() + part * Long.BYTES);
            done += part;
        }
    }

    /** Fills a whole array. */
    public void readBytes(byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            int part = Math.min(bytes.length - done, BUFFER_BYTES);
            need(part).get(bytes, done, part);
            done += part;
        }
    }

    /** Reads what is left, and says whether all of the payload has its checksum. */
    boolean isIntact() {
        while (remaining() > 0) {
            need((int) Math.min(remaining(), BUFFER_BYTES));
            buffer.position(buffer.limit());
        }
        return (int) crc.getValue() == payloadCrc;
    }

    private ByteBuffer need(int count) {
        if (buffer.remaining() < count) {
            if (remaining() < count) {
                throw new IllegalArgumentException("the payload ends too early");
            }
            fill();
        }
        return buffer;
    }

    private void fill() {
        buffer.compact();
        int kept = buffer.position();
        buffer.limit(kept + (int) Math.min(buffer.remaining(), unread));
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new IllegalArgumentException("the file was cut while it was read");
                }
            }
        } catch (IOException e) {
            throw new JournalIoException("cannot read " + file + ": " + JournalIoException.reason(e), file, -1, e);
        }
        unread -= buffer.position() - kept;
        crc.update(buffer.array(), kept, buffer.position() - kept);
        buffer.flip();
    }
}
