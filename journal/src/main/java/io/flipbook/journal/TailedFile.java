package io.flipbook.journal;

import static io.flipbook.journal.ChronicleFormat.WORD_BYTES;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;

/** The documents of one roll file after another, as far as a writer has got. Nothing is read behind damage. */
final class TailedFile implements Closeable {
    /** There is no document yet where the next one will be. */
    static final int NOTHING_YET = 0;
    /** The file is complete; another one follows. */
    static final int ENDED = -1;
    /** Enough for an index of Chronicle's, and for the longest document. */
    private static final int WINDOW_BYTES = 320 << 10;

    private final FileWindow window = new FileWindow(FileOperations.SYSTEM, WINDOW_BYTES);
    private final IndexCheck index = new IndexCheck();
    private RollFile file;
    private Object key;
    private long position;

    /** What is wrong, and where, of the record that comes next. */
    static final class Damage extends Exception {
        private static final long serialVersionUID = 1L;

        private final FindingKind kind;
        private final long offset;

        Damage(FindingKind kind, long offset, String text) {
            super(text, null, false, false);
            this.kind = kind;
            this.offset = offset;
        }

        FindingKind kind() {
            return kind;
        }

        long offset() {
            return offset;
        }
    }

    /** Goes on with a file whose header was checked. */
    void begin(RollFile rollFile) throws IOException {
        window.open(rollFile.path());
        file = rollFile;
        key = keyNow();
        index.begin();
        position = ChronicleFormat.FIRST_DOCUMENT;
    }

    /** The same, from a document on. */
    void begin(RollFile rollFile, long documentOffset) throws IOException {
        begin(rollFile);
        position = documentOffset;
    }

    /** The file, null before the first. */
    RollFile file() {
        return file;
    }

    FileWindow window() {
        return window;
    }

    /** Where the next document begins, or will. */
    long position() {
        return position;
    }

    /** The length of the next data document, all of which can be read then; {@link #NOTHING_YET} or {@link #ENDED}. */
    int next() throws IOException, Damage {
        while (true) {
            int word = wordAt(position);
            if (word == 0) {
                long written = window.peekLong(ChronicleFormat.WRITE_POSITION_OFFSET);
                if (written < position) {
                    return NOTHING_YET;
                }
                // Once more, for documents up to there have been written by now.
                word = wordAt(position);
                if (word == 0) {
                    throw new Damage(
                            FindingKind.WRITE_POSITION,
                            position,
                            "the data ends here, but documents were written up to 0x" + Long.toHexString(written));
                }
            }
            if (word == ChronicleFormat.END_OF_FILE) {
                return ENDED;
            }
            int length = plausibleLength(word);
            if (!ChronicleFormat.isMetadata(word)) {
                return length;
            }
            position = ChronicleFormat.next(position, length);
        }
    }

    /** Goes behind the next document, which is so long; returns where its first record begins. */
    long take(int length) {
        long first = position + WORD_BYTES;
        position = ChronicleFormat.next(position, length);
        return first;
    }

    /** Whether another file has now the name of the one that is read. */
    boolean isReplaced() throws IOException {
        try {
            Object now = keyNow();
            return now != null && !now.equals(key);
        } catch (NoSuchFileException e) {
            return false; // retention has dropped it, or the manifest misses it
        }
    }

    @Override
    public void close() throws IOException {
        window.close();
    }

    private Object keyNow() throws IOException {
        return Files.readAttributes(file.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** The word as it is now, if it was zero before. */
    private int wordAt(long at) throws IOException {
        if (window.load(at, WORD_BYTES) && window.intAt(at) != 0) {
            return window.intAt(at);
        }
        return window.refresh(at, WORD_BYTES) ? window.intAt(at) : 0;
    }

    private int plausibleLength(int word) throws IOException, Damage {
        int length = ChronicleFormat.lengthOf(word);
        if (!DocumentWalk.isPlausible(window, index, position, word, length)) {
            window.reload(position, WORD_BYTES);
            if (!DocumentWalk.isPlausible(window, index, position, word, length)) {
                throw new Damage(
                        DocumentWalk.implausibleKind(word, position), position, DocumentWalk.implausible(word, length));
            }
        }
        return length;
    }
}
