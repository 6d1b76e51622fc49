package io.flipbook.journal;

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
    private final RollHeader header;
    private long lastPosition;
    private long lastNumber;
    private long forcedPosition;
    private long forcedNumber;

    private WritePosition(RollHeader header) {
        this.header = header;
    }

    /** That of a file of which all is forced. */
    static WritePosition ofForced(RollHeader header) {
        WritePosition position = ofNew(header);
        position.readLast();
        position.forced();
        return position;
    }

    /** That of a file of which nothing is forced. */
    static WritePosition ofNew(RollHeader header) {
        return new WritePosition(header);
    }

    /** A document was written: says again what was said when all was forced. */
    void holdBack() {
        readLast();
        header.note(forcedPosition, forcedNumber);
    }

    /** Says what Chronicle has noted last, which it goes on from: before the next document. */
    void showLast() {
        header.note(lastPosition, lastNumber);
    }

    /** All documents are forced. */
    void forced() {
        forcedPosition = lastPosition;
        forcedNumber = lastNumber;
        showLast();
    }

    private void readLast() {
        lastPosition = header.position();
        lastNumber = header.number();
    }
}
