package io.flipbook.replay.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The parser of scenarios: the whole of a script, or its first bad line.
 *
 * <p>A line ends at a line feed, and one carriage return before that is ignored. What stands after {@code #} is never
 * looked at; before it, all is printable UTF-8, blanks and tabs.
 */
public final class ScenarioParser {
    /** The longest script. */
    public static final int MAX_SCRIPT_BYTES = 64 << 20;

    /** The longest line, comment included. */
    public static final int MAX_LINE_BYTES = 64 << 10;

    private final String script;
    private final byte[] bytes;
    private final List<Statement> statements = new ArrayList<>();

    private ScenarioParser(String script, byte[] bytes) {
        this.script = script;
        this.bytes = bytes;
    }

    /**
     * Reads the stream to its end, or to one byte more than a script may have, and parses it; does not close it.
     *
     * @param script what messages call it, usually its path
     */
    public static List<Statement> parse(String script, InputStream in) throws IOException, ScenarioSyntaxException {
        return parse(script, in.readNBytes(MAX_SCRIPT_BYTES + 1));
    }

    /**
     * The script's statements in their order, as an unmodifiable list.
     *
     * @param script what messages call it, usually its path
     * @throws ScenarioSyntaxException for the first line that is none
     */
    public static List<Statement> parse(String script, byte[] bytes) throws ScenarioSyntaxException {
        ScenarioParser parser = new ScenarioParser(script, bytes);
        int line = 0;
        int from = 0;
        while (from < bytes.length) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            parser.parseLine(++line, from, to);
            from = to + 1;
        }
        return List.copyOf(parser.statements);
    }

    private void parseLine(int line, int from, int to) throws ScenarioSyntaxException {
        if (to > MAX_SCRIPT_BYTES) {
            throw bad(line, "the script is longer than " + MAX_SCRIPT_BYTES + " bytes");
        }
        if (to - from > MAX_LINE_BYTES) {
            throw bad(line, "the line is longer than " + MAX_LINE_BYTES + " bytes");
        }
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        String text = decode(line, from, startOfComment(from, end));
        if (!text.isEmpty()) {
            statements.add(StatementForm.read(new Words(script, line, text)));
        }
    }

    private int startOfComment(int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '#') {
            at++;
        }
        return at;
    }

    /** The text without blanks around it, so that it is empty or holds a word. */
    private String decode(int line, int from, int to) throws ScenarioSyntaxException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad(line, "the line is not UTF-8");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\t' && Character.isISOControl(c)) {
                throw bad(line, String.format("control character \\u%04x", (int) c));
            }
        }
        return text.trim();
    }

    private ScenarioSyntaxException bad(int line, String reason) {
        return new ScenarioSyntaxException(script, line, reason);
    }
}
