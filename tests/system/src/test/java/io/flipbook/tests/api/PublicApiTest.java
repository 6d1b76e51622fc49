package io.flipbook.tests.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What embedders compile against changes only on purpose: it is what the lists in {@code resources/api} say. Which
 * change is allowed, and how a list is made anew, says CONTRIBUTING.
 */
final class PublicApiTest {
    static List<String> modules() {
        return PublicApi.MODULES;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void isWhatTheListSays(String module) throws IOException {
        String name = Path.of(module).getFileName() + ".txt";
        Path list =
                PublicApi.root().resolve("tests/system/src/test/resources/api").resolve(name);
        List<String> now = PublicApi.of(module);
        if (Boolean.getBoolean("flipbook.api.renew")) {
            Files.createDirectories(list.getParent());
            Files.write(list, now);
        }
        List<String> before = inTheirTypes(Files.readAllLines(list));
        List<String> after = inTheirTypes(now);
        List<String> difference = new ArrayList<>();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> difference.add("- " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> difference.add("+ " + line));

        assertThat(difference)
                .as("what module %s offers has changed; CONTRIBUTING says what to do about it", module)
                .isEmpty();
        assertThat(after).hasSameSizeAs(before);
    }

    /** Each member with the type that it is in, so that a line alone says what it is. */
    private static List<String> inTheirTypes(List<String> lines) {
        List<String> whole = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                whole.add(type + ": " + line.strip());
            } else {
                type = line.replaceFirst(".*?(io\\.flipbook\\.[\\w.$]+).*", "$1");
                whole.add(line);
            }
        }
        return whole;
    }
}
