package io.flipbook.tests.model;

import java.util.Map;

/** Ends a statement that the model does not carry out. */
final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String at;
    private final String region;

    private Rejection(String reason, String at, String region) {
        super(reason);
        this.at = at;
        this.region = region;
    }

    static void when(boolean wrong, String reason) {
        if (wrong) {
            throw new Rejection(reason, null, null);
        }
    }

    /** A pinned page is in the way. */
    static Rejection busyAt(NaiveRegion region, int page) {
        return new Rejection("busy", region.hexOffset(page), region.name);
    }

    void describe(Map<String, Object> result) {
        result.put("outcome", "rejected");
        result.put("reason", getMessage());
        if (at != null) {
            result.put("at", at);
            result.put("region", region);
        }
    }
}
