package io.flipbook.replay.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Writes JSON as the tool's answers have it: one object a line, addresses, offsets and sizes as strings of lower-case
 * hexadecimal, counts as numbers. Everything that is not plain ASCII text is escaped, so that a hostile name reaches no
 * terminal.
 *
 * <p>An error of the stream is an {@link UncheckedIOException}. Not thread safe.
 */
public final class JsonOut implements AutoCloseable {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    /** Writes to a stream that stays the caller's: it is flushed, and not closed. */
    public JsonOut(OutputStream out) {
        try {
            json = FACTORY.createGenerator(out)
                    .setRootValueSeparator(null)
                    .setHighestNonEscapedChar(0x7e)
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET.mappedFeature());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An address, an offset or a size, as all answers write it. */
    public static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** A digest of a state: always 16 digits. */
    public static String digest(long value) {
        return String.format("0x%016x", value);
    }

    /** Begins an object, as the next element or as the value of a field whose name was written. */
    public JsonOut begin() {
        return write(json::writeStartObject);
    }

    /** Ends the innermost object. */
    public JsonOut end() {
        return write(json::writeEndObject);
    }

    /** Ends the outermost object, and its line. */
    public JsonOut endLine() {
        return write(() -> {
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }

    /** Writes a field's name alone; its value has to follow. */
    public JsonOut name(String name) {
        return write(() -> json.writeFieldName(name));
    }

    public JsonOut beginArray() {
        return write(json::writeStartArray);
    }

    public JsonOut endArray() {
        return write(json::writeEndArray);
    }

    public JsonOut value(String text) {
        return write(() -> json.writeString(text));
    }

    public JsonOut value(long number) {
        return write(() -> json.writeNumber(number));
    }

    /** A field of text. */
    public JsonOut field(String name, String text) {
        return write(() -> json.writeStringField(name, text));
    }

    /** A field with a count. */
    public JsonOut field(String name, long count) {
        return write(() -> json.writeNumberField(name, count));
    }

    /** A field with a number that has no sign. */
    public JsonOut unsignedField(String name, long number) {
        return write(() -> {
            json.writeFieldName(name);
            json.writeNumber(Long.toUnsignedString(number));
        });
    }

    /** A number that has no sign, as an element. */
    public JsonOut unsignedValue(long number) {
        return write(() -> json.writeNumber(Long.toUnsignedString(number)));
    }

    public JsonOut field(String name, boolean value) {
        return write(() -> json.writeBooleanField(name, value));
    }

    /** A field with an address, an offset or a size. */
    public JsonOut hexField(String name, long value) {
        return field(name, hex(value));
    }

    /** A run as an array of its offset and its size. */
    public JsonOut run(long offset, long sizeBytes) {
        return beginArray().value(hex(offset)).value(hex(sizeBytes)).endArray();
    }

    public JsonOut flush() {
        return write(json::flush);
    }

    @Override
    public void close() {
        write(json::close);
    }

    private JsonOut write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
