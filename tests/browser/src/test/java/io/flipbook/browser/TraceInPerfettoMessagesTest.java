package io.flipbook.browser;

import static org.assertj.core.api.Assertions.assertThat;

import androidx.tracing.wire.protos.MutableDebugAnnotation;
import androidx.tracing.wire.protos.MutableTrace;
import androidx.tracing.wire.protos.MutableTracePacket;
import androidx.tracing.wire.protos.MutableTrackEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what {@code export} writes for Perfetto, with messages that others have made from its definitions. */
class TraceInPerfettoMessagesTest {
    private static final List<String> STATEMENTS = List.of(
            "region ram 1M",
            "listener gpu0 ram kind=type1 limit=3",
            "to-shared ram 0 8K",
            "to-shared ram 64K 8K",
            "to-private ram 0 4K");

    @TempDir
    Path directory;

    private List<MutableTracePacket> packets;

    @BeforeEach
    void export() throws IOException {
        Path journal = Reports.journal(directory, STATEMENTS);
        Path file = directory.resolve("history.pftrace");
        Reports.run(0, "export", journal, "--out", file);
        packets = MutableTrace.ADAPTER.decode(Files.readAllBytes(file)).getPacket();
    }

    @Test
    void hasNothingThatPerfettoDoesNotKnowButPointers() {
        int pointers = 0;
        for (MutableTracePacket packet : packets) {
            assertThat(packet.unknownFields().size()).isZero();
            assertThat(packet.getTrack_event() == null).isNotEqualTo(packet.getTrack_descriptor() == null);
            if (packet.getTrack_event() != null) {
                assertThat(packet.getTrack_event().unknownFields().size()).isZero();
                for (MutableDebugAnnotation annotation : packet.getTrack_event().getDebug_annotations()) {
                    assertThat(annotation.getName()).isNotEmpty();
                    pointers += annotation.unknownFields().size() == 0 ? 0 : 1;
                }
            }
        }
        assertThat(pointers).isPositive(); // the messages here are without pointer_value
    }

    @Test
    void endsEachSliceOnItsTrackAndGoesBackInTimeOnNone() {
        Map<Long, Deque<String>> open = new HashMap<>();
        Map<Long, Long> times = new HashMap<>();
        List<String> slices = new ArrayList<>();
        List<String> instants = new ArrayList<>();
        for (MutableTracePacket packet : packets) {
            MutableTrackEvent event = packet.getTrack_event();
            if (packet.getTrack_descriptor() != null) {
                open.put(packet.getTrack_descriptor().getUuid(), new ArrayDeque<>());
                continue;
            }
            Deque<String> track = open.get(event.getTrack_uuid());
            assertThat(track).as("a track that is described before").isNotNull();
            assertThat(times.getOrDefault(event.getTrack_uuid(), 0L)).isLessThanOrEqualTo(packet.getTimestamp());
            times.put(event.getTrack_uuid(), packet.getTimestamp());
            switch (event.getType()) {
                case TYPE_SLICE_BEGIN -> track.push(event.getName());
                case TYPE_SLICE_END -> slices.add(track.pop());
                case TYPE_INSTANT -> instants.add(event.getName());
                default -> throw new AssertionError(event);
            }
        }
        assertThat(open.values()).allMatch(Deque::isEmpty);
        assertThat(slices).containsExactly("to-shared", "to-shared", "to-private");
        assertThat(instants).startsWith("begin", "region", "listener").contains("gpu0 ENOSPC");
    }
}
