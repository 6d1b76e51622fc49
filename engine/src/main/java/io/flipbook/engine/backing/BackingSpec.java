package io.flipbook.engine.backing;

import java.util.Objects;

/**
 * What the memory behind a region is, as far as that is on record. Immutable.
 *
 * @param kind           who makes it, if there is any
 * @param type           what the embedding program calls it; empty unless it is {@link Kind#EXTERNAL}
 * @param folioBytes     in place: the size of the folios that it is made of, a power of two of at least a page, of
 *     which the region is a multiple; 0 is the page
 * @param hugetlbShared  two-sided: whether the shared side is of hugetlb pages, and so is kept when a range becomes
 *     private
 * @param discards       two-sided: whether the side that pages leave is given back; else both sides are kept
 */
public record BackingSpec(Kind kind, String type, long folioBytes, boolean hugetlbShared, boolean discards) {
    /** No memory: the engine converts none, and counts none. */
    public static final BackingSpec NONE = new BackingSpec(Kind.NONE, "", 0, false, true);

    /** A model that the engine makes: {@link TwoSidedMemory} or {@link InPlaceMemory}, as the region is. */
    public static final BackingSpec MODEL = new BackingSpec(Kind.MODEL, "", 0, false, true);

    /** Who makes the memory behind a region. */
    public enum Kind {
        /** Nobody: there is none. */
        NONE("none"),
        /** The engine. */
        MODEL("model"),
        /** The embedding program. */
        EXTERNAL("external");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Throws IllegalArgumentException if the parts do not go together: only memory of the program has a type, and
     * only memory that there is has a folio, hugetlb pages or a discard.
     */
    public BackingSpec {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(type, "type");
        if (type.isEmpty() == (kind == Kind.EXTERNAL)) {
            throw new IllegalArgumentException(
                    type.isEmpty() ? "external memory without a type" : "memory with a type, of kind " + kind);
        }
        if (kind == Kind.NONE && (folioBytes != 0 || hugetlbShared || !discards)) {
            throw new IllegalArgumentException("no memory has a folio, hugetlb pages or a discard");
        }
    }

    /** Memory of the embedding program; {@code type} is a name, such as {@code memfd}. */
    public static BackingSpec external(String type) {
        return new BackingSpec(Kind.EXTERNAL, type, 0, false, true);
    }

    /** The same made of folios of so many bytes; in place only. */
    public BackingSpec inFoliosOf(long bytes) {
        return new BackingSpec(kind, type, bytes, hugetlbShared, discards);
    }

    /** The same with a shared side of hugetlb pages; two-sided only. */
    public BackingSpec withHugetlbShared(boolean hugetlb) {
        return new BackingSpec(kind, type, folioBytes, hugetlb, discards);
    }

    /** The same, giving back the side that pages leave or not; two-sided only. */
    public BackingSpec discarding(boolean gives) {
        return new BackingSpec(kind, type, folioBytes, hugetlbShared, gives);
    }

    /** Whether there is any. */
    public boolean isThere() {
        return kind != Kind.NONE;
    }

    /** Whether a region can have it; all sizes are unsigned bytes. */
    public boolean fits(boolean inPlace, long sizeBytes, long pageBytes) {
        if (!inPlace) {
            return folioBytes == 0;
        }
        if (hugetlbShared || !discards) {
            return false;
        }
        return folioBytes == 0
                || Long.bitCount(folioBytes) == 1
                        && Long.compareUnsigned(folioBytes, pageBytes) >= 0
                        && Long.remainderUnsigned(sizeBytes, folioBytes) == 0;
    }
}
