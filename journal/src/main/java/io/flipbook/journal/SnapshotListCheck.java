package io.flipbook.journal;

import io.flipbook.journal.SnapshotList.Kept;
import io.flipbook.journal.SnapshotListFile.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Compares the snapshots in a journal's directory with the list of them.
 *
 * <p>The list may lag behind: by the one that was just made, which is newer than all that it names, and by one that it
 * does not name any more and that was not removed yet, which is older.
 */
final class SnapshotListCheck {
    private static final int ATTEMPTS = 100;

    private final FileOperations files;
    private final Path directory;
    private final UUID identity;
    private final Found found;
    private final TreeMap<Long, SnapshotInfo> snapshots = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private SnapshotListCheck(FileOperations files, Path directory, UUID identity, Found found) {
        this.files = files;
        this.directory = directory;
        this.identity = identity;
        this.found = found;
    }

    /** Looks at all of them, again where the list was replaced meanwhile and something does not fit it. */
    static SnapshotCheck of(FileOperations files, Path directory) throws IOException {
        SnapshotListFile file = new SnapshotListFile(files, directory);
        Found found = file.read();
        for (int attempt = 1; ; attempt++) {
            SnapshotCheck check = check(files, directory, found);
            Found again = file.read();
            if (check.findings().isEmpty() || again.equals(found) || attempt == ATTEMPTS) {
                return check;
            }
            found = again;
        }
    }

    private static SnapshotCheck check(FileOperations files, Path directory, Found found) throws IOException {
        List<Path> paths = SnapshotFile.list(files, directory);
        if (paths.isEmpty() && !found.isThere()) {
            return new SnapshotCheck(List.of(), List.of());
        }
        SnapshotListCheck check =
                new SnapshotListCheck(files, directory, JournalScan.identityOf(files, directory), found);
        for (Path path : paths) {
            check.put(SnapshotChoice.examine(files, directory, path, check.identity));
        }
        check.compare();
        List<SnapshotInfo> newestFirst =
                List.copyOf(check.snapshots.descendingMap().values());
        newestFirst.stream()
                .filter(each -> !each.isGood())
                .map(SnapshotInfo::finding)
                .forEach(check.findings::add);
        return new SnapshotCheck(newestFirst, check.findings);
    }

    private void put(SnapshotInfo info) {
        if (info != null) {
            snapshots.put(info.sequence(), info);
        }
    }

    private void compare() throws IOException {
        if (!found.isThere()) {
            if (!snapshots.isEmpty()) {
                report("the file is missing, and there are snapshots");
            }
        } else if (found.list() == null) {
            report(found.problem());
        } else if (identity != null && !found.list().identity().equals(identity)) {
            report("it is of the journal " + found.list().identity());
        } else {
            for (Kept kept : found.list().kept()) {
                compareListed(kept);
            }
            compareOthers(found.list());
        }
    }

    private void compareListed(Kept kept) throws IOException {
        SnapshotInfo info = snapshots.get(kept.sequence());
        if (info == null) {
            put(SnapshotInfo.unusable(kept.sequence(), "the file is missing; " + JournalFiles.SNAPSHOTS + " names it"));
        } else if (info.isGood()) {
            Path path = directory.resolve(info.file());
            SnapshotHeader header = SnapshotFile.headerOf(files, path, identity);
            if (header == null || !Kept.of(header).equals(kept)) {
                put(SnapshotInfo.unusable(
                        kept.sequence(), "it is another one than " + JournalFiles.SNAPSHOTS + " names"));
            }
        }
    }

    private void compareOthers(SnapshotList list) {
        long newer = snapshots.tailMap(list.newest(), false).size();
        long older = snapshots.headMap(list.oldest(), false).size();
        long between = snapshots.size() - newer - older - list.kept().size();
        if (newer > 1 || older > 1 || between > 0) {
            report("it is not that of the snapshots that are there: it does not name " + (newer + older + between));
        }
    }

    private void report(String problem) {
        findings.add(new Finding(FindingKind.SNAPSHOT, JournalFiles.SNAPSHOTS, 0, 0, Findings.printable(problem)));
    }
}
