package io.flipbook.journal;

/** Tells when it is loaded: no journal may bring that about. */
final class Foreign {
    static {
        System.setProperty("flipbook.test.foreign", "has run");
    }

    private Foreign() {}
}
