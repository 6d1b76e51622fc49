package io.flipbook.replay.whatif;

import io.flipbook.replay.scenario.ScenarioParser;
import io.flipbook.replay.scenario.ScenarioSyntaxException;
import io.flipbook.replay.scenario.Statement;
import io.flipbook.replay.scenario.StatementText;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The statements that ask for a little less than one does: each is simpler, so that going on comes to an end. */
final class SimplerStatements {
    private static final long PAGE_BYTES = Statement.DEFAULT_PAGE_BYTES;

    private static final String LIMIT = "limit=";
    private static final String OPTIONS_OF_KINDS = "(kind|limit|granule|large-pages|container)=.*";

    private final Statement statement;
    private final List<String> words;
    private final Set<String> lines = new LinkedHashSet<>();

    private SimplerStatements(Statement statement) {
        this.statement = statement;
        String text = StatementText.of(statement);
        boolean hasDefaultLimit = statement instanceof Statement.Listener listener
                && listener.limitEntries().isPresent()
                && !text.contains(LIMIT);
        words = List.of((hasDefaultLimit ? text + " " + LIMIT + Statement.DEFAULT_LIMIT_ENTRIES : text).split(" "));
    }

    /** What may stand in the place of a statement, the simplest first. */
    static List<Statement> of(Statement statement, List<String> regions) {
        SimplerStatements simpler = new SimplerStatements(statement);
        simpler.find(regions);
        List<Statement> parsed = new ArrayList<>();
        for (String line : simpler.lines) {
            try {
                parsed.addAll(ScenarioParser.parse("candidate", line.getBytes(StandardCharsets.UTF_8)));
            } catch (ScenarioSyntaxException e) {
                continue; // an option that another one needs
            }
        }
        parsed.removeIf(other -> StatementText.of(other).equals(StatementText.of(statement)));
        return parsed;
    }

    private void find(List<String> regions) {
        if (statement instanceof Statement.Convert convert) {
            for (String region : regions) {
                for (String range : List.of("0 4K", "0 8K", "4K 4K")) {
                    lines.add("to-" + convert.to().word() + " " + region + " " + range);
                }
            }
        }
        if (words.get(0).equals("listener")) {
            lines.add(words.stream()
                    .filter(word -> !word.matches(OPTIONS_OF_KINDS))
                    .collect(Collectors.joining(" ")));
        }
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i).contains("=") && !words.get(i).startsWith(LIMIT)) { // without one it is a higher one
                lines.add(with(i, i + 1, List.of()));
            }
        }
        if (statement instanceof Statement.Listener listener
                && listener.section().isPresent()) {
            lines.add(with(3, 5, List.of()));
        }
        for (int i = 1; i < words.size(); i++) {
            for (String word : simplerWords(words.get(i))) {
                lines.add(with(i, i + 1, List.of(word)));
            }
        }
    }

    private String with(int from, int to, List<String> instead) {
        List<String> changed = new ArrayList<>(words.subList(0, from));
        changed.addAll(instead);
        changed.addAll(words.subList(to, words.size()));
        return String.join(" ", changed);
    }

    private static List<String> simplerWords(String word) {
        int equals = word.indexOf('=');
        String key = word.substring(0, equals + 1);
        String value = word.substring(equals + 1);
        return key.equals("veto=")
                ? simplerVetoes(value)
                : smallerNumbers(value).stream().map(number -> key + number).toList();
    }

    private static List<String> simplerVetoes(String veto) {
        int colon = veto.indexOf(':');
        String errno = veto.substring(colon);
        List<String> calls = Arrays.asList(veto.substring(0, colon).split(","));
        if (calls.size() > 1) {
            return calls.stream().map(call -> "veto=" + call + errno).toList();
        }
        return smallerNumbers(calls.get(0)).stream()
                .map(call -> "veto=" + call + errno)
                .toList();
    }

    /** The smallest first, and then ever nearer to the number. */
    private static List<String> smallerNumbers(String word) {
        if (!Character.isDigit(word.charAt(0))) {
            return List.of();
        }
        long value;
        try {
            value = UnsignedNumber.parse(word);
        } catch (IllegalArgumentException e) {
            return List.of(); // the name of a region, say
        }
        List<Long> smaller = new ArrayList<>(List.of(0L, 1L, PAGE_BYTES, 2 * PAGE_BYTES));
        for (long step = value >>> 1; Long.compareUnsigned(step, PAGE_BYTES) > 0; step >>>= 1) {
            smaller.add(value - step / PAGE_BYTES * PAGE_BYTES);
        }
        for (long step = value >>> 1; step > 0 && Long.compareUnsigned(value, PAGE_BYTES) < 0; step >>>= 1) {
            smaller.add(value - step);
        }
        smaller.add(value - PAGE_BYTES);
        return smaller.stream()
                .filter(number -> Long.compareUnsigned(number, value) < 0)
                .map(StatementText::number)
                .toList();
    }
}
