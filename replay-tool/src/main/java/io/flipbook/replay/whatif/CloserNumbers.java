package io.flipbook.replay.whatif;

import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Moves the addresses, offsets and sizes of a scenario closer together, in all statements at once. A range that has to
 * lie over the end of a map, say, can follow it down only together with it: one statement alone would go a page at a
 * time, and wait for the other at each.
 */
final class CloserNumbers {
    private static final long PAGE_BYTES = Statement.DEFAULT_PAGE_BYTES;
    /** The statements whose first number is a guest physical address. */
    private static final Set<String> BY_ADDRESS = Set.of("map", "unmap", "convert");
    /** The statements all of whose numbers say where something begins or ends. Of others the first one does. */
    private static final Set<String> EXTENTS = Set.of("region", "map");

    private final List<List<String>> lines;
    private final String scenario;
    private final List<Long> numbers;

    CloserNumbers(List<Statement> statements) {
        lines = statements.stream()
                .map(statement -> List.of(StatementText.of(statement).split(" ")))
                .toList();
        scenario = lines.stream().map(line -> String.join(" ", line)).collect(Collectors.joining("\n"));
        TreeSet<Long> distinct = new TreeSet<>(Comparator.comparing(number -> number, Long::compareUnsigned));
        lines.forEach(
                line -> line.stream().filter(CloserNumbers::isNumber).forEach(word -> distinct.add(valueOf(word))));
        numbers = List.copyOf(distinct);
    }

    /** How many numbers there are, each counted once. */
    int count() {
        return numbers.size();
    }

    /**
     * The scenarios in which one of the numbers, and all that are higher, are lower, as near to the one below as they
     * can first: whatever says where something begins or ends, or guest addresses alone.
     */
    List<List<Statement>> at(int index) {
        long number = numbers.get(index);
        long below = index == 0 ? 0 : numbers.get(index - 1);
        List<Long> lower = new ArrayList<>(List.of(below, below + PAGE_BYTES));
        for (long step = number - below >>> 1; Long.compareUnsigned(step, PAGE_BYTES) > 0; step >>>= 1) {
            lower.add(number - step / PAGE_BYTES * PAGE_BYTES);
        }
        List<List<Statement>> candidates = new ArrayList<>();
        for (long to : lower) {
            if (Long.compareUnsigned(to, number) < 0) {
                addLowered(number, number - to, false, candidates);
                addLowered(number, number - to, true, candidates);
            }
        }
        return candidates;
    }

    private void addLowered(long from, long by, boolean addressesAlone, List<List<Statement>> candidates) {
        String text = lines.stream()
                .map(line -> lowered(line, from, by, addressesAlone))
                .collect(Collectors.joining("\n"));
        if (text.equals(scenario)) {
            return;
        }
        try {
            candidates.add(ScenarioParser.parse("candidate", text.getBytes(StandardCharsets.UTF_8)));
        } catch (ScenarioSyntaxException e) {
            return; // a size that may not be so small
        }
    }

    private static String lowered(List<String> line, long from, long by, boolean addressesAlone) {
        List<String> words = new ArrayList<>(line);
        boolean firstAlone = addressesAlone || !EXTENTS.contains(words.get(0));
        boolean stays = addressesAlone && !BY_ADDRESS.contains(words.get(0));
        for (int i = 1; i < words.size() && !stays; i++) {
            if (isNumber(words.get(i))) {
                if (Long.compareUnsigned(valueOf(words.get(i)), from) >= 0) {
                    words.set(i, StatementText.number(valueOf(words.get(i)) - by));
                }
                stays = firstAlone;
            }
        }
        return String.join(" ", words);
    }

    /** Not those of options, which say how much and not where. */
    private static boolean isNumber(String word) {
        try {
            return Character.isDigit(word.charAt(0)) && valueOf(word) != 0;
        } catch (IllegalArgumentException e) {
            return false; // the name of a region, say
        }
    }

    private static long valueOf(String word) {
        return UnsignedNumber.parse(word);
    }
}
