package io.flipbook.engine.bitmap;

import java.nio.charset.StandardCharsets;

/**
 * What pages add to the digest of a state when they are set. Each page adds {@code g(page + 1) - g(page)}, with g a
 * hash of region, source and number, so the sum over a run is the difference at its ends, whatever its length.
 */
public final class PageDigest {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long seed;

    /** The digest of the pages of a source of a region. */
    public PageDigest(String region, String source) {
        seed = seedOf(region + '\n' + source);
    }

    /** What the pages in [fromPage, toPage) add. */
    public long of(long fromPage, long toPage) {
        return mix(seed + toPage * GOLDEN) - mix(seed + fromPage * GOLDEN);
    }

    /** The sum of g over the pages that begin so many units. */
    long ofBorders(long[] units, int count, long pagesPerUnit) {
        long step = pagesPerUnit * GOLDEN;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += mix(seed + units[i] * step);
        }
        return sum;
    }

    private static long seedOf(String text) {
        long hash = GOLDEN;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = mix(hash + (b & 0xff)) + GOLDEN;
        }
        return hash;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
