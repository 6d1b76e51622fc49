package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to virtio-mem devices and their answers. */
final class VirtioMemRequestsTest {
    private static final String ACK = "virtio_mem_send_response type=0";

    @TempDir
    private Path directory;

    private TraceLab lab;

    @BeforeEach
    void makeALab() {
        lab = new TraceLab(directory).regions("vmem=64M@0x100000000,plug-block=2M");
    }

    private static String plug(String thread, long gpa, int blocks) {
        return thread + "@1700000000.000001:virtio_mem_plug_request addr=0x" + Long.toHexString(gpa) + " nb_blocks="
                + blocks;
    }

    private static String unplug(String thread, long gpa, int blocks) {
        return plug(thread, gpa, blocks).replace("plug_request", "unplug_request");
    }

    private static String respond(String thread, int type) {
        return thread + "@1700000000.000002:virtio_mem_send_response type=" + type;
    }

    @Test
    void appliesWhatIsAcknowledgedAndRefusesTheRest() throws Exception {
        RecordingSummary summary = lab.record(
                plug("1", 0x100000000L, 2), respond("1", 0),
                plug("1", 0x100400000L, 1), respond("1", 1),
                plug("1", 0x100400000L, 1), respond("1", 2),
                plug("1", 0x100400000L, 1), respond("1", 3),
                plug("1", 0x100400000L, 1), respond("1", 77));
        assertThat(lab.plugged("vmem")).hasSize(1024);
        assertThat(summary.refusals().counts())
                .containsEntry("nack", 1L)
                .containsEntry("busy", 1L)
                .containsEntry("error", 2L);
        assertThat(summary.rejections().counts()).containsEntry("device-busy", 1L);
        assertThat(summary.hasFindings()).isFalse();
    }

    @Test
    void givesAnAnswerToTheThreadThatAsked() throws Exception {
        lab.record(plug("1", 0x100000000L, 1), plug("2", 0x100200000L, 1), respond("2", 1), respond("1", 0));
        assertThat(lab.plugged("vmem"))
                .containsExactlyElementsOf(LongStream.range(0, 512).boxed().toList());
    }

    @Test
    void leavesARequestUndecidedWhenItsThreadAsksAgain() throws Exception {
        RecordingSummary summary = lab.record(plug("1", 0x100000000L, 1), plug("1", 0x100200000L, 1), respond("1", 0));
        assertThat(summary.undecided()).isEqualTo(1);
        assertThat(lab.plugged("vmem").first()).isEqualTo(512);
        assertThat(lab.state().undecided()).hasSize(1);
    }

    @Test
    void doesNotTakeTheAnswerToAnotherKindOfRequestForItsOwn() throws Exception {
        for (String other :
                List.of("virtio_mem_state_request addr=0x100000000 nb_blocks=1", "virtio_mem_unplug_all_request")) {
            TraceLab each = new TraceLab(Files.createTempDirectory(directory, "each"))
                    .regions("vmem=64M@0x100000000,plug-block=2M");
            RecordingSummary summary =
                    each.record(plug("1", 0x100000000L, 1), "1@1700000000.000002:" + other, respond("1", 0));
            assertThat(summary.undecided()).as(other).isEqualTo(1);
            assertThat(summary.skipped().of("no-request")).isEqualTo(1);
        }
    }

    @Test
    void ignoresAnAnswerToNothing() throws Exception {
        RecordingSummary summary = lab.record(ACK, plug("1", 0x100000000L, 1), respond("2", 0));
        assertThat(summary.skipped().of("no-request")).isEqualTo(2);
        assertThat(summary.undecided()).isEqualTo(1);
        assertThat(lab.plugged("vmem")).isEmpty();
    }

    @Test
    void findsAnAcknowledgedRequestThatTheEngineWouldHaveRefused() throws Exception {
        RecordingSummary summary = lab.record(
                plug("1", 0x100000000L, 1), respond("1", 0),
                plug("1", 0x100000000L, 2), respond("1", 0));
        assertThat(summary.findingCount()).isEqualTo(1);
        assertThat(summary.findings().get(0).number()).isEqualTo(4);
        assertThat(lab.plugged("vmem")).as("the trace's answer wins").hasSize(1024);
    }

    @Test
    void findsAnAcknowledgedRequestThatCannotBeApplied() throws Exception {
        RecordingSummary summary = lab.record(
                plug("1", 0x104000000L, 1), respond("1", 0),
                plug("1", 0x1000L, 1), respond("1", 0),
                plug("1", 0x100000000L, 0), respond("1", 0),
                plug("1", 0x100000000L, Integer.MAX_VALUE), respond("1", 0));
        assertThat(summary.findingCount()).isEqualTo(4);
        assertThat(summary.rejections().counts())
                .containsEntry("out-of-range", 2L)
                .containsEntry("misaligned", 1L)
                .containsEntry("zero-size", 1L);
        assertThat(lab.plugged("vmem")).isEmpty();
    }

    @Test
    void saysOutOfRangeOfAnAddressBelowTheDevice() throws Exception {
        RecordingSummary summary = lab.record(plug("1", 0x80000000L, 1), respond("1", 0));
        assertThat(summary.rejections().counts()).containsOnlyKeys("out-of-range");
    }

    @Test
    void unplugsEverythingInEveryDevice() throws Exception {
        lab.regions("a=64M@0x100000000,plug-block=2M", "ram=64M@0", "b=64M@0x200000000,plug-block=4M");
        RecordingSummary summary = lab.record(
                plug("1", 0x100000000L, 1),
                respond("1", 0),
                plug("1", 0x200000000L, 1),
                respond("1", 0),
                "1@1700000000.000003:virtio_mem_unplugged_all ");
        assertThat(summary.pages()).isEqualTo(2 * (512 + 1024));
        assertThat(lab.plugged("a")).isEmpty();
        assertThat(lab.plugged("b")).isEmpty();
        assertThat(lab.records("request")).hasSize(4);
        assertThat(summary.hasFindings()).isFalse();
    }

    @Test
    void findsTheDeviceThatHoldsTheAddress() throws Exception {
        lab.regions("ram=64M@0", "a=64M@0x100000000,plug-block=2M", "b=64M@0x200000000,plug-block=4M");
        lab.record(plug("1", 0x200400000L, 1), respond("1", 0));
        assertThat(lab.plugged("b").first()).isEqualTo(1024);
        assertThat(lab.plugged("a")).isEmpty();
    }

    @Test
    void saysThatThereIsNothingToPlugWhereNoRegionHasABlock() throws Exception {
        lab.regions("ram=64M@0x100000000");
        RecordingSummary summary = lab.record(plug("1", 0x100000000L, 1), respond("1", 0), "virtio_mem_unplugged_all");
        assertThat(summary.rejections().counts()).containsOnlyKeys("not-pluggable");
        assertThat(summary.findingCount()).isEqualTo(1);
        assertThat(summary.skipped().of("no-plug-block")).isEqualTo(1);
    }

    @Test
    void countsRequestsThatComeWhileTooManyAreUnanswered() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 65_536 + 3; i++) {
            lines.append(plug("1", 0x100000000L, 1)).append('\n');
        }
        lines.append(respond("1", 0));
        RecordingSummary summary = lab.record(lines.toString());
        assertThat(summary.skipped().of("too-many-undecided")).isEqualTo(3);
        assertThat(summary.undecided()).isEqualTo(65_536);
        assertThat(summary.skipped().of("no-request"))
                .as("the answer is to one that was skipped")
                .isEqualTo(1);
    }

    @Test
    void hasARequestOnRecordBeforeItsAnswerComes() throws Exception {
        PipedInputStream in = new PipedInputStream();
        CompletableFuture<RecordingSummary> recording;
        try (PipedOutputStream out = new PipedOutputStream(in)) {
            recording = CompletableFuture.supplyAsync(() -> followed(in));
            write(out, plug("1", 0x100000000L, 1));
            Await.until(() -> requests() == 1);
            assertThat(lab.records("outcome")).isEmpty();
            write(out, respond("1", 0));
            Await.until(() -> lab.records("outcome").size() == 1);
            assertThat(recording).isNotDone();
        }
        assertThat(recording.get().lines()).isEqualTo(2);
    }

    private RecordingSummary followed(PipedInputStream in) {
        try {
            return lab.follow(in);
        } catch (RecordingException e) {
            throw new IllegalStateException(e);
        }
    }

    private int requests() {
        try {
            return lab.records("request").size();
        } catch (RuntimeException e) {
            return -1; // there is no journal yet
        }
    }

    private static void write(PipedOutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
