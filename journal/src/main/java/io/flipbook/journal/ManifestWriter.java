package io.flipbook.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Keeps the manifest up with the roll files while they are written. */
final class ManifestWriter {
    private final ManifestFile file;
    private Manifest manifest;
    /** The last file as far as it was written when the journal was opened; null when there was none. */
    private final RolledFile found;

    ManifestWriter(ManifestFile file, Manifest manifest, RolledFile found) {
        this.file = file;
        this.manifest = manifest;
        this.found = found;
    }

    /**
     * Makes sure that there is space for the next manifest: that of a roll, or of the end.
     *
     * @throws JournalFullException if there is none; nothing has changed then
     */
    void reserve() {
        try {
            file.reserve(manifest.encode().length + Manifest.GROWTH_BYTES);
        } catch (IOException e) {
            throw new JournalFullException(file.path(), e);
        }
    }

    /** As {@link #reserve}, if there is space; else the next roll asks again, and the end takes what the room held. */
    void tryToReserve() {
        hasSpace(manifest.encode().length + Manifest.GROWTH_BYTES);
    }

    /**
     * A record was appended, the first of this session in the file of its day.
     *
     * @param crcBefore checksum of the record before it
     * @param endBefore where the last document of the session's file before ends; 0 when there is none
     */
    void dayHasBegun(int day, long sequence, int crcBefore, long endBefore) throws IOException {
        RolledFile last = manifest.last();
        if (last != null && last.day() == day) {
            return;
        }
        List<RolledFile> files = new ArrayList<>(manifest.files());
        if (last != null) {
            complete(files, sequence - 1, crcBefore, endBefore);
        }
        files.add(RolledFile.open(day, sequence));
        replace(manifest.withFiles(files));
    }

    /** The session has ended cleanly, with this record, in a document that ends there. */
    void hasEnded(long sequence, int crc, long end) throws IOException {
        List<RolledFile> files = new ArrayList<>(manifest.files());
        complete(files, sequence, crc, end);
        replace(manifest.withFiles(files));
    }

    /**
     * Drops the files that are not to be kept. The manifest says so before they are removed: a kill in between leaves
     * files that count for nothing. Where there is no space to say so the next roll does it.
     */
    void retain(Retention retention, LongSupplier oldestNeeded, long nowNs) throws IOException {
        int count = retention.countToDrop(manifest, oldestNeeded, nowNs);
        if (count > 0 && hasSpace(manifest.dropping(count).encode().length)) {
            replace(manifest.dropping(count));
            file.removeDropped(manifest);
            if (hasSpace(manifest.withoutDropped().encode().length)) {
                replace(manifest.withoutDropped());
            }
        }
    }

    private boolean hasSpace(int lengthBytes) {
        try {
            file.reserve(lengthBytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void complete(List<RolledFile> files, long sequence, int crc, long end) {
        RolledFile last = manifest.last();
        files.set(
                files.size() - 1,
                new RolledFile(last.day(), last.firstSequence(), sequence, crc, end == 0 ? found.endOffset() : end));
    }

    private void replace(Manifest changed) throws IOException {
        file.write(changed);
        manifest = changed;
    }
}
