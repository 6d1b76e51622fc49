package io.flipbook.replay.charts;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;

/**
 * The few messages of Perfetto's track events that are written, with the numbers that its {@code trace_packet.proto},
 * {@code track_event.proto}, {@code track_descriptor.proto} and {@code debug_annotation.proto} give to their fields. An
 * enum stands as the integer that it is written as.
 */
final class PerfettoSchema {
    static final Descriptor PACKET;
    static final Descriptor EVENT;
    static final Descriptor TRACK;
    static final Descriptor ANNOTATION;

    static {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("track_events.proto")
                .setPackage("perfetto.protos")
                .setSyntax("proto2")
                .addMessageType(message(
                        "TracePacket",
                        field("timestamp", 8, Type.TYPE_UINT64),
                        field("trusted_packet_sequence_id", 10, Type.TYPE_UINT32),
                        field("track_event", 11, Type.TYPE_MESSAGE).setTypeName("TrackEvent"),
                        field("sequence_flags", 13, Type.TYPE_UINT32),
                        field("track_descriptor", 60, Type.TYPE_MESSAGE).setTypeName("TrackDescriptor")))
                .addMessageType(message(
                        "TrackEvent",
                        field("debug_annotations", 4, Type.TYPE_MESSAGE)
                                .setTypeName("DebugAnnotation")
                                .setLabel(Label.LABEL_REPEATED),
                        field("type", 9, Type.TYPE_INT32),
                        field("track_uuid", 11, Type.TYPE_UINT64),
                        field("categories", 22, Type.TYPE_STRING).setLabel(Label.LABEL_REPEATED),
                        field("name", 23, Type.TYPE_STRING)))
                .addMessageType(message(
                        "TrackDescriptor", field("uuid", 1, Type.TYPE_UINT64), field("name", 2, Type.TYPE_STRING)))
                .addMessageType(message(
                        "DebugAnnotation",
                        field("uint_value", 3, Type.TYPE_UINT64),
                        field("string_value", 6, Type.TYPE_STRING),
                        field("pointer_value", 7, Type.TYPE_UINT64),
                        field("name", 10, Type.TYPE_STRING)))
                .build();
        try {
            FileDescriptor built = FileDescriptor.buildFrom(file, new FileDescriptor[0]);
            PACKET = built.findMessageTypeByName("TracePacket");
            EVENT = built.findMessageTypeByName("TrackEvent");
            TRACK = built.findMessageTypeByName("TrackDescriptor");
            ANNOTATION = built.findMessageTypeByName("DebugAnnotation");
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private PerfettoSchema() {}

    private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (FieldDescriptorProto.Builder field : fields) {
            message.addField(field);
        }
        return message.build();
    }

    private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }
}
