package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/POSTMORTEM.md shows is what its commands print, one section after the other in one directory. */
final class PostmortemExamplesTest {
    private static final Pattern SECTION =
            Pattern.compile("(?ms)^## [^\n]*: `(check|whatif|scenario|minimize|report)`\n.*?(?=^## |\\z)");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```sh\n(.*?)```\n\n```\n(.*?)```\n");

    @TempDir
    private Path directory;

    @TempDir
    private Path launchers;

    @Test
    void everyExamplePrintsWhatIsShown() throws IOException, InterruptedException {
        String page = Files.readString(Path.of("../../docs/POSTMORTEM.md"));
        RealProgram program = new RealProgram(directory, launchers);
        int examples = 0;
        for (MatchResult section : SECTION.matcher(page).results().toList()) {
            for (MatchResult example :
                    EXAMPLE.matcher(section.group()).results().toList()) {
                Cli.Result result = program.shell(example.group(1));
                assertThat(result.err()).as(example.group(1)).isEmpty();
                assertThat(result.out()).as(example.group(1)).endsWith(example.group(2));
                examples++;
            }
        }
        assertThat(examples).isEqualTo(8);
    }
}
