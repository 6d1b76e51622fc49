package io.flipbook.replay.query.predicate;

import io.flipbook.replay.scenario.UnsignedNumber;

/**
 * A place in a guest's memory: a guest physical address, or {@code REGION:OFFSET}.
 *
 * @param region the region's name, or null for an address
 * @param start the address, or the offset; unsigned bytes
 */
public record GuestPlace(String region, long start) {
    /**
     * Reads a place.
     *
     * @throws IllegalArgumentException if it is none, with a message for the user in one line
     */
    public static GuestPlace parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon == 0) {
            throw new IllegalArgumentException("not a place (an address, or REGION:OFFSET): " + text);
        }
        String region = colon < 0 ? null : text.substring(0, colon);
        return new GuestPlace(region, UnsignedNumber.parse(text.substring(colon + 1)));
    }

    public boolean isAddress() {
        return region == null;
    }
}
