package io.flipbook.tutorial;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.util.ArrayList;
import java.util.List;

/** A holder of mappings, as an embedder writes one: it maps what it is told, or refuses, and drops what it is told. */
final class ExampleDevice implements RegionListener {
    private final List<String> mapped = new ArrayList<>();
    private Errno answer = Errno.NONE;

    /** What it answers to every populate from now on. */
    void refuses(Errno errno) {
        answer = errno;
    }

    /** What it has mapped, as {@code offset+size}, in the order in which it was told. */
    List<String> holds() {
        return List.copyOf(mapped);
    }

    @Override
    public Errno populate(long offset, long sizeBytes) {
        if (answer.equals(Errno.NONE)) {
            mapped.add(named(offset, sizeBytes));
        }
        return answer;
    }

    @Override
    public void discard(long offset, long sizeBytes) {
        mapped.remove(named(offset, sizeBytes));
    }

    private static String named(long offset, long sizeBytes) {
        return "0x" + Long.toHexString(offset) + "+0x" + Long.toHexString(sizeBytes);
    }
}
