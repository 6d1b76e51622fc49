package io.flipbook.junit5;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new file out of a stream, with holes where there are only zeros: a journal's files are mostly that. */
final class UnpackedFile {
    /** Says that there are more bytes than there may be. */
    static final String TOO_MUCH = "there is too much in it; unpack it and name the journal's directory";

    private static final int BLOCK_BYTES = 64 << 10;

    private final Path file;

    UnpackedFile(Path file) {
        this.file = file;
    }

    /**
     * Takes the stream to its end.
     *
     * @param limit the most bytes that it may have
     * @return how many it has
     */
    long write(InputStream in, long limit) throws IOException {
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] block = new byte[BLOCK_BYTES];
            int read = in.readNBytes(block, 0, BLOCK_BYTES);
            while (read > 0) {
                bytes += read;
                if (bytes > limit) {
                    throw new IOException(TOO_MUCH);
                }
                if (!isZero(block, read)) {
                    channel.write(ByteBuffer.wrap(block, 0, read), bytes - read);
                }
                read = in.readNBytes(block, 0, BLOCK_BYTES);
            }
            if (bytes > channel.size()) {
                channel.write(ByteBuffer.wrap(new byte[1]), bytes - 1);
            }
        }
        return bytes;
    }

    private static boolean isZero(byte[] block, int length) {
        for (int i = 0; i < length; i++) {
            if (block[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
