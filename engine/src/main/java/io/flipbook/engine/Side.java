package io.flipbook.engine;

/** The two sides of a page, of which a listener watches one. */
public enum Side {
    /** What devices may touch. */
    SHARED("shared"),
    /** What the guest keeps for itself, and for devices that it trusts (trusted I/O). */
    PRIVATE("private");

    private final String text;

    Side(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
