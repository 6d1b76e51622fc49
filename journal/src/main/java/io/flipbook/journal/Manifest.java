package io.flipbook.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Which roll files a journal has, kept outside of the queue. Immutable.
 *
 * <pre>
 *   flipbook-manifest 1
 *   journal IDENTITY
 *   begins SEQUENCE CRC                          of the first record that is kept; own CRC of the record before it
 *   dropped NAME                                 a file that retention removes, maybe there still
 *   file NAME FIRST LAST LAST-CRC END-OFFSET     one that is complete, or the last one after a clean end
 *   file NAME FIRST                              the last one, as long as it is written
 *   crc CRC                                      CRC32C of all bytes before this line
 * </pre>
 *
 * <p>It is ASCII, numbers are decimal, checksums eight hexadecimal digits, and there is one way to write it.
 *
 * @param identity of the journal
 * @param firstSequence of the first record that is kept; 1 unless retention has dropped files
 * @param crcBefore checksum of the record before that one, 0 when there is none
 * @param dropped days of files that retention has dropped and may not have removed yet, ascending
 * @param files the files, by day; each but the last is complete
 */
record Manifest(UUID identity, long firstSequence, int crcBefore, List<Integer> dropped, List<RolledFile> files) {
    /** The format of the file that this version writes, and the only one that it reads. */
    static final int VERSION = 1;
    /** Enough for as many roll files as there can be. */
    static final int MAX_BYTES = 16 << 20;
    /** How much longer the next one can be at most, that of a roll or of the end: more than two lines. */
    static final int GROWTH_BYTES = 256;

    private static final String TITLE = "flipbook-manifest ";
    private static final String FIRST_LINE = TITLE + VERSION;

    Manifest {
        dropped = List.copyOf(dropped);
        files = List.copyOf(files);
    }

    /** The file's text is none that a writer writes. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final FindingKind kind;

        MalformedException(FindingKind kind, String message) {
            super(message);
            this.kind = kind;
        }

        FindingKind kind() {
            return kind;
        }
    }

    /** That of a journal without records. */
    static Manifest empty(UUID identity) {
        return new Manifest(identity, 1, 0, List.of(), List.of());
    }

    /** That of a journal that begins behind records that are not kept. */
    static Manifest beginningWith(UUID identity, long firstSequence, int crcBefore) {
        return new Manifest(identity, firstSequence, crcBefore, List.of(), List.of());
    }

    Manifest withFiles(List<RolledFile> newFiles) {
        return new Manifest(identity, firstSequence, crcBefore, dropped, newFiles);
    }

    /** Without the first so many files; they are said to be dropped. */
    Manifest dropping(int count) {
        List<Integer> days = new ArrayList<>(dropped);
        files.subList(0, count).forEach(file -> days.add(file.day()));
        RolledFile lastDropped = files.get(count - 1);
        return new Manifest(
                identity,
                lastDropped.lastSequence() + 1,
                lastDropped.lastCrc(),
                days,
                files.subList(count, files.size()));
    }

    Manifest withoutDropped() {
        return new Manifest(identity, firstSequence, crcBefore, List.of(), files);
    }

    /** The last file, null when there is none. */
    RolledFile last() {
        return files.isEmpty() ? null : files.get(files.size() - 1);
    }

    /** What is said of the file of a day, null when nothing is. */
    RolledFile fileOf(int day) {
        int low = 0;
        int high = files.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (files.get(middle).day() < day) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < files.size() && files.get(low).day() == day ? files.get(low) : null;
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("journal ").append(identity).append('\n');
        text.append("begins ")
                .append(firstSequence)
                .append(' ')
                .append(SealedText.hex(crcBefore))
                .append('\n');
        for (int day : dropped) {
            text.append("dropped ").append(RollFile.nameOf(day)).append('\n');
        }
        for (RolledFile file : files) {
            text.append("file ").append(file.name()).append(' ').append(file.firstSequence());
            if (file.isComplete()) {
                text.append(' ').append(file.lastSequence()).append(' ').append(SealedText.hex(file.lastCrc()));
                text.append(' ').append(file.endOffset());
            }
            text.append('\n');
        }
        return SealedText.seal(text.toString());
    }

    /** Reads the text of a file from anywhere. */
    static Manifest parse(byte[] bytes) throws MalformedException {
        String[] lines;
        try {
            lines = SealedText.open(bytes, MAX_BYTES);
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage());
        }
        checkVersion(lines[0]);
        Manifest manifest;
        try {
            manifest = parse(lines);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw malformed("a line is none that a writer writes");
        }
        if (!Arrays.equals(manifest.encode(), bytes)) {
            throw malformed("the lines are not as a writer writes them");
        }
        manifest.checkOrder();
        return manifest;
    }

    private static void checkVersion(String line) throws MalformedException {
        String version = SealedText.versionIn(line, TITLE);
        if (version.isEmpty()) {
            throw malformed("the first line is not that of a manifest");
        } else if (!line.equals(FIRST_LINE)) {
            throw new MalformedException(FindingKind.UNKNOWN_VERSION, "format version " + version);
        }
    }

    private static Manifest parse(String[] lines) {
        UUID identity = UUID.fromString(lines[1].split(" ")[1]);
        String[] begins = lines[2].split(" ");
        List<Integer> dropped = new ArrayList<>();
        List<RolledFile> files = new ArrayList<>();
        for (int i = 3; i < lines.length; i++) {
            String[] words = lines[i].split(" ");
            int day = RollFile.dayOf(words[1]);
            if (day < 0 || day > RollFile.MAX_DAY) {
                throw new IllegalArgumentException();
            } else if (words[0].equals("dropped")) {
                dropped.add(day);
            } else if (words.length == 3) {
                files.add(RolledFile.open(day, Long.parseLong(words[2])));
            } else {
                files.add(new RolledFile(
                        day,
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        Integer.parseUnsignedInt(words[4], 16),
                        Long.parseLong(words[5])));
            }
        }
        return new Manifest(
                identity, Long.parseLong(begins[1]), Integer.parseUnsignedInt(begins[2], 16), dropped, files);
    }

    private void checkOrder() throws MalformedException {
        int day = -1;
        for (int next : dropped) {
            if (next <= day) {
                throw malformed("files are out of order");
            }
            day = next;
        }
        long expected = firstSequence;
        for (RolledFile file : files) {
            boolean isLast = file == last();
            boolean good = file.day() > day
                    && file.firstSequence() == expected
                    && expected > 0
                    && (isLast && !file.isComplete() || file.lastSequence() >= expected && file.endOffset() > 0);
            if (!good) {
                throw malformed(file.name() + " does not follow the file before it");
            }
            day = file.day();
            expected = file.lastSequence() + 1;
        }
        if (firstSequence < 1) {
            throw malformed("the journal begins with sequence " + firstSequence);
        }
    }

    private static MalformedException malformed(String text) {
        return new MalformedException(FindingKind.MANIFEST, text);
    }
}
