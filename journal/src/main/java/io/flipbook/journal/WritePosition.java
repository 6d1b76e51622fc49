package io.flipbook.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the header of a roll file says that the last document lies, held back until that document is forced.
 *
 * <p>Chronicle notes it with the document, in another page, and after a power cut a device may have this page and not
 * the document's. The header would then lead to where nothing is, as it does when data was lost, which is damage. What
 * it says while it is held back is on the device, and damage is told from a document that nobody was told of.
 *
 * <p>The writer's thread alone.
 */
final class WritePosition {
    private static final int POSITION = (int) ChronicleFormat.WRITE_POSITION_OFFSET;
    /** Chronicle notes the number of the document beside its position. */
    private static final int NUMBER = POSITION + Long.BYTES;

    private static final int MAPPED_BYTES = 4096;

    private final UnsafeBuffer header;
    private long lastPosition;
    private long lastNumber;
    private long forcedPosition;
    private long forcedNumber;

    private WritePosition(MappedByteBuffer mapped) {
        header = new UnsafeBuffer(mapped);
    }

    /** That of a file of which all is forced. */
    static WritePosition ofForced(FileOperations files, Path file) throws IOException {
        WritePosition position = ofNew(files, file);
        position.readLast();
        position.forced();
        return position;
    }

    /** That of a file of which nothing is forced. */
    static WritePosition ofNew(FileOperations files, Path file) throws IOException {
        MappedByteBuffer mapped = null;
        try (FileChannel channel = files.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES);
        } catch (IOException e) {
            BufferUtil.free(mapped); // does nothing where there is none
            throw e;
        }
        return new WritePosition(mapped);
    }

    /** A document was written: says again what was said when all was forced. */
    void holdBack() {
        readLast();
        write(forcedPosition, forcedNumber);
    }

    /** Says what Chronicle has noted last, which it goes on from: before the next document. */
    void showLast() {
        write(lastPosition, lastNumber);
    }

    /** All documents are forced. */
    void forced() {
        forcedPosition = lastPosition;
        forcedNumber = lastNumber;
        showLast();
    }

    void close() {
        BufferUtil.free(header);
    }

    private void readLast() {
        lastPosition = header.getLong(POSITION, RecordLayout.ORDER);
        lastNumber = header.getLong(NUMBER, RecordLayout.ORDER);
    }

    private void write(long position, long number) {
        header.putLong(POSITION, position, RecordLayout.ORDER);
        header.putLong(NUMBER, number, RecordLayout.ORDER);
    }
}
