package io.flipbook.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Appends records that were read to a new queue, each as it is. */
final class RecordCopier implements RecordVisitor, Closeable {
    /** How large a place is made that is to stay open: as that of an outcome without refusals. */
    private static final int OPEN_PLACE_BYTES = 64;

    /** Says with which manifest the copy begins. */
    @FunctionalInterface
    interface Head {
        Manifest of(RecordView first) throws IOException;
    }

    private final Path directory;
    private final FileOperations files;
    private final Head head;
    private final long firstSequence;
    private final long lastSequence;
    private final RecordEncoder current = new RecordEncoder();
    /** The record before, if it reserves a place: the next one says how large, and whether it was filled. */
    private final RecordEncoder reserving = new RecordEncoder();

    private boolean reserves;
    private QueueWriter queue;
    private ManifestWriter manifest;
    private RecordEncoder last;
    private boolean isFinished;

    RecordCopier(Path directory, FileOperations files, Head head, long firstSequence, long lastSequence) {
        this.directory = directory;
        this.files = files;
        this.head = head;
        this.firstSequence = firstSequence;
        this.lastSequence = lastSequence;
    }

    @Override
    public boolean onRecord(RecordView record) {
        if (record.sequence() < firstSequence) {
            return true;
        }
        if (record.sequence() > lastSequence || last != null && record.sequence() != last.sequence() + 1) {
            return false;
        }
        try {
            copy(record);
            return true;
        } catch (IOException | RuntimeException | InternalError e) {
            // InternalError is how Java says that there is no room for a mapped page.
            throw JournalIoException.of("cannot write the copy of sequence " + record.sequence() + " to", directory, e);
        }
    }

    private void copy(RecordView record) throws IOException {
        if (queue == null) {
            begin(record);
        }
        boolean isInPlace = reserves && (record.flags() & RecordLayout.AFTER_OPEN_PLACE) == 0;
        if (reserves) {
            append(reserving, isInPlace ? record.length() : OPEN_PLACE_BYTES);
            reserves = false;
        }
        if ((record.flags() & RecordLayout.RESERVES) != 0) {
            reserving.take(record);
            reserves = true;
            last = reserving;
            return;
        }
        current.take(record);
        last = current;
        if (isInPlace) {
            queue.fill(current);
        } else {
            append(current, 0);
        }
    }

    private void begin(RecordView first) throws IOException {
        ManifestFile file = new ManifestFile(files, directory);
        Manifest empty = head.of(first);
        file.write(empty);
        manifest = new ManifestWriter(file, empty, null);
        JournalConfig config = JournalConfig.of(directory).files(files).blockSizeBytes(JournalConfig.MIN_BLOCK_BYTES);
        Forcer forcer = Forcer.open(config, directory, List.of());
        queue = new QueueWriter(directory, config, forcer, first.timeNs(), List.of(), 0);
    }

    private void append(RecordEncoder record, int placeBytes) throws IOException {
        queue.reserve(record.timeNs());
        queue.append(record, placeBytes, record.timeNs());
        if (queue.hasBegunFile()) {
            manifest.dayHasBegun(queue.day(), record.sequence(), record.previousCrc(), queue.endBefore());
        }
    }

    /** Completes the copy. */
    void finish() throws IOException {
        if (queue == null) {
            return;
        }
        if (reserves) {
            append(reserving, OPEN_PLACE_BYTES);
            reserves = false;
        }
        isFinished = true;
        if (last.type() == RecordType.END) {
            manifest.hasEnded(last.sequence(), last.crc(), queue.documentEnd());
        }
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close(isFinished);
        }
    }
}
