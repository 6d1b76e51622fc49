package io.flipbook.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, in the {@code man} macros of roff. */
final class ManPage {
    private static final String SECTION = "1";
    private static final int MAX_COLUMNS = 4000;

    private final CommandSpec command;
    private final String version;
    private final String name;
    private final StringBuilder page = new StringBuilder();

    ManPage(CommandSpec command, String version) {
        this.command = command;
        this.version = version;
        name = command.qualifiedName("-");
    }

    /** The page's file, such as {@code flipbook-run.1}. */
    String fileName() {
        return name + "." + SECTION;
    }

    String text() {
        CommandLine.Model.UsageMessageSpec usage = command.usageMessage();
        page.setLength(0);
        macro("TH " + quote(name.toUpperCase(java.util.Locale.ROOT)) + " " + SECTION + " \"\" " + quote(version)
                + " \"Flipbook Manual\"");
        section("NAME");
        line(name + " - " + String.join(" ", usage.header()).replaceAll("\\.$", ""));
        section("SYNOPSIS");
        line(synopsis(usage));
        section("DESCRIPTION");
        paragraphs(usage.description());
        arguments();
        subcommands();
        exitCodes(usage.exitCodeList());
        section("EXAMPLE");
        macro("nf");
        for (String each : usage.footer()) {
            line(each);
        }
        macro("fi");
        seeAlso();
        return page.toString();
    }

    /** On one line: where the lines end is for roff to say. */
    private String synopsis(CommandLine.Model.UsageMessageSpec usage) {
        int width = usage.width();
        usage.width(MAX_COLUMNS);
        String synopsis = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF))
                .synopsis(0)
                .strip();
        usage.width(width);
        return synopsis;
    }

    private void arguments() {
        if (!command.positionalParameters().isEmpty()) {
            section("PARAMETERS");
            for (PositionalParamSpec parameter : command.positionalParameters()) {
                entry(parameter.paramLabel(), parameter);
            }
        }
        section("OPTIONS");
        for (OptionSpec option : command.options()) {
            String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
            entry(String.join(", ", option.names()) + value, option);
        }
    }

    private void entry(String term, ArgSpec argument) {
        macro("TP");
        bold(term);
        List<String> candidates = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(candidates::add);
        }
        for (String each : argument.description()) {
            line(each.replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates)));
        }
    }

    private void subcommands() {
        if (command.subcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        for (Map.Entry<String, CommandLine> each : command.subcommands().entrySet()) {
            macro("TP");
            bold(name + "-" + each.getKey() + "(" + SECTION + ")");
            line(String.join(
                    " ", each.getValue().getCommandSpec().usageMessage().header()));
        }
    }

    private void exitCodes(Map<String, String> codes) {
        section("EXIT STATUS");
        codes.forEach((code, meaning) -> {
            macro("TP");
            bold(code.strip());
            line(meaning);
        });
    }

    private void seeAlso() {
        section("SEE ALSO");
        List<String> pages = new ArrayList<>();
        if (command.parent() == null) {
            command.subcommands().keySet().forEach(each -> pages.add(name + "-" + each + "(" + SECTION + ")"));
        } else {
            pages.add(command.parent().qualifiedName("-") + "(" + SECTION + ")");
        }
        line(String.join(", ", pages));
    }

    private void paragraphs(String... paragraphs) {
        for (String each : paragraphs) {
            macro("PP");
            line(each);
        }
    }

    private void section(String title) {
        macro("SH " + quote(title));
    }

    private void bold(String text) {
        page.append("\\fB").append(escape(text)).append("\\fR\n");
    }

    private void line(String text) {
        page.append(escape(text)).append('\n');
    }

    private void macro(String macro) {
        page.append('.').append(macro).append('\n');
    }

    private static String quote(String text) {
        return '"' + text.replace("\"", "") + '"';
    }

    /** Roff takes backslashes, and a dot at the start of a line, for its own, and makes other signs of - and '. */
    private static String escape(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
