package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.GuestMemory;
import io.flipbook.replay.trace.InputKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records as JSON that are recorded again. */
final class HistoryRecordingTest {
    @TempDir
    private Path directory;

    private TraceLab original;
    private TraceLab copy;
    private List<String> dump;
    private long digest;

    @BeforeEach
    void recordAHistory() throws Exception {
        original = new TraceLab(Files.createDirectory(directory.resolve("original")));
        copy = new TraceLab(Files.createDirectory(directory.resolve("copy")));
        digest = original.setup(
                        "region ram 16M", "map 0 16M ram 0", "region vmem 16M plug-block=2M", "map 1G 16M vmem 0")
                .record(
                        "kvm_memory_fault start 0x1000 size 0x3000 flags 0x0",
                        "kvm_convert_memory start 0x1000 size 0x3000 private_to_shared",
                        "kvm_convert_memory start 0x2000 size 0x1000 shared_to_private",
                        "1@1.5:virtio_mem_plug_request addr=0x40000000 nb_blocks=3",
                        "1@1.6:virtio_mem_send_response type=0",
                        "1@1.7:virtio_mem_plug_request addr=0x40000000 nb_blocks=3",
                        "1@1.8:virtio_mem_send_response type=0",
                        "1@1.9:virtio_mem_plug_request addr=0x40000000 nb_blocks=9",
                        "1@2.0:virtio_mem_send_response type=2",
                        "1@2.1:virtio_mem_plug_request addr=0x40000000 nb_blocks=9")
                .digest();
        dump = original.records();
    }

    @Test
    void givesTheSameDigestAndTheSameRecords() throws Exception {
        RecordingSummary summary = copy.record(dump.toArray(new String[0]));
        assertThat(summary.digest()).isEqualTo(digest).isNotZero();
        assertThat(summary.hasFindings()).isFalse();
        assertThat(summary.damaged()).isEmpty();
        assertThat(summary.lines()).isEqualTo(dump.size());
        assertThat(summary.undecided()).isEqualTo(1);
        assertThat(withoutTimes(copy.records())).isEqualTo(withoutTimes(dump));
    }

    private static List<String> withoutTimes(List<String> records) {
        return records.stream()
                .map(record -> record.replaceAll("\"time\":\"[^\"]*\",", ""))
                .toList();
    }

    @Test
    void followsAPipeToo() throws Exception {
        assertThat(copy.input(InputKind.JSONL)
                        .follow(dump.toArray(new String[0]))
                        .digest())
                .isEqualTo(digest);
    }

    @Test
    void findsAnOutcomeThatIsNotWhatTheEngineMakesOfTheRequest() throws Exception {
        String[] changed = dump.stream()
                .map(record -> record.replace("\"pages\":3", "\"pages\":2"))
                .toArray(String[]::new);
        RecordingSummary summary = copy.record(changed);
        assertThat(summary.findingCount()).isEqualTo(1);
        assertThat(summary.findings().get(0).text()).contains("2 pages").contains("3 pages");
    }

    @Test
    void countsLinesThatAreNoRecords() throws Exception {
        List<String> lines = new ArrayList<>(dump);
        lines.add(2, "{\"type\":\"request\"}");
        lines.add(3, "kvm_convert_memory start 0x1000 size 0x3000 private_to_shared");
        lines.add(4, "{\"type\":\"tea\\u001b[2J\"}");
        RecordingSummary summary = copy.record(lines.toArray(new String[0]));
        assertThat(summary.skipped().of("damaged")).isEqualTo(3);
        assertThat(summary.damaged())
                .extracting(RecordingSummary.Remark::number)
                .containsExactly(3L, 4L, 5L);
        assertThat(summary.digest()).isEqualTo(digest);
    }

    @Test
    void refusesAJournalThatHasALayoutAlready() throws Exception {
        copy.record(dump.toArray(new String[0]));
        try (GuestMemory before = copy.state()) {
            assertThatThrownBy(() -> copy.record(dump.toArray(new String[0])))
                    .isInstanceOf(RecordingException.class)
                    .hasMessageContaining("new journal");
            assertThat(copy.state().digest()).isEqualTo(before.digest());
        }
    }

    @Test
    void refusesALayoutBesides() {
        copy.regions("ram=16M@0");
        assertThatThrownBy(() -> copy.record(dump.toArray(new String[0])))
                .isInstanceOfSatisfying(
                        RecordingException.class,
                        e -> assertThat(e.kind()).isEqualTo(RecordingException.Kind.WRONGLY_CALLED));
        assertThat(copy.journal()).doesNotExist();
    }
}
