package io.flipbook.replay.scenario;

/** Whose ways the engine has. */
public enum Profile implements Choice {
    FLIPBOOK("flipbook"),
    QEMU_10_1("qemu-10.1");

    private final String word;

    Profile(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
