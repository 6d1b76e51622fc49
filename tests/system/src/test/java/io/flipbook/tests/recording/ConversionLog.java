package io.flipbook.tests.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Made lines of {@code kvm_convert_memory} as QEMU would log them, the same for the same seed: of a guest with 1 GiB at
 * address 0 that also asks for what it has, for ranges that make no sense, and for addresses where it has no memory.
 */
final class ConversionLog {
    private static final long GUEST_PAGES = 1 << 18;
    private static final long PAGE_BYTES = 4096;
    private static final int[] PAGE_COUNTS = {1, 1, 1, 2, 4, 8, 16, 512};

    private final SplittableRandom random;
    private long timeUs = 1_700_000_000_000_000L;

    ConversionLog(long seed) {
        random = new SplittableRandom(seed);
    }

    Path write(Path file, int lines) {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < lines; i++) {
                out.write(line());
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    String line() {
        timeUs += random.nextInt(1000);
        String time = timeUs / 1_000_000 + "." + String.format("%06d", timeUs % 1_000_000);
        return 1000 + random.nextInt(4) + "@" + time + ":kvm_convert_memory " + range()
                + (random.nextBoolean() ? "shared_to_private" : "private_to_shared");
    }

    private String range() {
        int kind = random.nextInt(100);
        if (kind < 85) {
            long page = random.nextLong(GUEST_PAGES);
            long count = Math.min(PAGE_COUNTS[random.nextInt(PAGE_COUNTS.length)], GUEST_PAGES - page);
            return range(page * PAGE_BYTES, count * PAGE_BYTES);
        } else if (kind < 90) {
            return range(random.nextLong(GUEST_PAGES * PAGE_BYTES), random.nextLong(3 * PAGE_BYTES));
        } else if (kind < 92) {
            return range(random.nextLong(GUEST_PAGES) * PAGE_BYTES, 0);
        }
        return range((GUEST_PAGES + random.nextLong(GUEST_PAGES)) * PAGE_BYTES, PAGE_BYTES);
    }

    private static String range(long start, long sizeBytes) {
        return "start 0x" + Long.toHexString(start) + " size 0x" + Long.toHexString(sizeBytes) + " ";
    }
}
