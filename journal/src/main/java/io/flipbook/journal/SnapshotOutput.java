package io.flipbook.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

/**
 * The payload of a snapshot, as it is written from the front to its end through a buffer of fixed size. Little endian.
 * For one thread, inside one call.
 */
public final class SnapshotOutput {
    private static final int BUFFER_BYTES = 64 << 10;

    private final WritableByteChannel channel;
    private final String file;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(RecordLayout.ORDER);
    private long written;

    SnapshotOutput(WritableByteChannel channel, String file) {
        this.channel = channel;
        this.file = file;
    }

    /** The payload that a state writes, in memory. */
    public static byte[] toBytes(SnapshotContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SnapshotOutput out = new SnapshotOutput(Channels.newChannel(bytes), "");
        content.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    /** The checksum of the payload that a state writes, which is kept nowhere. */
    static int crcOf(SnapshotContent content) {
        SnapshotOutput out = new SnapshotOutput(Channels.newChannel(OutputStream.nullOutputStream()), "");
        content.write(out);
        out.flush();
        return (int) out.crc.getValue();
    }

    /** Writes the lowest eight bits. */
    public SnapshotOutput putByte(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    /** Writes four bytes. */
    public SnapshotOutput putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    /** Writes eight bytes. */
    public SnapshotOutput putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /** Writes a part of an array. */
    public SnapshotOutput putBytes(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, BUFFER_BYTES);
            room(part).put(bytes, offset + done, part);
            done += part;
        }
        return this;
    }

    /** Writes what is still in the buffer, and says what the file holds now. */
    SnapshotHeader finish(ScanStart start) {
        flush();
        return new SnapshotHeader(start, written, (int) crc.getValue());
    }

    private ByteBuffer room(int count) {
        if (buffer.remaining() < count) {
            flush();
        }
        return buffer;
    }

    private void flush() {
        buffer.flip();
        crc.update(buffer.array(), 0, buffer.limit());
        written += buffer.limit();
        if (written > SnapshotHeader.MAX_PAYLOAD_BYTES) {
            throw new IllegalStateException("a snapshot may not be longer than " + SnapshotHeader.MAX_PAYLOAD_BYTES);
        }
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new JournalIoException("cannot write " + file + ": " + JournalIoException.reason(e), file, -1, e);
        }
        buffer.clear();
    }
}
