package io.flipbook.replay.scenario;

import io.flipbook.replay.trace.Excerpt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringTokenizer;
import java.util.TreeSet;

/** The words of one line, taken apart: the first, those with {@code =}, and the others in their order. */
final class Words {
    private static final int MAX_NAME = 255;
    private static final int MAX_ERRNO = 32;
    private static final int MAX_VETO_CALLS = 4096;

    private final String script;
    private final int line;
    private final String op;
    private final List<String> positional = new ArrayList<>();
    private final Map<String, String> options = new HashMap<>();

    /** Takes a line apart that holds at least one word. */
    Words(String script, int line, String text) throws ScenarioSyntaxException {
        this.script = script;
        this.line = line;
        StringTokenizer words = new StringTokenizer(text, " \t");
        op = words.nextToken();
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            int equals = word.indexOf('=');
            if (equals < 0) {
                positional.add(word);
            } else if (options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw bad("option " + quoted(word.substring(0, equals)) + " stands twice");
            }
        }
    }

    int line() {
        return line;
    }

    String op() {
        return op;
    }

    /** How many words there are after the first, options left out. */
    int count() {
        return positional.size();
    }

    Iterable<String> optionKeys() {
        return options.keySet();
    }

    ScenarioSyntaxException bad(String reason) {
        return new ScenarioSyntaxException(script, line, reason);
    }

    static String quoted(String word) {
        return "'" + Excerpt.of(word) + "'";
    }

    String name(int index) throws ScenarioSyntaxException {
        return name(positional.get(index));
    }

    /** The option, as a name. */
    Optional<String> optionalName(String option) throws ScenarioSyntaxException {
        String value = options.get(option);
        return value == null ? Optional.empty() : Optional.of(name(value));
    }

    private String name(String name) throws ScenarioSyntaxException {
        if (name.length() > MAX_NAME) {
            throw bad("name " + quoted(name) + " is longer than " + MAX_NAME + " characters");
        }
        if (!name.chars().allMatch(Words::isOfName)) {
            throw bad("bad name " + quoted(name) + ": letters, digits, '_', '.' and '-' make one");
        }
        return name;
    }

    private static boolean isOfName(int c) {
        return isCapitalOrDigit(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '.' || c == '-';
    }

    private static boolean isCapitalOrDigit(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    long number(int index) throws ScenarioSyntaxException {
        return number(positional.get(index));
    }

    private long number(String text) throws ScenarioSyntaxException {
        try {
            return UnsignedNumber.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    OptionalLong optionalNumber(String option) throws ScenarioSyntaxException {
        String value = options.get(option);
        return value == null ? OptionalLong.empty() : OptionalLong.of(number(value));
    }

    <E extends Enum<E> & Choice> E choice(int index, Class<E> choices) throws ScenarioSyntaxException {
        return choice(positional.get(index), choices);
    }

    <E extends Enum<E> & Choice> Optional<E> optionalChoice(String option, Class<E> choices)
            throws ScenarioSyntaxException {
        String value = options.get(option);
        return value == null ? Optional.empty() : Optional.of(choice(value, choices));
    }

    private <E extends Enum<E> & Choice> E choice(String word, Class<E> choices) throws ScenarioSyntaxException {
        List<String> known = new ArrayList<>();
        for (E choice : choices.getEnumConstants()) {
            if (choice.word().equals(word)) {
                return choice;
            }
            known.add(choice.word());
        }
        throw bad(quoted(word) + " is none of " + String.join(", ", known));
    }

    /** The option {@code veto=K[,K…]:ERRNO}. */
    Optional<Statement.Veto> optionalVeto() throws ScenarioSyntaxException {
        String value = options.get("veto");
        if (value == null) {
            return Optional.empty();
        }
        int colon = value.indexOf(':');
        if (colon < 0) {
            throw bad("veto " + quoted(value) + " is not K[,K...]:ERRNO");
        }
        TreeSet<Long> calls = new TreeSet<>(Long::compareUnsigned);
        for (String call : value.substring(0, colon).split(",", -1)) {
            calls.add(number(call));
        }
        if (calls.first() == 0) {
            throw bad("veto of call 0: the first call is 1");
        }
        if (calls.size() > MAX_VETO_CALLS) {
            throw bad("veto of more than " + MAX_VETO_CALLS + " calls");
        }
        return Optional.of(new Statement.Veto(List.copyOf(calls), errno(value.substring(colon + 1))));
    }

    private String errno(String errno) throws ScenarioSyntaxException {
        boolean shaped = errno.length() >= 2 && errno.charAt(0) == 'E';
        if (!shaped || !errno.chars().allMatch(Words::isCapitalOrDigit)) {
            throw bad("bad errno " + quoted(errno) + ": 'E' and upper-case letters or digits make one");
        }
        if (errno.length() > MAX_ERRNO) {
            throw bad("errno " + quoted(errno) + " is longer than " + MAX_ERRNO + " characters");
        }
        return errno;
    }
}
