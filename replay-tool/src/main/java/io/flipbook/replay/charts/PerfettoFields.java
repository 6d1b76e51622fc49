package io.flipbook.replay.charts;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.Outcome;
import io.flipbook.replay.history.FieldSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes records as a trace of Perfetto's: a slice for each request, from its record to that of its outcome, an instant
 * for each refusal and for each other record, by journal time. Each has what the record holds as arguments.
 *
 * <p>Slices of one track have to be nested, so requests that are open at the same time are on tracks of their own.
 */
public final class PerfettoFields implements FieldSink {
    private static final int PACKET_OF_TRACE = 1;
    private static final int SLICE_BEGIN = 1;
    private static final int SLICE_END = 2;
    private static final int INSTANT = 3;
    private static final long RECORDS = 1;
    private static final long REFUSALS = 2;
    private static final long REQUESTS = 3;

    private final CodedOutputStream out;
    private final Map<String, Integer> lanes = new HashMap<>();
    private final BitSet usedLanes = new BitSet();
    private int namedLanes;
    private boolean isBegun;

    private long sequence;
    private long timeNs;
    private String type;
    private final Map<String, String> texts = new HashMap<>();
    private List<Outcome.Refusal> refusals = List.of();
    private DynamicMessage.Builder event;

    /** Writes to a stream, which stays the caller's. */
    public PerfettoFields(OutputStream stream) {
        out = CodedOutputStream.newInstance(stream);
        track(RECORDS, "records");
        track(REFUSALS, "refusals");
    }

    @Override
    public FieldSink begin(long newSequence, long newTimeNs, String newType) {
        sequence = newSequence;
        timeNs = newTimeNs;
        type = newType;
        texts.clear();
        refusals = List.of();
        event = message(PerfettoSchema.EVENT);
        return count("sequence", newSequence);
    }

    @Override
    public FieldSink text(String name, String value) {
        texts.put(name, value);
        return annotate(name, "string_value", value);
    }

    @Override
    public FieldSink count(String name, long value) {
        texts.put(name, Long.toUnsignedString(value));
        return annotate(name, "uint_value", value);
    }

    @Override
    public FieldSink hex(String name, long value) {
        return annotate(name, "pointer_value", value);
    }

    @Override
    public FieldSink refusals(List<Outcome.Refusal> newRefusals) {
        refusals = List.copyOf(newRefusals);
        return FieldSink.super.refusals(refusals);
    }

    @Override
    public void end() {
        Integer lane = type.equals("outcome") ? lanes.remove(texts.get("request")) : null;
        if (type.equals("request") && lanes.size() < GuestMemory.MAX_UNDECIDED) {
            int free = usedLanes.nextClearBit(0);
            usedLanes.set(free);
            lanes.put(Long.toUnsignedString(sequence), free);
            for (; namedLanes <= free; namedLanes++) {
                track(REQUESTS + namedLanes, "requests");
            }
            write(event, SLICE_BEGIN, REQUESTS + free, texts.get("op"));
        } else if (lane != null) {
            usedLanes.clear(lane);
            write(event, SLICE_END, REQUESTS + lane, null);
        } else {
            write(event, INSTANT, RECORDS, type);
        }
        for (Outcome.Refusal refusal : refusals) {
            write(message(PerfettoSchema.EVENT), INSTANT, REFUSALS, refusal.listener() + " " + refusal.errno());
        }
    }

    /** Writes what is not written yet. */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(DynamicMessage.Builder of, int eventType, long track, String name) {
        set(of, "type", eventType);
        set(of, "track_uuid", track);
        if (name != null) {
            set(of, "name", name);
        }
        DynamicMessage.Builder packet = message(PerfettoSchema.PACKET);
        set(packet, "timestamp", timeNs);
        set(packet, "track_event", of.build());
        write(packet);
    }

    private void track(long uuid, String name) {
        DynamicMessage.Builder track = message(PerfettoSchema.TRACK);
        set(track, "uuid", uuid);
        set(track, "name", name);
        DynamicMessage.Builder packet = message(PerfettoSchema.PACKET);
        set(packet, "track_descriptor", track.build());
        write(packet);
    }

    private void write(DynamicMessage.Builder packet) {
        set(packet, "trusted_packet_sequence_id", 1);
        if (!isBegun) {
            set(packet, "sequence_flags", 1); // nothing of the sequence was before
            isBegun = true;
        }
        try {
            out.writeMessage(PACKET_OF_TRACE, packet.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PerfettoFields annotate(String name, String kind, Object value) {
        DynamicMessage.Builder annotation = message(PerfettoSchema.ANNOTATION);
        set(annotation, "name", name);
        set(annotation, kind, value);
        event.addRepeatedField(PerfettoSchema.EVENT.findFieldByName("debug_annotations"), annotation.build());
        return this;
    }

    private static DynamicMessage.Builder message(Descriptor type) {
        return DynamicMessage.newBuilder(type);
    }

    private static void set(DynamicMessage.Builder message, String field, Object value) {
        message.setField(message.getDescriptorForType().findFieldByName(field), value);
    }
}
