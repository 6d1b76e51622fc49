package io.flipbook.replay;

import io.flipbook.replay.query.predicate.GuestPlace;
import picocli.CommandLine.ITypeConverter;

/**
 * A place in a guest's memory as the command line names it: a guest physical address, or {@code REGION:OFFSET}.
 *
 * @param region the region's name, or null for an address
 * @param start the address, or the offset; unsigned bytes
 */
record MemoryPlace(String region, long start) {
    /** Reads places from the command line. */
    static final class Converter implements ITypeConverter<MemoryPlace> {
        @Override
        public MemoryPlace convert(String text) {
            GuestPlace place = GuestPlace.parse(text);
            return new MemoryPlace(place.region(), place.start());
        }
    }

    boolean isAddress() {
        return region == null;
    }
}
