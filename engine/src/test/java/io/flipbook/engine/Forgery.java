package io.flipbook.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes records that no writer writes of those that one does. */
final class Forgery {
    private Forgery() {}

    /** The same with one byte changed. */
    static RecordFeed.Entry patch(RecordFeed.Entry entry, int at, int value) {
        byte[] payload = entry.payload().clone();
        payload[at] = (byte) value;
        return new RecordFeed.Entry(entry.type(), payload);
    }

    /** The same without its end. */
    static RecordFeed.Entry cut(RecordFeed.Entry entry, int length) {
        return new RecordFeed.Entry(entry.type(), Arrays.copyOf(entry.payload(), length));
    }

    /** A region of that name, whatever it is. */
    static RecordFeed.Entry region(String name) {
        byte[] payload = RecordFeed.entryOf(new LayoutRecord.RegionAdded(3, RegionSpec.of("x", 1 << 20)))
                .payload();
        return new RecordFeed.Entry(RecordTypes.REGION, withText(Arrays.copyOf(payload, payload.length - 3), name));
    }

    /** A listener of that name on a region of that name. */
    static RecordFeed.Entry listener(String name, String region) {
        ListenerSpec spec = ListenerSpec.of("x", "y", ListenerSpec.Kind.PLAIN);
        byte[] payload =
                RecordFeed.entryOf(new LayoutRecord.ListenerAdded(1, spec)).payload();
        byte[] named = withText(Arrays.copyOf(payload, payload.length - 6), name);
        return new RecordFeed.Entry(RecordTypes.LISTENER, withText(named, region));
    }

    /** A request for a region of that name. */
    static RecordFeed.Entry request(String region) {
        byte[] payload = RecordFeed.entryOf(ConversionRequest.toShared("x", 0, 4096), null)
                .payload();
        return new RecordFeed.Entry(RecordTypes.REQUEST, withText(Arrays.copyOf(payload, payload.length - 3), region));
    }

    static RecordFeed.Entry observation(String event) {
        return new RecordFeed.Entry(RecordTypes.OBSERVATION, withText(new byte[28], event));
    }

    static RecordFeed.Entry endOfListener(String errno) {
        return new RecordFeed.Entry(RecordTypes.UNLISTEN, withText(new byte[] {0, 0, 0, 0, 1}, errno));
    }

    private static byte[] withText(byte[] before, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before);
        out.write(bytes.length);
        out.write(bytes.length >>> 8);
        out.writeBytes(bytes);
        return out.toByteArray();
    }
}
