package io.flipbook.replay.scenario;

/** The memory types that an entry of a PAT can have. */
public enum PatType implements Choice {
    UC("UC"),
    UC_MINUS("UC-"),
    WC("WC"),
    WT("WT"),
    WP("WP"),
    WB("WB");

    private final String word;

    PatType(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
