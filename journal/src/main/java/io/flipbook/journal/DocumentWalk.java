package io.flipbook.journal;

import static io.flipbook.journal.ChronicleFormat.WORD_BYTES;

import java.io.Closeable;
import java.io.IOException;

/**
 * Walks the documents of one roll file after another and hands their records to the {@link RecordWalk}.
 *
 * <p>What looks damaged is read from the file once more before it is reported: a writer may have gone on since.
 */
final class DocumentWalk implements Closeable {
    /** The buffer; also how far behind the end of the data bytes have to be zero. */
    static final int WINDOW_BYTES = 1 << 20;

    /** So many that their bytes are still near when they are delivered. */
    private static final int RECORDS_AT_ONCE = 128;

    private static final int SHORTEST_DOCUMENT = RecordLayout.PAYLOAD_OFFSET;
    /** How far behind damage the next good record is looked for, and how many bytes are checksummed for it. */
    private static final long SEARCH_BYTES = 256L << 20;

    private final FileWindow window;
    private final Findings findings;
    private final RecordWalk records;
    private final IndexCheck index = new IndexCheck();
    private final UsualDocuments usual = new UsualDocuments(RECORDS_AT_ONCE);
    private final FileOperations files;
    /** Made when a file has so much more of them that it is worth a thread. */
    private ReadAhead ahead;

    private RollFile file;
    private long position;
    private long lastDocument;
    private long endOffset;
    private boolean writePositionMet;
    private long endWritePosition;
    private long searchBudget;
    private Extent unfinished;
    private boolean endMark;
    private long dataBytes;

    DocumentWalk(FileOperations files, Findings findings, RecordWalk records) {
        this.files = files;
        window = new FileWindow(files, WINDOW_BYTES);
        this.findings = findings;
        this.records = records;
    }

    /** Walks a file whose header is good, from a document on. False when the visitor asked to stop. */
    boolean walk(RollFile rollFile, long from, boolean isLast) throws IOException {
        begin(rollFile);
        long writePosition = window.peekLong(ChronicleFormat.WRITE_POSITION_OFFSET);
        writePositionMet = writePosition == 0;
        if (from != ChronicleFormat.FIRST_DOCUMENT) {
            checkIndexesBefore(from);
            writePositionMet |= writePosition < from;
        }
        position = from;
        do {
            if (!documents(writePosition)) {
                return false;
            }
        } while (!findings.isFull() && hasGoneOn());
        if (!findings.isFull()) {
            checkEnd(isLast, writePosition);
        }
        dataBytes += position;
        return true;
    }

    /** Where the last document of the file ends that was walked last, 0 if it has none. */
    long endOffset() {
        return endOffset;
    }

    /** Walks one document. False when there is none, or the visitor asked to stop. */
    boolean walkOne(RollFile rollFile, long at) throws IOException {
        begin(rollFile);
        position = at;
        int word = wordAt(position);
        int length = ChronicleFormat.lengthOf(word);
        return !ChronicleFormat.isMetadata(word)
                && isPlausible(window, index, position, word, length)
                && records.document(file, window, position + WORD_BYTES, length);
    }

    /** What a killed writer left behind the end of the data in the last file, null when nothing. */
    Extent unfinished() {
        return unfinished;
    }

    /** The last file is complete: its writer was about to begin another. */
    boolean hasEndMark() {
        return endMark;
    }

    /** Where the data ends in the file that was walked last. */
    long position() {
        return position;
    }

    /** The positions of the ends of the data in all files, added up. */
    long dataBytes() {
        return dataBytes;
    }

    @Override
    public void close() throws IOException {
        if (ahead != null) {
            ahead.close();
        }
        window.close();
    }

    private void begin(RollFile rollFile) throws IOException {
        file = rollFile;
        window.open(file.path());
        index.begin();
        lastDocument = 0;
        endOffset = 0;
        searchBudget = SEARCH_BYTES;
    }

    /** A writer follows the positions of indexes wherever they are: those that are not walked over are looked at. */
    private void checkIndexesBefore(long limit) throws IOException {
        checkIndex(ChronicleFormat.FIRST_DOCUMENT);
        for (long at : index.namedBefore(limit)) {
            checkIndex(at);
        }
    }

    private void checkIndex(long at) throws IOException {
        position = at;
        for (int attempt = 0; attempt < 2; attempt++) {
            int word = wordAt(at);
            if (ChronicleFormat.isMetadata(word)
                    && isPlausible(window, index, position, word, ChronicleFormat.lengthOf(word))) {
                return;
            }
            window.reload(at, WORD_BYTES);
        }
        findings.report(FindingKind.INDEX, file.name(), at, 0, "no index of Chronicle's is where one has to be");
    }

    /** Walks up to a word that is zero or the end mark. */
    private boolean documents(long writePosition) throws IOException {
        while (!findings.isFull()) {
            if (!usualDocuments(writePosition)) {
                return false;
            }
            int word = wordAt(position);
            if (word == 0 || word == ChronicleFormat.END_OF_FILE) {
                return true;
            }
            int length = ChronicleFormat.lengthOf(word);
            boolean good = isPlausible(window, index, position, word, length);
            if (!good) {
                window.reload(position, WORD_BYTES);
                word = wordAt(position);
                length = ChronicleFormat.lengthOf(word);
                good = isPlausible(window, index, position, word, length);
            }
            if (!good) {
                findings.report(
                        implausibleKind(word, position),
                        file.name(),
                        position,
                        records.expected(),
                        implausible(word, length));
                records.loseStep();
                position = search(position + WORD_BYTES);
                continue;
            }
            if (!ChronicleFormat.isMetadata(word)) {
                lastDocument = position;
                endOffset = position + WORD_BYTES + length;
                writePositionMet |= position == writePosition;
                if (!records.document(file, window, position + WORD_BYTES, length)) {
                    return false;
                }
            }
            position = ChronicleFormat.next(position, length);
        }
        return true;
    }

    /** Walks over documents as nearly all are, far ones on two threads. False when the visitor asked to stop. */
    private boolean usualDocuments(long writePosition) throws IOException {
        long from = position;
        while (position != ChronicleFormat.FIRST_DOCUMENT && records.follow(usual)) {
            if (ReadAhead.IS_OF_USE && Math.min(position - from, writePosition - position) >= files.nearBytes()) {
                return documentsAhead(writePosition);
            }
            if (!window.load(position, WORD_BYTES)) {
                return true;
            }
            usual.check(window, position);
            if (!deliver(usual, writePosition)) {
                return false;
            }
            if (usual.isEmpty() && !(usual.missing() > 0 && window.load(position, usual.missing()))) {
                return true;
            }
        }
        return true;
    }

    private boolean documentsAhead(long writePosition) {
        if (ahead == null) {
            ahead = new ReadAhead(files);
        }
        ahead.begin(window, position, usual);
        try {
            UsualDocuments next = ahead.next();
            // Who is interrupted reads here again, and learns of it as anybody does who reads.
            while (next != null && !Thread.currentThread().isInterrupted()) {
                if (!deliver(next, writePosition)) {
                    return false;
                }
                next = ahead.next();
            }
            return true;
        } finally {
            ahead.end();
        }
    }

    private boolean deliver(UsualDocuments documents, long writePosition) {
        if (!documents.isEmpty()) {
            lastDocument = documents.lastDocument();
            position = documents.end();
            endOffset = position;
            writePositionMet |= documents.hasDocument(writePosition);
        }
        return records.deliver(file, documents);
    }

    /** Whether a writer could have written a document of that header at a position; it is in the window then. */
    static boolean isPlausible(FileWindow window, IndexCheck index, long position, int word, int length)
            throws IOException {
        if (!ChronicleFormat.isComplete(word)) {
            return false;
        }
        if (ChronicleFormat.isMetadata(word)) {
            return length <= WINDOW_BYTES - WORD_BYTES
                    && window.load(position, WORD_BYTES + length)
                    && index.accept(window, position, length);
        }
        return position != ChronicleFormat.FIRST_DOCUMENT
                && isRecordLength(length)
                && window.load(position, WORD_BYTES + length);
    }

    private static boolean isRecordLength(int length) {
        return length >= SHORTEST_DOCUMENT
                && length <= RecordLayout.MAX_DOCUMENT_BYTES
                && length % RecordLayout.ALIGNMENT == 0;
    }

    static FindingKind implausibleKind(int word, long position) {
        return ChronicleFormat.isMetadata(word) || position == ChronicleFormat.FIRST_DOCUMENT
                ? FindingKind.INDEX
                : FindingKind.DOCUMENT_HEADER;
    }

    static String implausible(int word, int length) {
        return "header word 0x" + Integer.toHexString(word) + ", length " + length
                + ": not a document that the journal or Chronicle writes, or the file ends inside it";
    }

    private int wordAt(long at) throws IOException {
        return window.load(at, WORD_BYTES) ? window.intAt(at) : 0;
    }

    /** Whether a writer has gone on since the end of the data was read; the buffer is read anew. */
    private boolean hasGoneOn() throws IOException {
        int word = wordAt(position);
        // Before the buffer: the documents that the queue says were written are then in the buffer.
        endWritePosition = window.peekLong(ChronicleFormat.WRITE_POSITION_OFFSET);
        if (!window.reload(position, WORD_BYTES)) {
            return false;
        }
        if (window.intAt(position) != word) {
            return true;
        }
        boolean nothingBehind = window.usedBytes(position, window.available(position)) == 0;
        return !nothingBehind && (int) window.peekLong(position) != word;
    }

    /** The position of the next document that begins with a good record, or of the end of the search. */
    private long search(long from) throws IOException {
        long at = from;
        long fileBytes = window.fileBytes();
        while (searchBudget > 0 && window.load(at, WORD_BYTES)) {
            int length = ChronicleFormat.lengthOf(window.intAt(at));
            if (ChronicleFormat.isComplete(window.intAt(at))
                    && !ChronicleFormat.isMetadata(window.intAt(at))
                    && isRecordLength(length)
                    && at + WORD_BYTES + length <= fileBytes
                    && window.load(at, WORD_BYTES + length)) {
                searchBudget -= length;
                if (records.isReadable(file, window, at + WORD_BYTES, length)) {
                    return at;
                }
            }
            at += WORD_BYTES;
            searchBudget -= WORD_BYTES;
        }
        return at;
    }

    private void checkEnd(boolean isLast, long firstWritePosition) throws IOException {
        int word = wordAt(position);
        endMark = word == ChronicleFormat.END_OF_FILE;
        if (window.fileBytes() < ChronicleFormat.minFileBytes(lastDocument)) {
            report(FindingKind.CUT, window.fileBytes(), "the file is shorter than a writer leaves it");
        } else if (endWritePosition >= position) {
            report(
                    FindingKind.WRITE_POSITION,
                    position,
                    "the data ends here, but documents were written up to 0x" + Long.toHexString(endWritePosition));
        } else if (!writePositionMet) { // an older one is that of a copy made while a writer went on
            report(
                    FindingKind.WRITE_POSITION,
                    ChronicleFormat.WRITE_POSITION_OFFSET,
                    "no last document lies at 0x" + Long.toHexString(firstWritePosition));
        } else if (index.hasDangling()) {
            report(FindingKind.INDEX, ChronicleFormat.FIRST_DOCUMENT, "names an index where there is none");
        } else if (!isLast && word != ChronicleFormat.END_OF_FILE) {
            report(FindingKind.END_MARK, position, "other roll files follow, but no end mark is here");
        } else {
            checkBehind(word);
        }
    }

    private void checkBehind(int word) throws IOException {
        if (!window.load(position, WORD_BYTES)) {
            return;
        }
        int used = window.usedBytes(position, window.available(position));
        if (word == ChronicleFormat.END_OF_FILE) {
            boolean clean = used <= WORD_BYTES
                    || used <= 2 * WORD_BYTES && ChronicleFormat.isEndText(window.intAt(position + WORD_BYTES));
            if (!clean) {
                report(FindingKind.TRAILING_BYTES, position + WORD_BYTES, "bytes behind the end mark");
            }
        } else if (used > WORD_BYTES + RecordLayout.MAX_DOCUMENT_BYTES) {
            report(FindingKind.TRAILING_BYTES, position, "more behind the end of the data than one unfinished record");
        } else if (used > 0) {
            unfinished = new Extent(file.name(), position, used);
        }
    }

    private void report(FindingKind kind, long offset, String text) {
        findings.report(kind, file.name(), offset, records.expected(), text);
        records.loseStep();
    }
}
