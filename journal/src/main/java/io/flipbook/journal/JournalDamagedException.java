package io.flipbook.journal;

/** The journal's files do not hold what was written to them. Nothing was changed. */
public final class JournalDamagedException extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalDamagedException(String message, String file, long offset, long sequence) {
        super(message, file, offset, sequence, null);
    }

    static JournalException of(String directory, Finding finding) {
        String message = "journal " + directory + " is damaged: " + finding.kind() + " in " + finding.file()
                + " at offset 0x" + Long.toHexString(finding.offset()) + ", sequence " + finding.sequence() + ": "
                + finding.text() + "; run `flipbook verify " + directory + "`";
        return finding.kind() == FindingKind.UNKNOWN_VERSION
                ? new JournalVersionException(message, finding.file(), finding.offset(), finding.sequence())
                : new JournalDamagedException(message, finding.file(), finding.offset(), finding.sequence());
    }

    /** Says of a record whose checksums are good that it does not fit what was before it. */
    public static JournalDamagedException at(RecordView record, String text) {
        return new JournalDamagedException(
                "record " + record.sequence() + " in " + record.file() + " at offset 0x"
                        + Long.toHexString(record.fileOffset()) + ": " + text,
                record.file(),
                record.fileOffset(),
                record.sequence());
    }
}
