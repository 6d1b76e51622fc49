package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.Path;

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

    @Override
    public void close() {
        header.close();
        room.close();
    }
}
