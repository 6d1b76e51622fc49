package io.flipbook.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** One scan: first all files' names, kinds and headers, then the documents. */
final class JournalScan implements Closeable {
    private static final int HEADER_WINDOW_BYTES = 16 << 10;
    private static final int FOREIGN_HEADER_BYTES = 4096;
    /** How often a scan begins again because files were dropped, before it read the first record. */
    private static final int ATTEMPTS = 100;

    private final Path directory;
    private final FileOperations files;
    private final Findings findings;
    private final RecordWalk records;
    private final DocumentWalk documents;
    private final FileWindow headers;
    private final MetadataCheck metadata = new MetadataCheck();
    private final ManifestCheck manifest;
    private final List<RolledFile> seen = new ArrayList<>();
    private Set<String> reported = new HashSet<>();
    private List<RollFile> rollFiles = List.of();
    private RollFile unborn;
    private boolean hasMetadata;

    JournalScan(Path directory, FileOperations files, RecordVisitor visitor, FindingVisitor findingVisitor) {
        this.directory = directory;
        this.files = files;
        findings = new Findings(findingVisitor);
        records = new RecordWalk(files, findings, visitor);
        documents = new DocumentWalk(files, findings, records);
        headers = new FileWindow(files, HEADER_WINDOW_BYTES);
        manifest = new ManifestCheck(new ManifestFile(files, directory), findings);
    }

    /** What a journal is called; null if that cannot be read. */
    static UUID identityOf(FileOperations files, Path directory) throws IOException {
        try (JournalScan scan = new JournalScan(directory, files, record -> false, finding -> {})) {
            return scan.run().identity();
        }
    }

    /** Whether the record is where a scan is to begin, and is as it was. */
    boolean confirms(ScanStart start) throws IOException {
        RollFile file = RollFile.of(directory, start.day());
        if (!isRegularFile(file.path())) {
            return false;
        }
        records.beginBehind(start);
        documents.walkOne(file, start.documentOffset());
        return findings.count() == 0 && records.isStartMet();
    }

    /** Hands on the records of the document that is to hold a record; whether it is where it is to be, and good. */
    boolean show(ScanStart start) throws IOException {
        RollFile file = RollFile.of(directory, start.day());
        records.chain().beginAt(start);
        return isRegularFile(file.path()) && documents.walkOne(file, start.documentOffset()) && findings.count() == 0;
    }

    ScanSummary run() throws IOException {
        return run(null);
    }

    /** Reads only what is behind a record, unless that is null. */
    ScanSummary run(ScanStart start) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return runOnce(start);
            } catch (NoSuchFileException e) {
                startOverIfDropped(e, attempt);
            }
        }
    }

    private ScanSummary runOnce(ScanStart start) throws IOException {
        if (start != null) {
            records.beginBehind(start);
        }
        checkFilesOnce();
        if (start == null) {
            manifest.beginBehindDropped(rollFiles, records.chain());
        }
        long fileBytes = 0;
        boolean whole = true;
        for (int i = 0; whole && i < rollFiles.size() && !findings.isFull(); i++) {
            RollFile file = rollFiles.get(i);
            headers.open(file.path());
            fileBytes += headers.fileBytes();
            boolean isLast = i == rollFiles.size() - 1;
            if (start == null || file.day() > start.day()) {
                whole = walk(file, ChronicleFormat.FIRST_DOCUMENT, isLast);
            } else if (file.day() == start.day()) {
                whole = walk(file, start.documentOffset(), isLast);
            }
        }
        if (whole && !findings.isFull()) {
            manifest.checkEnd(records.chain().session());
        }
        if (start != null && !records.isStartMet()) {
            report(
                    FindingKind.SNAPSHOT,
                    RollFile.of(directory, start.day()),
                    start.documentOffset(),
                    "the record that a snapshot was made behind is not there any more");
        }
        return summary(fileBytes);
    }

    private boolean walk(RollFile file, long from, boolean isLast) throws IOException {
        long before = findings.count();
        records.begin(file);
        if (!documents.walk(file, from, isLast)) {
            return false;
        }
        RolledFile rolled = records.seen(documents.endOffset());
        if (from != ChronicleFormat.FIRST_DOCUMENT) {
            rolled = manifest.withFirstSequence(rolled);
        }
        seen.add(rolled);
        manifest.checkFile(rolled, findings.count() == before);
        return true;
    }

    /** Checks what there is and all headers. */
    void checkFiles() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                checkFilesOnce();
                return;
            } catch (NoSuchFileException e) {
                startOverIfDropped(e, attempt);
            }
        }
    }

    /** A file that was there is gone: throws, unless a writer has dropped it and nothing was said of it yet. */
    private void startOverIfDropped(NoSuchFileException gone, int attempt) throws IOException {
        Path file = Path.of(gone.getFile()).getFileName();
        if (!manifest.isDroppedMeanwhile(RollFile.dayOf(file.toString()))) {
            throw gone;
        }
        if (records.hasAccepted() || findings.count() > 0 || attempt == ATTEMPTS) {
            throw new JournalIoException(
                    file + " in " + directory + " was dropped, as the retention of the journal's writer says, while it"
                            + " was read: read the journal again, from where it begins now",
                    file.toString(),
                    -1,
                    gone);
        }
    }

    private void checkFilesOnce() throws IOException {
        unborn = null;
        DirectoryCheck[] listing = new DirectoryCheck[1];
        manifest.readAround(() -> {
            // Before the directory: a file that the queue says it has created is there when it is listed.
            readMetadata();
            listing[0] = new DirectoryCheck(files);
            listing[0].list(directory);
        });
        reported = listing[0].report(findings);
        manifest.parse();
        metadata.report(findings);
        List<RollFile> all = listing[0].rollFiles();
        List<RollFile> born = new ArrayList<>();
        for (RollFile file : all) {
            if (checkHeader(file, all) && !manifest.isDropped(file.day())) {
                born.add(file);
            }
        }
        checkListing(all, born);
        manifest.checkNames(
                all.stream()
                        .filter(file -> file != unborn && !manifest.isDropped(file.day()))
                        .toList(),
                reported);
        rollFiles = born;
    }

    private void readMetadata() throws IOException {
        Path metadataFile = directory.resolve(JournalFiles.METADATA);
        hasMetadata = isRegularFile(metadataFile);
        if (hasMetadata) {
            metadata.read(metadataFile, headers);
        }
    }

    private boolean isRegularFile(Path path) throws IOException {
        try {
            return files.attributes(path).isRegularFile();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** What each file holds, of those that were walked to their end. */
    List<RolledFile> seen() {
        return seen;
    }

    /** Whether the files before that of a day need not be read to say what they hold. */
    boolean knowsBefore(int day) {
        return manifest.manifest() == null || manifest.lists(day);
    }

    /** The manifest, null when there is none that is good. */
    Manifest manifest() {
        return manifest.manifest();
    }

    /** Whether anything says that there is, or was to be, a journal. */
    boolean isJournal() {
        return !rollFiles.isEmpty() || findings.count() > 0 || hasMetadata || manifest.isThere();
    }

    /** The roll files of which the header is good, by day. */
    List<RollFile> rollFiles() {
        return rollFiles;
    }

    /** The first day of which records can be appended: that of the last roll file, or the next if that is complete. */
    int nextDay() {
        if (rollFiles.isEmpty()) {
            return 0;
        }
        return rollFiles.get(rollFiles.size() - 1).day() + (documents.hasEndMark() ? 1 : 0);
    }

    /** Where the data ends in the last roll file. */
    long endOfData() {
        return documents.position();
    }

    /** What a killed writer has left: half a record in its place, or half a document; a copy may have both. */
    List<Extent> unfinished() {
        return Stream.of(records.halfFilled(), documents.unfinished())
                .filter(Objects::nonNull)
                .toList();
    }

    /** See {@link RecordWalk#reached}. */
    ScanStart reached() {
        return records.reached(identity(records.chain().session()));
    }

    /** The roll file that a killed writer was about to make, null when there is none. */
    RollFile unborn() {
        return unborn;
    }

    /** See {@link MetadataCheck#staleLockOffset}. */
    long staleLockOffset() {
        return metadata.staleLockOffset();
    }

    @Override
    public void close() throws IOException {
        // All of them, also when one fails.
        try (headers;
                records;
                documents) {}
    }

    /** Whether a roll file has a good header. */
    private boolean checkHeader(RollFile file, List<RollFile> all) throws IOException {
        headers.open(file.path());
        headers.reload(0, FOREIGN_HEADER_BYTES);
        int readable = Math.min(headers.available(0), FOREIGN_HEADER_BYTES);
        int headerBytes = ChronicleFormat.ROLL_HEADER.length();
        int word = readable < ChronicleFormat.WORD_BYTES ? 0 : headers.intAt(0);
        if (word == 0 || word == ChronicleFormat.NOT_COMPLETE) {
            boolean isUsed = file.day() <= metadata.highestDay() || manifest.lists(file.day());
            if (!isUsed && file == all.get(all.size() - 1)) {
                unborn = file;
            } else {
                report(FindingKind.ROLL_FILE_MISSING, file, 0, "the file is empty, but it was written to");
            }
            return false;
        }
        int difference = readable < headerBytes ? readable : ChronicleFormat.ROLL_HEADER.firstDifference(headers);
        // Only then: a header as it has to be names no other type, and its numbers may look like one.
        String foreignType = difference < 0
                ? null
                : HeaderTemplate.foreignType(
                        headers, Math.min(readable, ChronicleFormat.lengthOf(word) + ChronicleFormat.WORD_BYTES));
        if (foreignType != null) {
            report(FindingKind.FOREIGN_TYPE, file, 0, "the header names the type " + foreignType);
        } else if (readable < headerBytes) {
            report(FindingKind.CUT, file, readable, "the file ends in its header");
        } else if (difference >= 0) {
            report(FindingKind.ROLL_HEADER, file, difference, "the header is not what Chronicle writes");
        }
        return foreignType == null && readable >= headerBytes;
    }

    private void checkListing(List<RollFile> all, List<RollFile> born) {
        if (born.isEmpty() && metadata.highestDay() == Integer.MIN_VALUE) {
            return;
        }
        if (!hasMetadata || metadata.isUnborn()) {
            if (!reported.contains(JournalFiles.METADATA)) {
                findings.report(
                        FindingKind.METADATA,
                        JournalFiles.METADATA,
                        0,
                        0,
                        "the file is missing, empty, or has no header");
            }
            return;
        }
        int first = all.isEmpty() ? Integer.MAX_VALUE : all.get(0).day();
        int last = all.isEmpty() ? Integer.MIN_VALUE : all.get(all.size() - 1).day();
        if (metadata.lowestDay() < first && !isDroppedBefore(metadata.lowestDay())) {
            reportMissing(metadata.lowestDay());
        }
        if (metadata.highestDay() > last && metadata.highestDay() >= first) {
            reportMissing(metadata.highestDay());
        }
        boolean hasLowest = metadata.lowestDay() != Integer.MAX_VALUE;
        if (hasLowest && !born.isEmpty() && metadata.lowestDay() > born.get(0).day()) {
            findings.report(
                    FindingKind.METADATA,
                    JournalFiles.METADATA,
                    0,
                    0,
                    "the queue's list of files begins behind the first one: its readers would miss records");
        }
    }

    /** The queue does not hear of files that retention drops. */
    private boolean isDroppedBefore(int day) {
        Manifest kept = manifest.manifest();
        return kept != null
                && kept.firstSequence() > 1
                && !kept.files().isEmpty()
                && day < kept.files().get(0).day();
    }

    private void reportMissing(int day) {
        if (day >= 0 && day <= RollFile.MAX_DAY && !reported.contains(RollFile.nameOf(day))) {
            report(
                    FindingKind.ROLL_FILE_MISSING,
                    RollFile.of(directory, day),
                    0,
                    "metadata.cq4t says that this file was created");
        }
    }

    private void report(FindingKind kind, RollFile file, long offset, String text) {
        reported.add(file.name());
        findings.report(kind, file.name(), offset, 0, text);
    }

    /** Of a journal of which the beginning is dropped the manifest alone knows it. */
    private UUID identity(SessionCheck session) {
        Manifest kept = manifest.manifest();
        return kept != null && kept.firstSequence() > 1 ? kept.identity() : session.identity();
    }

    private ScanSummary summary(long fileBytes) {
        ChainCheck chain = records.chain();
        SessionCheck session = chain.session();
        List<Extent> unfinished = unfinished();
        return new ScanSummary(
                records.firstSequence(),
                chain.lastSequence(),
                records.lastGoodSequence(),
                records.records(),
                records.firstTimeNs(),
                Math.max(0, chain.lastTimeNs()),
                chain.lastCrc(),
                findings.count(),
                session.endedCleanly(),
                unfinished.isEmpty() ? null : unfinished.get(0),
                records.openPlace(),
                identity(session),
                session.formatVersion(),
                session.writer(),
                session.syncPolicy(),
                fileBytes,
                documents.dataBytes(),
                rollFiles.size());
    }
}
