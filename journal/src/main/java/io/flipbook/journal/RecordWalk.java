package io.flipbook.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.UUID;

/** Takes documents apart into records, checks these, and delivers the good ones; knows about reserved places. */
final class RecordWalk implements Closeable {
    /** How many bytes are checksummed, in one scan, to find good records behind damaged ones of their document. */
    private static final long SEARCH_BYTES = 256L << 20;

    private final ChainCheck chain = new ChainCheck();
    private final FileOperations files;
    private final Findings findings;
    private final RecordVisitor visitor;
    /** Made when a place that was open has to be read again, which is rare. */
    private FileWindow placeWindow;

    private RollFile file;
    private RollFile placeFile;
    private long placePosition;
    private int placeLength;
    private Extent halfFilled;
    /** Damage in this document is reported: what does not fit behind it comes of that. */
    private boolean damaged;
    /** The record before came again or too late, and was reported: a whole file may be doubled. */
    private boolean repeating;

    private long searchBudget = SEARCH_BYTES;
    private long records;
    private long firstSequence;
    private long firstTimeNs;
    private long lastGoodSequence;
    private boolean stopped;
    private RollFile walked;
    private long firstInFile;

    private ScanStart start;
    private boolean startMet;
    private RollFile lastFile;
    private long documentOffset;
    private long documentSequence;

    RecordWalk(FileOperations files, Findings findings, RecordVisitor visitor) {
        this.files = files;
        this.findings = findings;
        this.visitor = visitor;
    }

    /** A file is walked now. */
    void begin(RollFile rollFile) {
        walked = rollFile;
        firstInFile = 0;
    }

    /** What was walked of the file, {@code endOffset} being where its last document ends. */
    RolledFile seen(long endOffset) {
        return firstInFile == 0
                ? RolledFile.open(walked.day(), 0)
                : new RolledFile(walked.day(), firstInFile, chain.lastSequence(), chain.lastCrc(), endOffset);
    }

    /** Takes a loaded document apart. False when the visitor asked to stop. */
    boolean document(RollFile rollFile, FileWindow window, long firstRecord, int length) throws IOException {
        long position = firstRecord;
        file = rollFile;
        damaged = false;
        settleOpenPlace(window.shortAt(position + RecordLayout.FLAGS_OFFSET));
        if (stopped) {
            return false;
        }
        window.load(position, length);
        documentOffset = position - ChronicleFormat.WORD_BYTES;
        documentSequence = 0;
        long end = position + length;
        while (position < end && !stopped) {
            int available = (int) (end - position);
            if (!record(window, position, available, false)) {
                position = behindDamage(window, position, end);
                continue;
            }
            boolean reserves = chain.reserves();
            position += chain.record().length();
            deliver();
            if (reserves && !stopped) {
                place(window, position, (int) (end - position));
                return !stopped;
            }
        }
        return !stopped;
    }

    /** Lets documents follow the last record; false where that is not as usual either. */
    boolean follow(UsualDocuments documents) {
        return placeFile == null && chain.follow(documents);
    }

    /** Delivers records that were found good. False when the visitor asked to stop. */
    boolean deliver(RollFile rollFile, UsualDocuments documents) {
        file = rollFile;
        int done = 0;
        while (done < documents.count() && !stopped && (done == 0 || isBeforeStart())) {
            enter(documents, done);
            documents.show(done++, file.name(), chain.record());
            deliver();
        }
        if (done < documents.count() && !stopped) {
            deliverRest(documents, done);
        }
        return !stopped;
    }

    /** As {@link #deliver} for each, but what it notes of a record is noted of the last one alone. */
    private void deliverRest(UsualDocuments documents, int from) {
        RecordView record = chain.record();
        int next = from;
        while (next < documents.count() && !stopped) {
            documents.show(next++, file.name(), record);
            stopped = !visitor.onRecord(record);
        }
        int first = next - 1;
        while (!documents.isFirst(first)) {
            first--;
        }
        enter(documents, first);
        documentSequence = record.sequence() - (next - 1 - first);
        chain.accept();
        records += next - from;
        if (findings.amongRecords() == 0) {
            lastGoodSequence = record.sequence();
        }
    }

    private void enter(UsualDocuments documents, int index) {
        if (documents.isFirst(index)) {
            documentOffset = documents.position(index) - ChronicleFormat.WORD_BYTES;
            documentSequence = 0;
        }
    }

    private boolean isBeforeStart() {
        return start != null && chain.lastSequence() < start.sequence();
    }

    /** Whether a document, which is loaded, begins with a record that was written as it is. */
    boolean isReadable(RollFile rollFile, FileWindow window, long position, int length) {
        check(rollFile, window, position, length, false);
        return chain.isReadable();
    }

    /** Delivers only what is behind a record, the document of which is the first to come. */
    void beginBehind(ScanStart newStart) {
        start = newStart;
        chain.beginAt(newStart);
    }

    /** Whether the record was there behind which this was told to begin. */
    boolean isStartMet() {
        return startMet;
    }

    /** Where a scan can begin behind the last good record of this journal; null when there was none. */
    ScanStart reached(UUID identity) {
        if (lastFile == null) {
            return null;
        }
        return new ScanStart(
                identity,
                lastFile.day(),
                documentOffset,
                documentSequence,
                chain.lastSequence(),
                chain.lastTimeNs(),
                chain.lastCrc());
    }

    /** Whether any record was read, delivered or not. */
    boolean hasAccepted() {
        return lastFile != null;
    }

    /** The sequence number that the next record has to have. */
    long expected() {
        return chain.lastSequence() + 1;
    }

    /** Something was lost. */
    void loseStep() {
        chain.loseStep();
        placeFile = null;
    }

    ChainCheck chain() {
        return chain;
    }

    long records() {
        return records;
    }

    long firstSequence() {
        return firstSequence;
    }

    long firstTimeNs() {
        return firstTimeNs;
    }

    long lastGoodSequence() {
        return lastGoodSequence;
    }

    /** The place that is open after all documents, null when none is. */
    Extent openPlace() {
        return placeFile == null ? null : new Extent(placeFile.name(), placePosition, placeLength);
    }

    /** What was written of a record into the place that is open after all documents, null when nothing. */
    Extent halfFilled() {
        return placeFile == null ? null : halfFilled;
    }

    @Override
    public void close() throws IOException {
        if (placeWindow != null) {
            placeWindow.close();
        }
    }

    /** Checks a record, a second time from the file if need be; false when it cannot be delivered. */
    private boolean record(FileWindow window, long position, int available, boolean inPlace) throws IOException {
        if (check(file, window, position, available, inPlace)) {
            return true;
        }
        if (window.reload(position, available) && check(file, window, position, available, inPlace)) {
            return true;
        }
        boolean isRepeat = chain.kind() == FindingKind.SEQUENCE && !chain.isReadable();
        if (!damaged && !(isRepeat && repeating)) {
            findings.report(chain.kind(), file.name(), position, expected(), chain.problem());
        }
        repeating = isRepeat;
        return chain.isReadable();
    }

    private boolean check(RollFile rollFile, FileWindow window, long position, int available, boolean inPlace) {
        return chain.check(
                window.buffer(),
                window.bytes(),
                window.indexOf(position),
                available,
                inPlace,
                rollFile.name(),
                position);
    }

    private void deliver() {
        repeating = false;
        chain.accept();
        RecordView record = chain.record();
        lastFile = file;
        documentSequence = documentSequence == 0 ? record.sequence() : documentSequence;
        // Not one that was filled late in a place of the file before.
        if (firstInFile == 0 && file == walked) {
            firstInFile = record.sequence();
        }
        if (start != null && record.sequence() <= start.sequence()) {
            passOver(record);
            return;
        }
        records++;
        if (records == 1) {
            firstSequence = record.sequence();
            firstTimeNs = record.timeNs();
        }
        if (findings.amongRecords() == 0) {
            lastGoodSequence = record.sequence();
        }
        stopped = !visitor.onRecord(record);
    }

    private void passOver(RecordView record) {
        if (record.sequence() == start.sequence()) {
            startMet = start.isAt(record) && documentSequence == start.documentSequence();
        }
        if (findings.amongRecords() == 0) {
            lastGoodSequence = record.sequence();
        }
    }

    /** Where the document goes on behind a damaged record: where its length leads, or where the next good one is. */
    private long behindDamage(FileWindow window, long position, long end) {
        damaged = true;
        chain.loseStep();
        boolean lengthIsWrong = chain.kind() == FindingKind.RECORD_LENGTH;
        long next = lengthIsWrong ? end : position + chain.record().length();
        if (next < end && isReadable(file, window, next, (int) (end - next))) {
            return next;
        }
        for (long at = position + RecordLayout.PAYLOAD_OFFSET;
                end - at >= RecordLayout.PAYLOAD_OFFSET && searchBudget > 0;
                at += RecordLayout.ALIGNMENT) {
            searchBudget -= Math.max(RecordLayout.ALIGNMENT, Math.min(window.intAt(at), end - at));
            if (isReadable(file, window, at, (int) (end - at))) {
                return at;
            }
        }
        return end;
    }

    private void place(FileWindow window, long position, int length) throws IOException {
        if (length < RecordLayout.PAYLOAD_OFFSET) {
            report(position, "reserved place of " + length + " bytes");
            return;
        }
        if (window.intAt(position + RecordLayout.CRC_OFFSET) == 0) {
            int used = window.usedBytes(position, length);
            placeFile = file;
            placePosition = position;
            placeLength = length;
            halfFilled = used == 0 ? null : new Extent(file.name(), position, used);
            return;
        }
        filledPlace(window, position, length);
    }

    private void filledPlace(FileWindow window, long position, int length) throws IOException {
        if (!record(window, position, length, true)) {
            chain.loseStep();
            return;
        }
        int recordLength = chain.record().length();
        deliver();
        if (window.usedBytes(position + recordLength, length - recordLength) != 0) {
            report(position + recordLength, "bytes behind the record in its place");
        }
    }

    /** A document follows a place that was open when it was read: it was filled meanwhile, or stays open for good. */
    private void settleOpenPlace(int nextFlags) throws IOException {
        if (placeFile == null) {
            return;
        }
        if (halfFilled == null && (nextFlags & RecordLayout.AFTER_OPEN_PLACE) != 0) {
            placeFile = null;
            chain.leavePlaceOpen();
            return;
        }
        RollFile followedBy = file;
        file = placeFile;
        placeFile = null;
        if (placeWindow == null) {
            placeWindow = new FileWindow(files, RecordLayout.MAX_DOCUMENT_BYTES);
        }
        placeWindow.open(file.path());
        if (!placeWindow.reload(placePosition, placeLength)) {
            report(placePosition, "the file was cut while it was read");
        } else if (placeWindow.intAt(placePosition + RecordLayout.CRC_OFFSET) != 0) {
            filledPlace(placeWindow, placePosition, placeLength);
        } else if (placeWindow.usedBytes(placePosition, placeLength) != 0) {
            report(placePosition, "half a record in a place that is open");
            chain.leavePlaceOpen();
        } else {
            chain.leavePlaceOpen();
        }
        file = followedBy;
    }

    private void report(long position, String text) {
        findings.report(FindingKind.RESERVED_PLACE, file.name(), position, expected(), text);
    }
}
