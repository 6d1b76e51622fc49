package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page about post-mortems shows is what its commands answer. */
final class PostmortemPageTest {
    private static final Pattern SCRIPT = Pattern.compile("(?s)cat > guest.flip <<'END'\n(.*?)END\n");
    private static final Pattern EXAMPLE =
            Pattern.compile("(?m)^\\$ flipbook ((?:demo|check|stats|blame|bisect|diff|dump) .*)\n");

    @TempDir
    private Path directory;

    @TempDir
    private Path launchers;

    @Test
    void everyExampleAnswersAsThePageSays() throws IOException, InterruptedException {
        String page = Files.readString(page());
        Matcher script = SCRIPT.matcher(page);
        assertThat(script.find()).isTrue();
        Files.writeString(directory.resolve("guest.flip"), script.group(1));
        RealProgram program = new RealProgram(directory, launchers);
        assertThat(program.shell("flipbook run guest.flip --journal history").code())
                .isZero();
        List<String> examples = new ArrayList<>();
        for (Matcher example = EXAMPLE.matcher(page); example.find(); ) {
            examples.add(example.group(1));
            String shown = page.substring(example.end());
            shown = shown.substring(0, shown.indexOf("```")).split("\\$ flipbook", 2)[0];
            Cli.Result answer = program.shell("flipbook " + example.group(1));
            for (String part : normal(shown).split("…")) {
                assertThat(normal(answer.out() + answer.err()))
                        .as(example.group(1))
                        .contains(part.strip());
            }
        }
        assertThat(examples).hasSizeGreaterThanOrEqualTo(19);
    }

    /** Without how blanks and lines are laid out, and without what is another in each run. */
    private static String normal(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("took-ns=\\d+", "took-ns=");
    }

    private static Path page() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root.resolve("docs/POSTMORTEM.md");
    }
}
