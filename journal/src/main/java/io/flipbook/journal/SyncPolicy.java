package io.flipbook.journal;

/** When records are forced to the device. The policy of each session is on record. */
public enum SyncPolicy {
    /** Never: records survive the end of the process, however it comes, and not that of the machine. */
    NONE(0);

    private final int code;

    SyncPolicy(int code) {
        this.code = code;
    }

    /** The number that stands for this policy in {@code BEGIN} and {@code RECOVER}. */
    int code() {
        return code;
    }

    static SyncPolicy of(int code) {
        for (SyncPolicy policy : values()) {
            if (policy.code == code) {
                return policy;
            }
        }
        throw new IllegalArgumentException("no sync policy " + code);
    }

    /** The policy's name, as {@code none}. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
