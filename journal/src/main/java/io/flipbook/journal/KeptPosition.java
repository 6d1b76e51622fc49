package io.flipbook.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * How far a consumer of a journal has come, in a small file of its own, outside of the journal's directory. It
 * is replaced whole and forced, and its owner alone may read it.
 *
 * <pre>
 *   flipbook-position 1
 *   journal IDENTITY
 *   record SEQUENCE CRC            of the last record that was handled: decimal, eight hexadecimal digits
 *   crc CRC                        CRC32C of all bytes before this line
 * </pre>
 *
 * <p>A consumer handles records, then keeps their position. If it ends in between, those records come again: each
 * comes at least once, and only such come again as were handled since the last {@link #keep}. A position that is kept
 * lasts through a power cut; each costs two forces, so it is kept after many records, not after each. One consumer,
 * on one thread at a time, uses a file.
 */
public final class KeptPosition {
    private static final int MAX_BYTES = 256;
    private static final String TITLE = "flipbook-position ";
    private static final String FIRST_LINE = TITLE + 1;

    private final Path path;
    private final SealedFile file;

    private KeptPosition(Path path, FileOperations files) {
        this.path = path;
        file = new SealedFile(files, path, path.resolveSibling(path.getFileName() + ".new"));
    }

    /**
     * The file of that name, whether it is there yet or not. While it is replaced there is another one,
     * {@code NAME.new}.
     *
     * @throws IllegalArgumentException if it would lie in a journal's directory, which is the writer's alone
     */
    public static KeptPosition in(Path file) {
        return in(file, FileOperations.SYSTEM);
    }

    static KeptPosition in(Path file, FileOperations files) {
        Path whole = file.toAbsolutePath().normalize();
        if (whole.getFileName() == null || Files.exists(whole.resolveSibling(JournalFiles.METADATA))) {
            throw new IllegalArgumentException("not in a journal's directory: " + file);
        }
        return new KeptPosition(whole, files);
    }

    /**
     * What was kept last; null if nothing was.
     *
     * @throws JournalDamagedException if the file is not what {@link #keep} writes
     * @throws JournalVersionException if a later version wrote it
     * @throws JournalIoException if it cannot be read
     */
    public JournalPosition read() {
        try {
            byte[] bytes = file.read(MAX_BYTES);
            return bytes == null ? null : parse(SealedText.open(bytes, MAX_BYTES));
        } catch (IllegalArgumentException e) {
            throw new JournalDamagedException(
                    "the kept position in " + path + " is damaged: " + Findings.printable(e.getMessage())
                            + "; remove the file to begin anew",
                    path.toString(),
                    0,
                    0);
        } catch (IOException e) {
            throw JournalIoException.of("cannot read the kept position in", path, e);
        }
    }

    /**
     * Keeps a position in place of the one before.
     *
     * @throws JournalIoException if it cannot be written; what was kept before still is
     */
    public void keep(JournalPosition position) {
        try {
            file.write(SealedText.seal(textOf(position) + "\n"));
        } catch (IOException e) {
            throw JournalIoException.of("cannot keep a position in", path, e);
        }
    }

    private JournalPosition parse(String[] lines) {
        String version = SealedText.versionIn(lines[0], TITLE);
        if (!version.isEmpty() && !lines[0].equals(FIRST_LINE)) {
            throw new JournalVersionException(
                    "the kept position in " + path + " is of version " + version, path.toString(), 0, 0);
        }
        String[] record = lines.length == 3 ? lines[2].split(" ") : new String[0];
        if (record.length != 3 || !lines[1].startsWith("journal ")) {
            throw new IllegalArgumentException("it has other lines");
        }
        JournalPosition position = new JournalPosition(
                UUID.fromString(lines[1].substring("journal ".length())),
                Long.parseLong(record[1]),
                Integer.parseUnsignedInt(record[2], 16));
        // There is one way to write it.
        if (!String.join("\n", lines).equals(textOf(position))) {
            throw new IllegalArgumentException("nobody writes it so");
        }
        return position;
    }

    private static String textOf(JournalPosition position) {
        return FIRST_LINE + "\njournal " + position.identity() + "\nrecord " + position.sequence() + " "
                + SealedText.hex(position.crc());
    }
}
