package io.flipbook.tests.model;

import static java.util.Map.entry;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A script as the scenario language defines it: all of its statements, or the first line that does not parse.
 *
 * @param statements all statements, in order; those before the error if there is one
 * @param error the first line that does not parse
 */
record NaiveScript(List<Statement> statements, Optional<ScriptRejected> error) {

    /** Words that a statement takes, in each of its lengths, and its options. */
    private record Shape(List<List<Predicate<String>>> forms, Map<String, Predicate<String>> options) {}

    private static final Predicate<String> NAME = word -> word.matches("[A-Za-z0-9_.-]+");
    private static final Predicate<String> NUMBER = word -> Number64.read(word).isPresent();
    private static final List<Predicate<String>> RANGE = List.of(NAME, NUMBER, NUMBER);
    private static final String[] ON_VETO = {
        "rollback", "detach", "halt", "keep", "partial", "all-private", "undo-listeners", "retry"
    };
    /** The kinds of listener that take an option. */
    private static final Map<String, List<String>> KINDS = Map.of(
            "limit", List.of("type1", "type1-v1"),
            "granule", List.of("type1", "type1-v1", "iommufd"),
            "container", List.of("type1", "type1-v1", "iommufd"),
            "large-pages", List.of("iommufd"));

    private static final Map<String, Shape> SHAPES = Map.ofEntries(
            entry(
                    "region",
                    new Shape(
                            List.of(List.of(NAME, NUMBER)),
                            Map.of(
                                    "page",
                                    NUMBER,
                                    "initial",
                                    oneOf("private", "shared"),
                                    "plug-block",
                                    NUMBER,
                                    "memory",
                                    oneOf("two-sided", "in-place")))),
            entry(
                    "policy",
                    new Shape(
                            List.of(List.of()),
                            Map.of(
                                    "mixed", oneOf("segments", "per-page", "refuse"),
                                    "on-veto", oneOf(ON_VETO),
                                    "profile", oneOf("flipbook", "qemu-10.1")))),
            entry(
                    "listener",
                    new Shape(
                            List.of(List.of(NAME, NAME), List.of(NAME, NAME, NUMBER, NUMBER)),
                            Map.of(
                                    "veto",
                                    NaiveScript::isVeto,
                                    "kind",
                                    oneOf("plain", "type1", "type1-v1", "iommufd"),
                                    "limit",
                                    NUMBER,
                                    "granule",
                                    NUMBER,
                                    "container",
                                    NAME,
                                    "large-pages",
                                    oneOf("on", "off"),
                                    "watch",
                                    oneOf("shared", "private")))),
            entry("unlisten", words(List.of(NAME))),
            entry("remove-region", words(List.of(NAME))),
            entry("to-shared", words(RANGE)),
            entry("to-private", words(RANGE)),
            entry("plug", words(RANGE)),
            entry("unplug", words(RANGE)),
            entry("unplug-all", words(List.of(NAME))),
            entry("map", words(List.of(NUMBER, NUMBER, NAME, NUMBER))),
            entry("unmap", words(List.of(NUMBER))),
            entry("convert", words(List.of(NUMBER, NUMBER, oneOf("shared", "private")))),
            entry("pin", words(RANGE)),
            entry("unpin", words(RANGE)),
            entry(
                    "discard",
                    words(List.of(
                            oneOf("acquire", "release"),
                            oneOf("disable", "uncoordinated-disable", "require", "coordinated-require")))),
            entry("restart", words(List.of())),
            entry("state", words(List.of(NAME))),
            entry("populated", words(RANGE)),
            entry("mappings", words(List.of(NAME))),
            entry("mapped", words(List.of(NAME))),
            entry("dma", words(RANGE)),
            entry(
                    "source-add",
                    new Shape(
                            List.of(List.of(NAME, NAME)),
                            Map.of("block", NUMBER, "initial", oneOf("populated", "discarded")))),
            entry("source-remove", words(List.of(NAME, NAME))),
            entry("source-populate", words(List.of(NAME, NAME, NUMBER, NUMBER))),
            entry("source-discard", words(List.of(NAME, NAME, NUMBER, NUMBER))));

    static NaiveScript parse(String text) {
        List<Statement> statements = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            List<String> words = wordsOf(lines[i]);
            if (words.isEmpty()) {
                continue;
            }
            try {
                statements.add(statement(i + 1, words));
            } catch (ScriptRejected rejected) {
                return new NaiveScript(statements, Optional.of(rejected));
            }
        }
        return new NaiveScript(statements, Optional.empty());
    }

    static List<String> wordsOf(String line) {
        String rest = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        int comment = rest.indexOf('#');
        if (comment >= 0) {
            rest = rest.substring(0, comment);
        }
        List<String> words = new ArrayList<>();
        for (String word : rest.split("[ \t]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static Statement statement(int line, List<String> all) throws ScriptRejected {
        Shape shape = SHAPES.get(all.get(0));
        require(shape != null, line, "unknown statement " + all.get(0));
        List<String> words = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (String word : all.subList(1, all.size())) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                words.add(word);
                continue;
            }
            String key = word.substring(0, equals);
            String value = word.substring(equals + 1);
            require(shape.options().containsKey(key), line, "unknown option " + key);
            require(!options.containsKey(key), line, "option twice " + key);
            require(shape.options().get(key).test(value), line, "bad value of " + key);
            options.put(key, value);
        }
        require(shape.forms().stream().anyMatch(form -> form.size() == words.size()), line, "wrong count of words");
        require(shape.forms().stream().anyMatch(form -> fits(form, words)), line, "bad word");
        for (String option : options.keySet()) {
            List<String> kinds = KINDS.getOrDefault(option, List.of(options.getOrDefault("kind", "plain")));
            require(kinds.contains(options.getOrDefault("kind", "plain")), line, option + " of another kind");
        }
        return new Statement(line, all.get(0), words, options);
    }

    private static boolean fits(List<Predicate<String>> form, List<String> words) {
        if (form.size() != words.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!form.get(i).test(words.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVeto(String value) {
        String[] halves = value.split(":", -1);
        if (halves.length != 2 || !halves[1].matches("E[A-Z0-9]+")) {
            return false;
        }
        for (String call : halves[0].split(",", -1)) {
            if (Number64.read(call).orElse(BigInteger.ZERO).signum() == 0) {
                return false;
            }
        }
        return true;
    }

    private static Shape words(List<Predicate<String>> words) {
        return new Shape(List.of(words), Map.of());
    }

    private static Predicate<String> oneOf(String... choices) {
        return List.of(choices)::contains;
    }

    private static void require(boolean holds, int line, String reason) throws ScriptRejected {
        if (!holds) {
            throw new ScriptRejected(line, reason);
        }
    }
}
