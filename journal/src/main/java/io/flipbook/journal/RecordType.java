package io.flipbook.journal;

/** The types of records that the journal itself knows; the rest belong to whoever uses it. */
public final class RecordType {
    /** Says that a journal begins, what it is and who wrote it. Sequence 1, and nowhere else. */
    public static final int BEGIN = 1;
    /** The first record of every later session: how the one before ended. */
    public static final int RECOVER = 2;
    /** Says that a session ended cleanly. Only {@link #RECOVER} may follow. */
    public static final int END = 3;
    /** Reserved for the mark of a snapshot. */
    public static final int SNAPSHOT = 4;
    /** The first of the types that belong to the journal's user. */
    public static final int FIRST_USER = 16;
    /** The last of the types that belong to the journal's user. */
    public static final int LAST_USER = 127;

    private RecordType() {}

    static boolean isUser(int type) {
        return type >= FIRST_USER && type <= LAST_USER;
    }

    /** Throws if the journal's user must not write such a record. */
    static void checkUser(int type, int userFlags) {
        if (!isUser(type) || userFlags < 0 || userFlags > RecordLayout.MAX_USER_FLAGS) {
            throw new IllegalArgumentException("type " + type + " or flags " + userFlags + " out of range");
        }
    }

    static boolean isKnown(int type) {
        return type >= BEGIN && type <= SNAPSHOT || isUser(type);
    }
}
