package io.flipbook.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** One scan: first all files' names, kinds and headers, then the documents. */
final class JournalScan implements Closeable {
    private static final int HEADER_WINDOW_BYTES = 16 << 10;
    private static final int FOREIGN_HEADER_BYTES = 4096;

    private final Path directory;
    private final Findings findings;
    private final RecordWalk records;
    private final DocumentWalk documents;
    private final FileWindow headers = new FileWindow(HEADER_WINDOW_BYTES);
    private final MetadataCheck metadata = new MetadataCheck();
    private List<RollFile> rollFiles = List.of();
    private RollFile unborn;
    private boolean hasMetadata;

    JournalScan(Path directory, RecordVisitor visitor, FindingVisitor findingVisitor) {
        this.directory = directory;
        findings = new Findings(findingVisitor);
        records = new RecordWalk(findings, visitor);
        documents = new DocumentWalk(findings, records);
    }

    /** What a journal's first record calls it; null if that cannot be read. */
    static UUID identityOf(Path directory) throws IOException {
        try (JournalScan scan = new JournalScan(directory, record -> false, finding -> {})) {
            return scan.run().identity();
        }
    }

    /** Whether the record is where a scan is to begin, and is as it was. */
    boolean confirms(ScanStart start) throws IOException {
        RollFile file = RollFile.of(directory, start.day());
        if (!Files.isRegularFile(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        records.beginBehind(start);
        documents.walkOne(file, start.documentOffset());
        return findings.count() == 0 && records.isStartMet();
    }

    ScanSummary run() throws IOException {
        return run(null);
    }

    /** Reads only what is behind a record, unless that is null. */
    ScanSummary run(ScanStart start) throws IOException {
        if (start != null) {
            records.beginBehind(start);
        }
        checkFiles();
        long fileBytes = 0;
        for (int i = 0; i < rollFiles.size() && !findings.isFull(); i++) {
            RollFile file = rollFiles.get(i);
            headers.open(file.path());
            fileBytes += headers.fileBytes();
            boolean isLast = i == rollFiles.size() - 1;
            if (start != null && file.day() < start.day()) {
                continue;
            }
            boolean inTheMiddle = start != null && file.day() == start.day();
            if (!(inTheMiddle ? documents.walk(file, start.documentOffset(), isLast) : documents.walk(file, isLast))) {
                break;
            }
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

    /** Checks what there is and all headers. */
    void checkFiles() throws IOException {
        // Before the directory: a file that the queue says it has created is there when it is listed.
        Path metadataFile = directory.resolve(JournalFiles.METADATA);
        DirectoryCheck listing = new DirectoryCheck();
        if (Files.isRegularFile(metadataFile, LinkOption.NOFOLLOW_LINKS)) {
            hasMetadata = true;
            metadata.read(metadataFile, headers);
            metadata.report(findings);
        }
        listing.list(directory, findings);
        List<RollFile> born = new ArrayList<>();
        for (RollFile file : listing.rollFiles()) {
            if (checkHeader(file, listing.rollFiles())) {
                born.add(file);
            }
        }
        checkListing(listing.rollFiles(), born);
        rollFiles = born;
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
        return records.reached();
    }

    boolean hasMetadata() {
        return hasMetadata;
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
        headers.close();
        records.close();
        documents.close();
    }

    /** Whether a roll file has a good header. */
    private boolean checkHeader(RollFile file, List<RollFile> all) throws IOException {
        headers.open(file.path());
        headers.reload(0, FOREIGN_HEADER_BYTES);
        int readable = Math.min(headers.available(0), FOREIGN_HEADER_BYTES);
        int headerBytes = ChronicleFormat.ROLL_HEADER.length();
        int word = readable < ChronicleFormat.WORD_BYTES ? 0 : headers.intAt(0);
        if (word == 0 || word == ChronicleFormat.NOT_COMPLETE) {
            if (file.day() > metadata.highestDay() && file == all.get(all.size() - 1)) {
                unborn = file;
            } else {
                report(FindingKind.ROLL_FILE_MISSING, file, 0, "the file is empty, but the queue has used it");
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
            findings.report(
                    FindingKind.METADATA, JournalFiles.METADATA, 0, 0, "the file is missing, empty, or has no header");
            return;
        }
        int first = all.isEmpty() ? Integer.MAX_VALUE : all.get(0).day();
        int last = all.isEmpty() ? Integer.MIN_VALUE : all.get(all.size() - 1).day();
        if (metadata.lowestDay() < first) {
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

    private void reportMissing(int day) {
        if (day >= 0 && day <= RollFile.MAX_DAY) {
            report(
                    FindingKind.ROLL_FILE_MISSING,
                    RollFile.of(directory, day),
                    0,
                    "metadata.cq4t says that this file was created");
        }
    }

    private void report(FindingKind kind, RollFile file, long offset, String text) {
        findings.report(kind, file.name(), offset, 0, text);
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
                chain.lastSequence() == 0 ? 0 : chain.lastTimeNs(),
                chain.lastCrc(),
                findings.count(),
                session.endedCleanly(),
                unfinished.isEmpty() ? null : unfinished.get(0),
                records.openPlace(),
                session.identity(),
                session.formatVersion(),
                session.writer(),
                session.syncPolicy(),
                fileBytes,
                documents.dataBytes(),
                rollFiles.size());
    }
}
