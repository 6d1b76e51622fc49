package io.flipbook.tests.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A command that reads a journal, and how it ends on journals of each kind.
 *
 * @param line its words: DIR is the journal, OUT the beginning of the name of a file or directory that it makes
 * @param codes its exit codes where they are not those of most commands
 */
record JournalCommand(String line, Map<JournalKind, Integer> codes) {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** A new command that reads journals needs a line here. */
    static List<JournalCommand> all() {
        return List.of(
                of("replay DIR"),
                of("state DIR"),
                of("state DIR --at 1", JournalKind.DROPPED, 2, JournalKind.DAMAGED, 0),
                of("info DIR"),
                of("dump DIR"),
                of("dump DIR --where 'sequence > 0'"),
                of("verify DIR"),
                of("tail DIR"),
                of("memtype DIR 0x100000000", JournalKind.EMPTY, 2),
                of("blame DIR 0x100000000"),
                of("blame DIR 0x100000000 --limit 3"),
                of("diff DIR DIR --from 12 --to 12", JournalKind.EMPTY, 2, JournalKind.DAMAGED, 0),
                new JournalCommand(
                        "diff DIR --from 12", Map.of(JournalKind.REAL, 1, JournalKind.LIVE, 1, JournalKind.EMPTY, 2)),
                of("check DIR"),
                of("bisect DIR 'type != begin'", JournalKind.EMPTY, 1, JournalKind.DAMAGED, 0),
                none("bisect DIR 'shared > 1T'"),
                none("bisect DIR --run 'exit 1'"),
                of("whatif DIR --policy mixed=segments"),
                of("stats DIR"),
                of("plot DIR --out OUT.svg", JournalKind.EMPTY, 3),
                of("plot DIR --out OUT.png", JournalKind.EMPTY, 3),
                of("report DIR --out OUT.html"),
                of("export DIR --out OUT.csv"),
                of("export DIR --out OUT.jsonl"),
                of("export DIR --out OUT.pftrace"),
                of("scenario DIR"),
                none("minimize DIR --keep 'errno = EXDEV' --to OUT.flip"),
                of("salvage DIR --to OUT", JournalKind.DAMAGED, 1));
    }

    /** The words of it; with what they name in their places. */
    List<Object> words(Path journal, Path out) {
        List<Object> words = new ArrayList<>();
        WORD.matcher(line).results().forEach(word -> {
            String text = word.group(1) == null ? word.group(2) : word.group(1);
            words.add(text.equals("DIR") ? journal : text.startsWith("OUT") ? text.replace("OUT", "" + out) : text);
        });
        return words;
    }

    String name() {
        return line.split(" ")[0];
    }

    int codeOn(JournalKind kind) {
        return codes.getOrDefault(kind, kind.isReadable() ? 0 : 3);
    }

    private static JournalCommand of(String line) {
        return new JournalCommand(line, Map.of());
    }

    private static JournalCommand of(String line, JournalKind kind, int code) {
        return new JournalCommand(line, Map.of(kind, code));
    }

    private static JournalCommand of(String line, JournalKind kind, int code, JournalKind other, int otherCode) {
        return new JournalCommand(line, Map.of(kind, code, other, otherCode));
    }

    /** One that looks for what is not there. */
    private static JournalCommand none(String line) {
        return new JournalCommand(
                line,
                Map.of(
                        JournalKind.REAL, 1,
                        JournalKind.EMPTY, 1,
                        JournalKind.DROPPED, 1,
                        JournalKind.LIVE, 1));
    }

    @Override
    public String toString() {
        return line;
    }
}
