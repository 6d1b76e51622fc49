package io.flipbook.tests.failures;

import io.flipbook.tests.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A row of the table of docs/POSTMORTEM.md.
 *
 * @param failure the bundled failure that shows it
 * @param commands those that lead to the record and the listener
 */
record Symptom(String failure, List<String> commands) {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| [^|`]+ \\| (`flipbook [^|]+`) \\| `([a-z-]+)` \\|$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** All of them, by failure. */
    static Map<String, Symptom> all() throws IOException {
        Map<String, Symptom> symptoms = new LinkedHashMap<>();
        ROW.matcher(Files.readString(Path.of("../../docs/POSTMORTEM.md")))
                .results()
                .forEach(row -> {
                    List<String> commands = Arrays.stream(row.group(1).split("`, `"))
                            .map(command -> command.replace("`", ""))
                            .toList();
                    symptoms.put(row.group(2), new Symptom(row.group(2), commands));
                });
        return symptoms;
    }

    /** Runs a command of a shell in this process, with a place and a directory for what stands for them in it. */
    static Cli.Result run(String command, Path journal, String address, String format) {
        List<Object> words = new ArrayList<>();
        WORD.matcher(command).results().skip(1).forEach(word -> {
            String text = word.group(1) == null ? word.group(2) : word.group(1);
            words.add(text.equals("DIR") ? journal : text.equals("ADDRESS") ? address : text);
        });
        words.add("--format=" + format);
        return Cli.run(words.toArray());
    }
}
