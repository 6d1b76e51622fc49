package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Lists a journal's directory and checks what kind of thing each entry is, before anything is opened. */
final class DirectoryCheck {
    /** A file for each day of three centuries. */
    private static final int MAX_ROLL_FILES = 110_000;

    private static final Set<String> OWN_NAMES = Set.of(JournalFiles.LOCK, JournalFiles.WRITER, JournalFiles.METADATA);

    private final List<RollFile> rollFiles = new ArrayList<>();
    private boolean metadata;
    private int lastDay;

    /** Lists the directory; entries with names that neither we nor Chronicle would use are left alone. */
    void list(Path directory, Findings findings) throws IOException {
        // A listing may lack a file that is created meanwhile and have one that is created after it. So it is made
        // twice: all files before the last one of the first listing were there when the second began.
        lastDay = lastDay(directory);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                check(entry, entry.getFileName().toString(), findings);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(rollFiles);
    }

    /** The roll files, by day. */
    List<RollFile> rollFiles() {
        return rollFiles;
    }

    /** Whether the metadata file is there and may be opened. */
    boolean hasMetadata() {
        return metadata;
    }

    private void check(Path entry, String name, Findings findings) throws IOException {
        boolean isRollFile = RollFile.isRollFileName(name);
        if (!isRollFile && !OWN_NAMES.contains(name)) {
            if (name.contains(RollFile.SUFFIX)) {
                findings.report(
                        FindingKind.FOREIGN_FILE, name, 0, 0, "not a name of the journal's, but Chronicle may open it");
            }
        } else if (!isRegularFile(entry)) {
            findings.report(FindingKind.FOREIGN_FILE, name, 0, 0, "not a regular file");
        } else if (name.equals(JournalFiles.METADATA)) {
            metadata = true;
        } else if (isRollFile && rollFiles.size() == MAX_ROLL_FILES) {
            findings.report(FindingKind.FOREIGN_FILE, name, 0, 0, "more roll files than a journal can have");
        } else if (isRollFile && RollFile.dayOf(name) <= lastDay) {
            rollFiles.add(new RollFile(entry, name, RollFile.dayOf(name)));
        }
    }

    private static int lastDay(Path directory) throws IOException {
        int last = -1;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                last = Math.max(last, RollFile.dayOf(entry.getFileName().toString()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return last;
    }

    private static boolean isRegularFile(Path entry) throws IOException {
        return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile();
    }
}
