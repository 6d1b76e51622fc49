package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole traces, against what a simple reading of their lines gives. */
final class TraceRecordingTest {
    private static final long VIRTIO_GPA = 0x100000000L;
    private static final String VIRTIO_MEM = "vmem=2G@0x100000000,plug-block=2M";

    @TempDir
    private Path directory;

    private TraceLab lab;

    @BeforeEach
    void makeALab() {
        lab = new TraceLab(directory);
    }

    private static Path bundled(String name) throws Exception {
        return Path.of(RecordingSummary.class
                .getResource("/io/flipbook/replay/traces/" + name)
                .toURI());
    }

    @Test
    void followsTheRealGuestsVirtioMemDevice() throws Exception {
        Path trace = bundled("qemu-virtio-mem-guest.log");
        RecordingSummary summary = lab.regions(VIRTIO_MEM).record(trace);
        NaiveTrace naive = new NaiveTrace(VIRTIO_GPA, 2L << 30).run(Files.readAllLines(trace));
        assertThat(naive.changed).isPositive();
        assertThat(lab.plugged("vmem")).isEqualTo(naive.pages);
        assertThat(summary.pages()).isEqualTo(naive.changed);
        assertThat(summary.hasFindings()).isFalse();
    }

    @Test
    void followsTheRealGuestsVirtioMemDeviceUpToAnyLine() throws Exception {
        List<String> lines = Files.readAllLines(bundled("qemu-virtio-mem-guest.log"));
        for (int cut : new int[] {40, 77, 150, 233}) {
            TraceLab cutLab = new TraceLab(Files.createDirectory(directory.resolve("cut" + cut)));
            cutLab.regions(VIRTIO_MEM).record(lines.subList(0, cut).toArray(new String[0]));
            NaiveTrace naive = new NaiveTrace(VIRTIO_GPA, 2L << 30).run(lines.subList(0, cut));
            assertThat(naive.pages).as("before line %d", cut).isNotEmpty();
            assertThat(cutLab.plugged("vmem")).isEqualTo(naive.pages);
        }
    }

    @Test
    void followsTheConversionsDerivedFromALinuxGuest() throws Exception {
        Path trace = bundled("linux-guest-dma-derived.txt");
        RecordingSummary summary = lab.regions("ram=1G@0").record(trace);
        NaiveTrace naive = new NaiveTrace(0, 1L << 30).run(Files.readAllLines(trace));
        assertThat(lab.shared("ram")).isEqualTo(naive.pages).hasSize(16384);
        assertThat(summary.pages()).isEqualTo(naive.changed);
        assertThat(summary.outcomes().counts()).containsOnlyKeys("committed");
        assertThat(summary.outcomes().total()).isEqualTo(2588);
        assertThat(lab.notes).singleElement().asString().contains("48 tasks").contains("--task");
    }

    @Test
    void countsTheRefusalsTheUnansweredRequestAndTheDamagedLineOfTheMadeTrace() throws Exception {
        Path trace = bundled("virtio-mem-made.log");
        RecordingSummary summary = lab.regions(VIRTIO_MEM).record(trace);
        NaiveTrace naive = new NaiveTrace(VIRTIO_GPA, 2L << 30).run(Files.readAllLines(trace));
        assertThat(lab.plugged("vmem")).isEqualTo(naive.pages).isNotEmpty();
        assertThat(summary.refusals().counts())
                .containsEntry("nack", 1L)
                .containsEntry("busy", 1L)
                .containsEntry("error", 1L);
        assertThat(naive.answers).containsEntry(1, 1).containsEntry(2, 1).containsEntry(3, 1);
        assertThat(summary.undecided()).isEqualTo(1).isEqualTo(naive.undecided());
        assertThat(summary.skipped().of("damaged")).isEqualTo(1);
        assertThat(summary.damaged())
                .singleElement()
                .satisfies(remark -> assertThat(remark.number()).isEqualTo(22));
        assertThat(summary.pages()).isEqualTo(naive.changed);
        assertThat(summary.hasFindings()).isFalse();
        assertThat(summary.lines()).isEqualTo(22);
        assertThat(lab.state().digest()).isEqualTo(summary.digest());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void givesTheStateThatASimpleReadingOfAMadeTraceGives(long seed) throws Exception {
        List<String> lines = made(seed);
        RecordingSummary summary = lab.regions("ram=32M@0x1000000").record(lines.toArray(new String[0]));
        NaiveTrace naive = new NaiveTrace(0x1000000, 32 << 20).run(lines);
        assertThat(lab.shared("ram")).as("seed %d", seed).isEqualTo(naive.pages).isNotEmpty();
        assertThat(summary.pages()).as("seed %d", seed).isEqualTo(naive.changed);
        assertThat(summary.outcomes().total()).isEqualTo(lines.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void givesTheSameStateWhetherAFileIsReadOrAPipeIsFollowed(long seed) throws Exception {
        String[] lines = made(seed).toArray(new String[0]);
        RecordingSummary ofFile = lab.regions("ram=32M@0x1000000").record(lines);
        TraceLab other = new TraceLab(Files.createDirectory(directory.resolve("other")));
        RecordingSummary ofPipe = other.regions("ram=32M@0x1000000").follow(lines);
        assertThat(ofPipe.digest()).isEqualTo(ofFile.digest()).isNotZero();
        assertThat(other.records("request").size())
                .isEqualTo(lab.records("request").size());
    }

    /** Conversions inside, over the edges and outside of 32 MiB at 16 MiB; empty and misaligned ones too. */
    private static List<String> made(long seed) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            long start = 0x800000 + ((long) random.nextInt(0x3000) << 12);
            long size = (long) (random.nextInt(8) == 0 ? random.nextInt(600) : random.nextInt(9)) << 12;
            if (random.nextInt(20) == 0) {
                start += random.nextInt(4096);
            }
            lines.add(String.format(
                    "kvm_convert_memory start 0x%x size 0x%x %s",
                    start, size, random.nextBoolean() ? "shared_to_private" : "private_to_shared"));
        }
        return lines;
    }

    @Test
    void keepsTheTimesAndClocksOfTheTrace() throws Exception {
        lab.regions("ram=16M@0")
                .record(
                        "12@1700000000.000250:kvm_convert_memory start 0x1000 size 0x1000 private_to_shared",
                        "2026-01-05T10:11:12.345678Z kvm_convert_memory start 0x2000 size 0x1000 private_to_shared",
                        "kvm_convert_memory start 0x3000 size 0x1000 private_to_shared");
        List<String> requests = lab.records("request");
        assertThat(requests).hasSize(3).allMatch(request -> request.contains("\"initiator\":\"guest\""));
        assertThat(requests.get(0)).contains("2023-11-14T22:13:20.000250000Z").contains("\"clock\":\"epoch\"");
        assertThat(requests.get(1)).contains("2026-01-05T10:11:12.345678000Z");
        assertThat(requests.get(2)).contains("\"clock\":\"none\"");
    }

    @Test
    void keepsTheTimesOfTheHostsClock() throws Exception {
        lab.regions("ram=16M@0")
                .record("  vcpu0-7 [000] ..... 12.345678: kvm_vm_set_mem_attributes: 0x00000000000001 --"
                        + " 0x00000000000002 [0x0]");
        assertThat(lab.records("request"))
                .singleElement()
                .asString()
                .contains("\"clock\":\"boot\"")
                .contains("12.345678000");
        assertThat(lab.shared("ram")).isEqualTo(new TreeSet<>(List.of(1L)));
    }

    @Test
    void showsTheFirstFiveDamagedLinesAndCountsAll() throws Exception {
        String[] lines = new String[8];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "kvm_convert_memory start 0x" + i + "000 size oops private_to_shared";
        }
        lines[3] = "kvm_convert_memory start 0x3000 size 0x1000 private_to_shared";
        RecordingSummary summary = lab.regions("ram=16M@0").record(lines);
        assertThat(summary.skipped().of("damaged")).isEqualTo(7);
        assertThat(summary.damaged())
                .extracting(RecordingSummary.Remark::number)
                .containsExactly(1L, 2L, 3L, 5L, 6L);
        assertThat(lab.shared("ram")).isEqualTo(new TreeSet<>(List.of(3L)));
    }

    @Test
    void doesNotGrowWithTheNamesOfForeignEvents() throws Exception {
        String[] lines = new String[1000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "1@1700000000.000001:some_event_" + i + " x=1";
        }
        RecordingSummary summary = lab.regions("ram=16M@0").record(lines);
        assertThat(summary.events().total()).isEqualTo(1000);
        assertThat(summary.events().counts()).hasSizeLessThan(300).containsKey(Tally.OTHERS);
    }
}
