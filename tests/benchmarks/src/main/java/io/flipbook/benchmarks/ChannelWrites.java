package io.flipbook.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** One call of the system for the request, and one for the outcome. */
final class ChannelWrites implements Contestant {
    private final ByteBuffer record = ByteBuffer.allocateDirect(RecordChain.RECORD_BYTES);
    private FileChannel file;

    @Override
    public void open(Place place) throws IOException {
        file = FileChannel.open(
                place.path().resolve("written"), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
    }

    @Override
    public void run(int operations) {
        try {
            for (int i = 0; i < 2 * operations; i++) {
                record.clear();
                while (record.hasRemaining()) {
                    file.write(record);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
