package io.flipbook.replay;

import io.flipbook.replay.scenario.UnsignedNumber;
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
            int colon = text.lastIndexOf(':');
            String region = colon < 0 ? null : text.substring(0, colon);
            if (region != null && region.isEmpty()) {
                throw new IllegalArgumentException("not a place (an address, or REGION:OFFSET): " + text);
            }
            return new MemoryPlace(region, UnsignedNumber.parse(text.substring(colon + 1)));
        }
    }

    boolean isAddress() {
        return region == null;
    }
}
