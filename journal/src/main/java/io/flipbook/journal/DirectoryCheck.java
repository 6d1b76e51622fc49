package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lists a journal's directory and checks what kind of thing each entry is, before anything is opened. */
final class DirectoryCheck {
    /** A file for each day of three centuries. */
    private static final int MAX_ROLL_FILES = 110_000;

    private static final Set<String> OWN_NAMES = Set.of(
            JournalFiles.LOCK,
            JournalFiles.WRITER,
            JournalFiles.METADATA,
            JournalFiles.MANIFEST,
            JournalFiles.MANIFEST_ASIDE);

    /** An entry that must not be there. */
    private record Problem(String name, String text) {}

    private final FileOperations files;
    private final List<RollFile> rollFiles = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int lastDay;

    DirectoryCheck(FileOperations files) {
        this.files = files;
    }

    /** Lists the directory; entries with names that neither we nor Chronicle would use are left alone. */
    void list(Path directory) throws IOException {
        // A listing may lack a file that is created meanwhile and have one that is created after it. So it is made
        // twice: all files before the last one of the first listing were there when the second began.
        lastDay = lastDay(directory);
        try (DirectoryStream<Path> entries = files.list(directory)) {
            for (Path entry : entries) {
                check(entry, entry.getFileName().toString());
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

    /** Reports what must not be there; returns the names. */
    Set<String> report(Findings findings) {
        Set<String> names = new HashSet<>();
        for (Problem problem : problems) {
            findings.report(FindingKind.FOREIGN_FILE, problem.name(), 0, 0, problem.text());
            names.add(problem.name());
        }
        return names;
    }

    private void check(Path entry, String name) throws IOException {
        boolean isRollFile = RollFile.isRollFileName(name);
        if (!isRollFile && !OWN_NAMES.contains(name)) {
            if (name.contains(RollFile.SUFFIX)) {
                refuse(name, "not a name of the journal's, but Chronicle may open it");
            }
        } else if (!isRegularFile(entry)) {
            refuse(name, "not a regular file");
        } else if (isRollFile && rollFiles.size() == MAX_ROLL_FILES) {
            refuse(name, "more roll files than a journal can have");
        } else if (isRollFile && RollFile.dayOf(name) <= lastDay) {
            rollFiles.add(new RollFile(entry, name, RollFile.dayOf(name)));
        }
    }

    private int lastDay(Path directory) throws IOException {
        int last = -1;
        try (DirectoryStream<Path> entries = files.list(directory)) {
            for (Path entry : entries) {
                last = Math.max(last, RollFile.dayOf(entry.getFileName().toString()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return last;
    }

    /** A file that is gone meanwhile, as one that was written aside, counts as one: it was listed as nothing else. */
    private boolean isRegularFile(Path entry) throws IOException {
        try {
            return files.attributes(entry).isRegularFile();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private void refuse(String name, String text) {
        if (problems.size() < Findings.LIMIT) {
            problems.add(new Problem(name, text));
        }
    }
}
