package io.flipbook.journal;

import java.util.Locale;

/** The kinds of {@link Finding}; {@link #toString()} is the name that users see. */
public enum FindingKind {
    /** An entry that is no regular file, has a name that none of the journal's files has, or cannot be read. */
    FOREIGN_FILE,
    /** A header names a type that none of Chronicle's own files names: opening it would run that type's code. */
    FOREIGN_TYPE,
    /** The header of a roll file is not what Chronicle writes. */
    ROLL_HEADER,
    /** The metadata file is missing, or is not what Chronicle writes. */
    METADATA,
    /** A roll file that was there is not there any more, or is empty. */
    ROLL_FILE_MISSING,
    /** A file ends before what it holds does. */
    CUT,
    /** A document's header word makes no sense. */
    DOCUMENT_HEADER,
    /** An index document of Chronicle's does not have the shape of one. */
    INDEX,
    /** The queue's own write position disagrees with the documents: the end of the data was lost. */
    WRITE_POSITION,
    /** A roll file that others follow has no end mark. */
    END_MARK,
    /** Bytes that are not zero behind the end of the data. */
    TRAILING_BYTES,
    /** A record's length does not fit its document. */
    RECORD_LENGTH,
    /** A record's bytes do not have its checksum. */
    CHECKSUM,
    /** The layout of a record, or the format of the journal, is of a version that is not known. */
    UNKNOWN_VERSION,
    /** A record's type or flags are not among those that are defined. */
    RECORD_TYPE,
    /** Records are missing, doubled or out of order. */
    SEQUENCE,
    /** A record does not follow the one before it: that one was changed, or this one is of another journal. */
    CHAIN,
    /** A record's time is before that of the record before. */
    TIME,
    /** The rules of begin, recover and end are broken, or one of these says what is not so. */
    SESSION,
    /** A reserved place holds what it must not, or the record after it says the wrong thing about it. */
    RESERVED_PLACE,
    /** A snapshot that is not used: it is damaged, of another journal, or the record that it names is not there. */
    SNAPSHOT;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The kind's name in kebab case, such as {@code reserved-place}. */
    @Override
    public String toString() {
        return text;
    }
}
