package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.memtype.MemoryType;
import io.flipbook.engine.memtype.TypeAttributes;
import io.flipbook.engine.memtype.TypeChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TypeRunsTest {
    private static final int PAGES = 24;

    /** Pages one by one, in an array, and the runs must say the same, as few as can be. */
    @Test
    void agreesWithOneAnswerForEachPage() {
        Seeds.each(300, (seed, random) -> {
            TypeRuns runs = new TypeRuns(PAGES);
            TypeAttributes[] pages = new TypeAttributes[PAGES];
            Arrays.fill(pages, TypeAttributes.DEFAULT);
            int borders = 0;
            for (int round = 0; round < 40; round++) {
                int from = random.nextInt(PAGES);
                int to = from + 1 + random.nextInt(PAGES - from);
                TypeChange change = change(random);
                borders += runs.set(from, to, change);
                for (int page = from; page < to; page++) {
                    pages[page] = pages[page].with(change);
                }
                check(runs, pages, borders);
            }
        });
    }

    @Test
    void aRangeThatIsToldToBeAsItWasLeavesNothing() {
        TypeRuns runs = new TypeRuns(PAGES);
        assertThat(runs.set(4, 8, new TypeChange(true, null, null, null))).isEqualTo(2);
        assertThat(runs.set(6, 10, new TypeChange(true, null, null, null))).isZero();
        assertThat(runs.set(4, 10, new TypeChange(false, null, null, null))).isEqualTo(-2);
        runs.visit((from, to, attributes) -> {
            throw new AssertionError(from + " to " + to + " is " + attributes);
        });
    }

    private static void check(TypeRuns runs, TypeAttributes[] pages, int borders) {
        List<String> expected = new ArrayList<>();
        int differing = 0;
        for (int page = 0, end; page < PAGES; page = end) {
            end = page + 1;
            while (end < PAGES && pages[end].equals(pages[page])) {
                end++;
            }
            differing += end < PAGES ? 1 : 0;
            if (!pages[page].equals(TypeAttributes.DEFAULT)) {
                expected.add(page + ":" + end + " " + pages[page]);
            }
        }
        List<String> visited = new ArrayList<>();
        runs.visit((from, to, attributes) -> visited.add(from + ":" + to + " " + attributes));
        assertThat(visited).isEqualTo(expected);
        assertThat(runs.borders()).isEqualTo(differing).isEqualTo(borders);
        for (int page = 0; page < PAGES; page++) {
            assertThat(runs.at(page)).isEqualTo(pages[page]);
        }
    }

    private static TypeChange change(Random random) {
        MemoryType[] some = {null, MemoryType.WB, MemoryType.WC};
        Boolean[] honours = {null, false, true};
        return new TypeChange(
                honours[random.nextInt(3)], some[random.nextInt(3)], some[random.nextInt(3)], some[random.nextInt(3)]);
    }
}
