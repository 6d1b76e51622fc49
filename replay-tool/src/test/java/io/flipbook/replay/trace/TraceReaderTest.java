package io.flipbook.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flipbook.replay.trace.TraceTime.Clock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TraceReaderTest {
    private static List<TraceLine> bundled(String name) {
        InputStream in = TraceReader.class.getResourceAsStream("/io/flipbook/replay/traces/" + name);
        return Lines.all(in, InputKind.AUTO);
    }

    private static Map<String, Long> counts(List<TraceLine> lines) {
        return lines.stream()
                .collect(Collectors.groupingBy(
                        line -> line.event().getClass().getSimpleName() + " "
                                + line.event().name(),
                        TreeMap::new,
                        Collectors.counting()));
    }

    @Test
    void readsTheRealTraceOfAGuestWithVirtioMem() {
        List<TraceLine> lines = bundled("qemu-virtio-mem-guest.log");
        assertThat(counts(lines))
                .isEqualTo(Map.of(
                        "VirtioMemPlugRequest virtio_mem_plug_request", 29L,
                        "VirtioMemUnplugRequest virtio_mem_unplug_request", 122L,
                        "VirtioMemSendResponse virtio_mem_send_response", 151L,
                        "VirtioMemUnpluggedAll virtio_mem_unplugged_all", 1L,
                        "VirtioMemResizedUsableRegion virtio_mem_resized_usable_region", 6L));
        assertThat(lines.get(4))
                .isEqualTo(new TraceLine(
                        5,
                        new TraceTime(Clock.EPOCH, 1_795_148_551_876_692_000L),
                        new TraceTask("", "14088", ""),
                        new TraceEvent.VirtioMemPlugRequest(0x100000000L, 64)));
    }

    @Test
    void readsTheTraceDerivedFromARealOne() {
        List<TraceLine> lines = bundled("linux-guest-dma-derived.txt");
        assertThat(counts(lines)).isEqualTo(Map.of("KvmVmSetMemAttributes kvm_vm_set_mem_attributes", 2588L));
        assertThat(lines.get(0).time()).isEqualTo(new TraceTime(Clock.BOOT, 400_000_000));
        assertThat(lines).allMatch(line -> line.time().clock() == Clock.BOOT);
        assertThat(lines.stream().map(line -> line.task().text()))
                .contains("swapper-1", "kworker/0:2-54", "kworker/u4:4-128", "busybox-531");
        assertThat(sharedPages(lines)).isEqualTo(16384);
    }

    /** How many pages are shared at the end; the trace's conversions all change what they name. */
    private static long sharedPages(List<TraceLine> lines) {
        return lines.stream()
                        .map(line -> (TraceEvent.KvmVmSetMemAttributes) line.event())
                        .mapToLong(event -> event.toPrivate() ? -event.sizeBytes() : event.sizeBytes())
                        .sum()
                / 4096;
    }

    @Test
    void readsTheMadeTraceWithItsDamagedLine() {
        List<TraceLine> lines = bundled("virtio-mem-made.log");
        assertThat(counts(lines))
                .isEqualTo(Map.of(
                        "VirtioMemPlugRequest virtio_mem_plug_request", 6L,
                        "VirtioMemUnplugRequest virtio_mem_unplug_request", 2L,
                        "VirtioMemSendResponse virtio_mem_send_response", 8L,
                        "VirtioMemUnpluggedAll virtio_mem_unplugged_all", 1L,
                        "VirtioMemResizedUsableRegion virtio_mem_resized_usable_region", 1L,
                        "Ignored virtio_mem_state_request", 1L,
                        "Ignored virtio_mem_state_response", 1L,
                        "Ignored virtio_mem_unplug_all_request", 1L,
                        "Damaged ", 1L));
        assertThat(lines.get(21).number()).isEqualTo(22);
        assertThat(lines.get(21).event())
                .isEqualTo(new TraceEvent.Damaged(
                        "", "not a line of a trace", "this line is damaged @@ virtio_mem_plug_req"));
        assertThat(lines.get(11).task()).isEqualTo(lines.get(0).task());
        assertThat(lines.get(11).time().timeNs()).isEqualTo(1_767_607_872_345_678_000L);
        assertThat(lines.get(13).task()).isEqualTo(TraceTask.NONE);
    }

    @Test
    void countsAnOverlongLineAsDamagedAndGoesOn() {
        String event = "virtio_mem_send_response type=0";
        String fits = " ".repeat(TraceReader.MAX_LINE_BYTES - event.length()) + event;
        byte[] trace = (fits + "\n " + fits + "\n" + event + "\n").getBytes(StandardCharsets.US_ASCII);
        List<TraceLine> lines = Lines.all(trace, InputKind.AUTO);
        assertThat(lines.stream().map(TraceLine::number)).containsExactly(1L, 2L, 3L);
        assertThat(lines.get(0).event()).isEqualTo(new TraceEvent.VirtioMemSendResponse(0));
        assertThat(((TraceEvent.Damaged) lines.get(1).event()).reason()).isEqualTo("longer than 65536 bytes");
        assertThat(lines.get(2).event()).isEqualTo(new TraceEvent.VirtioMemSendResponse(0));
    }

    @Test
    void readsALastLineWithoutALineFeed() {
        byte[] trace = "x\nvirtio_mem_send_response type=0".getBytes(StandardCharsets.US_ASCII);
        assertThat(Lines.all(trace, InputKind.AUTO).get(1).event()).isEqualTo(new TraceEvent.VirtioMemSendResponse(0));
    }

    @Test
    void takesBytesThatAreNoText() {
        byte[] trace = "x\u00ff\u00fe: virtio_mem_send_response type=0".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Lines.all(trace, InputKind.AUTO).get(0).event()).isEqualTo(new TraceEvent.VirtioMemSendResponse(0));
        byte[] comm = "\u00ff-7 [000] 1.000000: kvm_hypercall: nr 0x1 a0 0x0 a1 0x0 a2 0x0 a3 0x0"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Lines.all(comm, InputKind.AUTO).get(0).task()).isEqualTo(new TraceTask("\ufffd", "7", ""));
    }

    @Test
    void leavesRecordsAsJsonToOthers() {
        InputStream none = InputStream.nullInputStream();
        assertThatIllegalArgumentException().isThrownBy(() -> new TraceReader(none, InputKind.JSONL));
    }

    @Test
    void letsTheStreamsOwnFailureThrough() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };
        assertThatIOException()
                .isThrownBy(() -> new TraceReader(broken, InputKind.AUTO).next())
                .withMessage("gone");
    }

    @Test
    void closesTheStream() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream in = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        new TraceReader(in, InputKind.AUTO).close();
        assertThat(closed).isTrue();
    }
}
