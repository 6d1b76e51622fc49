package io.flipbook.replay.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminalTest {
    private final ByteArrayOutputStream both = new ByteArrayOutputStream();

    @Test
    void hasColour() {
        assertThat(terminal(true, Map.of()).hasColour()).isTrue();
    }

    @Test
    void hasNoColourWhereAnswersGoToAFile() {
        assertThat(terminal(false, Map.of()).hasColour()).isFalse();
    }

    @Test
    void hasNoColourWhenNoColorIsSet() {
        assertThat(terminal(true, Map.of("NO_COLOR", "1")).hasColour()).isFalse();
        assertThat(terminal(true, Map.of("NO_COLOR", "")).hasColour()).isTrue();
    }

    @Test
    void hasNoColourOnADumbTerminal() {
        assertThat(terminal(true, Map.of("TERM", "dumb")).hasColour()).isFalse();
    }

    @Test
    void hasNoColourWhenItIsRefused() {
        Terminal terminal = terminal(true, Map.of());
        terminal.refuseColour();
        assertThat(terminal.hasColour()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "LANG, en_US.UTF-8, true",
        "LANG, de_DE.utf8, true",
        "LC_ALL, C, false",
        "LANG, POSIX, false",
        "OTHER, UTF-8, false"
    })
    void showsMoreThanAsciiWhereTheLocaleIsOfUtf8(String name, String value, boolean unicode) {
        assertThat(terminal(true, Map.of(name, value)).hasUnicode()).isEqualTo(unicode);
    }

    @Test
    void letsLcAllOverruleLang() {
        assertThat(terminal(true, Map.of("LANG", "en_US.UTF-8", "LC_ALL", "C")).hasUnicode())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"132, 132", "7, 40", "99999, 400", "x, 80", "0, 80", "-5, 80"})
    void isAsWideAsColumnsSaysWithinReason(String columns, int width) {
        assertThat(terminal(false, Map.of("COLUMNS", columns)).columns()).isEqualTo(width);
    }

    @Test
    void takesProgressAwayBeforeAnAnswerAppearsOnTheSameScreen() {
        Terminal terminal = terminal(true, Map.of());
        terminal.setProgressMode(ProgressMode.ALWAYS);
        Progress progress = terminal.progress("reading", Progress.Unit.RECORDS, Progress.UNKNOWN);
        progress.show();
        terminal.out().write('x');
        terminal.out().flush();
        assertThat(both.toString(StandardCharsets.UTF_8)).matches("\r\033\\[Kreading .*\r\033\\[Kx");
    }

    private Terminal terminal(boolean isTerminal, Map<String, String> environment) {
        PrintStream err = new PrintStream(both, true, StandardCharsets.UTF_8);
        return new Terminal(new StandardOutput(both, false), err, isTerminal, isTerminal, environment);
    }
}
