package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

final class ManPageTest {
    /** Something to write a page of. */
    @Command(
            name = "made-up",
            header = "Do a thing.",
            description = {".TH is no macro here: it's text", "a back\\slash"},
            footer = "  made-up --it=x y")
    static final class MadeUp {
        @Parameters(paramLabel = "WHAT", description = "What to do it to.")
        private String what;

        @Option(
                names = {"-i", "--it"},
                paramLabel = "IT",
                description = "One of ${COMPLETION-CANDIDATES}.")
        private OutputFormat it;
    }

    private final String page = new ManPage(new CommandLine(new MadeUp()).getCommandSpec(), "version 1").text();

    @Test
    void isNamedAfterTheCommand() {
        assertThat(new ManPage(new CommandLine(new MadeUp()).getCommandSpec(), "").fileName())
                .isEqualTo("made-up.1");
        assertThat(page).startsWith(".TH \"MADE-UP\" 1 \"\" \"version 1\" \"Flipbook Manual\"\n");
    }

    @Test
    void hasAllThatHelpSays() {
        assertThat(page)
                .contains(".SH \"NAME\"\nmade\\-up \\- Do a thing\n")
                .contains(".SH \"SYNOPSIS\"\nmade\\-up [\\-i=IT] WHAT\n")
                .contains(".SH \"PARAMETERS\"\n.TP\n\\fBWHAT\\fR\nWhat to do it to.\n")
                .contains(".SH \"OPTIONS\"\n.TP\n\\fB\\-i, \\-\\-it=IT\\fR\nOne of text, json.\n")
                .contains(".SH \"EXAMPLE\"\n.nf\n  made\\-up \\-\\-it=x y\n.fi\n");
    }

    @Test
    void keepsTextFromBeingTakenForMacros() {
        assertThat(page).contains("\n\\&.TH is no macro here: it\\(aqs text\n", "\na back\\eslash\n");
    }
}
