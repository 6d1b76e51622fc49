package io.flipbook.replay.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object from outside, read whole within limits: fields are asked for by name, and an answer that is missing
 * or of the wrong kind is an {@link IllegalArgumentException} with one line for the user.
 */
public final class JsonLine {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_NUMBER_LENGTH = 40;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    private final Map<String, Object> fields;

    private JsonLine(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Reads the object that the bytes in [from, to) are. */
    public static JsonLine parse(byte[] bytes, int from, int to) {
        try (JsonParser parser = FACTORY.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            JsonLine line = new JsonLine(object(parser));
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows the JSON object");
            }
            return line;
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + firstLine(e.getMessage()));
        }
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public String text(String name) {
        return text(name, required(name));
    }

    public String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    /** A count; unsigned. */
    public long count(String name) {
        return count(name, required(name));
    }

    /** An address, an offset or a size: hexadecimal text. */
    public long hex(String name) {
        return hex(name, text(name));
    }

    /** A yes or no; no where nothing is said. */
    public boolean flag(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "is not true or false");
    }

    /** Which of the choices the text of a field names. */
    public <E> E choice(String name, E[] choices) {
        String text = text(name);
        for (E choice : choices) {
            if (choice.toString().equals(text)) {
                return choice;
            }
        }
        throw wrong(name, "has no value " + printable(text));
    }

    /** An array of counts; empty where there is none. */
    public long[] counts(String name) {
        return array(name).stream().mapToLong(value -> count(name, value)).toArray();
    }

    /** An array of objects; empty where there is none. */
    public List<JsonLine> objects(String name) {
        List<JsonLine> objects = new ArrayList<>();
        for (Object value : array(name)) {
            if (!(value instanceof Map)) {
                throw wrong(name, "holds something that is not an object");
            }
            @SuppressWarnings("unchecked")
            Map<String, Object> object = (Map<String, Object>) value;
            objects.add(new JsonLine(object));
        }
        return objects;
    }

    /** An array of runs, each an offset and a size; empty where there is none. */
    public List<long[]> runs(String name) {
        List<long[]> runs = new ArrayList<>();
        for (Object value : array(name)) {
            if (!(value instanceof List<?> run) || run.size() != 2) {
                throw wrong(name, "holds something that is not a run of offset and size");
            }
            runs.add(new long[] {hex(name, text(name, run.get(0))), hex(name, text(name, run.get(1)))});
        }
        return runs;
    }

    private List<?> array(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name, "is not an array");
    }

    private Object required(String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return value;
    }

    private static String text(String name, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "is not text");
    }

    private static long count(String name, Object value) {
        if (value instanceof Long count) {
            return count;
        }
        throw wrong(name, "is not a count");
    }

    private static long hex(String name, String text) {
        try {
            if (text.startsWith("0x") && text.length() > 2 && text.charAt(2) != '+') {
                return Long.parseUnsignedLong(text, 2, text.length(), 16);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(name, "is not hexadecimal: " + printable(text));
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT:
                return object(parser);
            case START_ARRAY:
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser));
                }
                return values;
            case VALUE_STRING:
                return parser.getText();
            case VALUE_NUMBER_INT:
                return integer(parser.getText());
            case VALUE_TRUE:
                return Boolean.TRUE;
            case VALUE_FALSE:
                return Boolean.FALSE;
            case VALUE_NULL:
                return null;
            default:
                throw new IllegalArgumentException("a number with a fraction, where there can be none");
        }
    }

    private static Long integer(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a number that is not in 64 bits: " + text);
        }
    }

    private static IllegalArgumentException wrong(String name, String what) {
        return new IllegalArgumentException(name + " " + what);
    }

    private static String firstLine(String message) {
        return printable(message.lines().findFirst().orElse(""));
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(80).forEach(c -> printable.appendCodePoint(c < ' ' || c > '~' ? '?' : c));
        return printable.toString();
    }
}
