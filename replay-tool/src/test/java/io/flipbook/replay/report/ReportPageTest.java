package io.flipbook.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReportPageTest {
    @Test
    void dataCannotEndItsElement() {
        assertThat(ReportPage.inScript("{\"a\":\"</script><!--&\"}"))
                .isEqualTo("{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\"}");
    }

    @Test
    void noScriptWritesMarkupOrAsksForAnything() throws IOException {
        for (Path script : resources(".js")) {
            assertThat(Files.readString(script))
                    .as(script.toString())
                    .doesNotContain(
                            "</script",
                            "<!--",
                            "innerHTML",
                            "outerHTML",
                            "insertAdjacent",
                            "document.write",
                            "eval(",
                            "fetch(",
                            "XMLHttp",
                            "import(",
                            "WebSocket",
                            "Function(");
        }
        assertThat(Files.readString(resources(".css").get(0))).doesNotContain("</style", "url(", "@import");
    }

    @Test
    void linesOfResourcesAreNotWide() throws IOException {
        for (Path file : Stream.concat(resources(".js").stream(), resources(".css").stream())
                .toList()) {
            assertThat(Files.readAllLines(file)).as(file.toString()).allMatch(line -> line.length() <= 120);
        }
    }

    private static List<Path> resources(String ending) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/io/flipbook/replay/report"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
