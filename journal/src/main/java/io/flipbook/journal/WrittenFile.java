package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A roll file that is written, with what it needs for that: space, and its header mapped. The writer's thread alone.
 */
final class WrittenFile implements AutoCloseable {
    private final RollFile file;
    private final Room room;
    private final RollHeader header;

    private WrittenFile(RollFile file, Room room, RollHeader header) {
        this.file = file;
        this.room = room;
        this.header = header;
    }

    /**
     * Opens a file that is there.
     *
     * @param path what it is called for now
     * @param endOfData 0 for a file that has none, not even a header
     * @throws JournalFullException if there is no space
     */
    static WrittenFile open(
            FileOperations files, RollFile file, Path path, long endOfData, long roomBytes, RoomAhead ahead)
            throws IOException {
        Room room = Room.open(files, path, endOfData, roomBytes, ahead);
        room.rename(file.path());
        try {
            return new WrittenFile(file, room, RollHeader.map(files, path));
        } catch (IOException e) {
            room.close();
            throw e;
        }
    }

    Path path() {
        return file.path();
    }

    RollFile file() {
        return file;
    }

    int day() {
        return file.day();
    }

    Room room() {
        return room;
    }

    RollHeader header() {
        return header;
    }

    /**
     * Leaves it no longer than the scanner says that it has to be, so that a cut of it is found wherever it is made, in
     * what was never used too.
     */
    void shorten(FileOperations files, long lastDocument) {
        try (FileChannel channel = files.open(path(), StandardOpenOption.WRITE)) {
            channel.truncate(ChronicleFormat.minFileBytes(lastDocument));
        } catch (IOException e) {
            throw JournalIoException.of("cannot shorten", path(), e);
        }
    }

    @Override
    public void close() {
        header.close();
        room.close();
    }
}
