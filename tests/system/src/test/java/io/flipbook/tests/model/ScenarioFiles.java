package io.flipbook.tests.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A scenario of the test resources with the results expected of it.
 *
 * @param name of its file, with the directory below {@code scenarios} if it has one
 * @param script its text
 * @param expected one JSON object for each statement
 */
record ScenarioFiles(String name, String script, List<String> expected) {
    static List<ScenarioFiles> all() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(file -> file.toString().endsWith(".flip"))
                    .sorted()
                    .map(ScenarioFiles::read)
                    .toList();
        }
    }

    private static Path root() {
        try {
            return Path.of(ScenarioFiles.class.getResource("/scenarios").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ScenarioFiles read(Path file) {
        Path expected = Path.of(file.toString().replaceFirst("\\.flip$", ".expected.jsonl"));
        try {
            String name = root().relativize(file).toString();
            return new ScenarioFiles(name, Files.readString(file), Files.readAllLines(expected));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
