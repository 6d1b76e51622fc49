package io.flipbook.engine.device;

/** Why a listener refuses, by the name that {@code errno.h} gives it. Immutable; any thread. */
public final class Errno {
    /** The most characters that a name may have. */
    public static final int MAX_LENGTH = 32;

    /** No error: the listener agrees. */
    public static final Errno NONE = new Errno("");

    /** No room for another mapping: what VFIO type 1 says at its {@code dma_entry_limit}. */
    public static final Errno ENOSPC = new Errno("ENOSPC");

    /** A mapping is there already: what VFIO type 1 and iommufd say of a map over another one. */
    public static final Errno EEXIST = new Errno("EEXIST");

    /** No such mapping: what iommufd says of an unmap of part of an area, or of nothing. */
    public static final Errno ENOENT = new Errno("ENOENT");

    /** Not to be done that way: what VFIO type 1 says of an unmap of part of a mapping. */
    public static final Errno EINVAL = new Errno("EINVAL");

    /** Still referenced: what a guest_memfd says of a page that somebody holds. */
    public static final Errno EAGAIN = new Errno("EAGAIN");

    /** What is recorded of a listener that threw instead of answering. */
    public static final Errno EFAULT = new Errno("EFAULT");

    private final String name;

    private Errno(String name) {
        this.name = name;
    }

    /**
     * An error by its name.
     *
     * @param name {@code E} and upper-case letters or digits, at most {@link #MAX_LENGTH} characters
     * @throws IllegalArgumentException if it is anything else
     */
    public static Errno of(String name) {
        if (!isErrno(name)) {
            String shown = name.length() > MAX_LENGTH ? "too long" : name.replaceAll("[^ -~]", "?");
            throw new IllegalArgumentException("not the name of an errno: " + shown);
        }
        return new Errno(name);
    }

    static boolean isErrno(String name) {
        if (name.length() < 2 || name.length() > MAX_LENGTH || name.charAt(0) != 'E') {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    /** The name, such as {@code ENOSPC}; empty for {@link #NONE}. */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Errno && ((Errno) other).name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
