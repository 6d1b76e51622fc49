package io.flipbook.engine.backing;

import java.util.ArrayList;
import java.util.List;

/** What memory says that it costs, as {@code shared 2, private 0}: bytes in pages of 4 KiB. */
public final class Costs {
    private static final long PAGE = 4096;

    private Costs() {}

    public static String of(MemoryBacking memory) {
        List<String> costs = new ArrayList<>();
        memory.cost(new CostVisitor() {
            @Override
            public void bytes(String name, long bytes) {
                costs.add(name + " " + bytes / PAGE);
            }

            @Override
            public void count(String name, long count) {
                costs.add(name + " " + count);
            }
        });
        return String.join(", ", costs);
    }
}
