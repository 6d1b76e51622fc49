package io.flipbook.journal;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares the manifest with the roll files.
 *
 * <p>It may lag behind them: by the one file that a writer has just begun, and by the end of a session.
 */
final class ManifestCheck {
    private static final int ATTEMPTS = 100;

    private final ManifestFile file;
    private final Findings findings;
    private byte[] bytes;
    private Manifest manifest;
    private RolledFile beyond;
    /** There is only one good reason for a manifest that says nothing good, and it was reported. */
    private boolean isWrong;

    ManifestCheck(ManifestFile file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** A step of reading files that a writer may be changing. */
    @FunctionalInterface
    interface Listing {
        void list() throws IOException;
    }

    /** Reads the manifest, and the directory at a time at which it was what was read. */
    void readAround(Listing listing) throws IOException {
        bytes = file.read();
        for (int i = 0; i < ATTEMPTS; i++) {
            listing.list();
            byte[] again = file.read();
            if (Arrays.equals(bytes, again)) {
                return;
            }
            bytes = again;
        }
    }

    /** There is a manifest, good or not. */
    boolean isThere() {
        return bytes != null;
    }

    /** The manifest, null when there is none that is good. */
    Manifest manifest() {
        return manifest;
    }

    /** Whether the manifest says that retention has dropped the file of a day. */
    boolean isDropped(int day) {
        return manifest != null && manifest.dropped().contains(day);
    }

    /** Whether a writer has dropped the file of a day since the manifest was read. */
    boolean isDroppedMeanwhile(int day) throws IOException {
        byte[] now = file.read();
        if (manifest == null || now == null || Arrays.equals(bytes, now)) {
            return false;
        }
        try {
            Manifest kept = Manifest.parse(now);
            return lists(day)
                    && kept.identity().equals(manifest.identity())
                    && kept.firstSequence() > 1
                    && !kept.files().isEmpty()
                    && day < kept.files().get(0).day();
        } catch (Manifest.MalformedException e) {
            return false;
        }
    }

    /** Tells the chain which record comes first, where retention has dropped those before. */
    void beginBehindDropped(List<RollFile> rollFiles, ChainCheck chain) {
        boolean isFirst = manifest != null
                && manifest.firstSequence() > 1
                && !manifest.files().isEmpty()
                && !rollFiles.isEmpty()
                && rollFiles.get(0).day() == manifest.files().get(0).day();
        if (isFirst) {
            chain.beginBehind(manifest.firstSequence() - 1, manifest.crcBefore());
            chain.session().beginIn(manifest.identity());
        }
    }

    /** Whether the manifest lists a file for a day. */
    boolean lists(int day) {
        return manifest != null && manifest.fileOf(day) != null;
    }

    /** Reports a manifest that says nothing. */
    void parse() {
        if (bytes == null) {
            return;
        }
        try {
            manifest = Manifest.parse(bytes);
        } catch (Manifest.MalformedException e) {
            isWrong = true;
            report(e.kind(), JournalFiles.MANIFEST, e.getMessage());
        }
    }

    /**
     * Compares the names.
     *
     * @param present the files that are there and begun
     * @param reported names of which something was reported already
     */
    void checkNames(List<RollFile> present, Set<String> reported) {
        if (manifest == null) {
            if (bytes == null && !present.isEmpty() && !reported.contains(JournalFiles.MANIFEST)) {
                report(FindingKind.MANIFEST, JournalFiles.MANIFEST, "the file is missing");
            }
            return;
        }
        Set<Integer> days = new HashSet<>();
        present.forEach(rollFile -> days.add(rollFile.day()));
        for (RolledFile listed : manifest.files()) {
            if (!days.contains(listed.day()) && reported.add(listed.name())) {
                report(FindingKind.ROLL_FILE_MISSING, listed.name(), "the manifest says that it holds " + held(listed));
            }
        }
        int lastDay = manifest.last() == null ? -1 : manifest.last().day();
        List<RollFile> later =
                present.stream().filter(rollFile -> rollFile.day() > lastDay).toList();
        if (later.size() == 1) {
            beyond = RolledFile.open(later.get(0).day(), 0);
        } else if (later.size() > 1) {
            isWrong = true;
            report(
                    FindingKind.MANIFEST,
                    JournalFiles.MANIFEST,
                    "it is older than the journal: " + later.size() + " files are later than those that it lists");
        }
        for (RollFile rollFile : present) {
            if (rollFile.day() < lastDay && !lists(rollFile.day())) {
                report(FindingKind.FOREIGN_FILE, rollFile.name(), "the manifest does not list it");
            }
        }
    }

    /** What a walk from the middle of a file on has seen, with the first sequence that the manifest says. */
    RolledFile withFirstSequence(RolledFile seen) {
        RolledFile listed = manifest == null ? null : manifest.fileOf(seen.day());
        return listed == null || !seen.isComplete()
                ? seen
                : new RolledFile(
                        seen.day(), listed.firstSequence(), seen.lastSequence(), seen.lastCrc(), seen.endOffset());
    }

    /** Compares what a walk over a file has seen; {@code isGood} if that has found nothing wrong. */
    void checkFile(RolledFile seen, boolean isGood) throws IOException {
        RolledFile listed = manifest == null ? null : manifest.fileOf(seen.day());
        if (beyond != null && beyond.day() == seen.day()) {
            beyond = seen;
        }
        if (listed == null || !isGood) {
            return;
        }
        boolean isSame =
                seen.firstSequence() == listed.firstSequence() && (!listed.isComplete() || seen.equals(listed));
        boolean mayHaveGoneOn = listed == manifest.last();
        if (!isSame && !(mayHaveGoneOn && hasChanged())) {
            String what = seen.firstSequence() == 0 ? "no record" : held(seen);
            report(
                    FindingKind.MANIFEST,
                    listed.name(),
                    "the file holds " + what + ", but the manifest says " + held(listed));
        }
    }

    /** Compares what the whole journal says, once all of it was read. */
    void checkEnd(SessionCheck session) throws IOException {
        if (manifest == null || isWrong) {
            return;
        }
        if (session.identity() != null && !session.identity().equals(manifest.identity())) {
            report(
                    FindingKind.MANIFEST,
                    JournalFiles.MANIFEST,
                    "it is of another journal, of " + manifest.identity() + " and not of " + session.identity());
        } else if (beyond != null
                && session.endedCleanly()
                && beyond.lastSequence() > beyond.firstSequence()
                && !hasChanged()) {
            report(
                    FindingKind.MANIFEST,
                    JournalFiles.MANIFEST,
                    "it is older than the journal: " + beyond.name() + " is later than the files that it lists");
        }
    }

    private boolean hasChanged() throws IOException {
        return !Arrays.equals(bytes, file.read());
    }

    private static String held(RolledFile rolled) {
        return "the records from " + rolled.firstSequence()
                + (rolled.isComplete() ? " to " + rolled.lastSequence() : " on")
                + (rolled.isComplete() ? ", checksum " + String.format("%08x", rolled.lastCrc()) : "")
                + (rolled.isComplete() ? ", up to 0x" + Long.toHexString(rolled.endOffset()) : "");
    }

    private void report(FindingKind kind, String name, String text) {
        findings.report(kind, name, 0, 0, text);
    }
}
