package io.flipbook.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.scenario.Mutation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Lines with bytes changed, cut out and doubled: an event each, and never an exception. */
final class TraceReaderMutationTest {
    private static final long SEED = 20261121;
    private static final int ROUNDS = 20_000;
    private static final List<String> SOUND = List.of(
            "9001@1700000000.000250:kvm_convert_memory start 0x4000000 size 0x1000 shared_to_private",
            "2026-01-05T10:11:12.345678Z [guest one] qemu: (9001:main): virtio_mem_plug_request addr=0x0 nb_blocks=1",
            "kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x4 gpa=0x0 size=0x1000 ua=0x7f guest_memfd=9 "
                    + "guest_memfd_offset=0x0 ret=0",
            "host: ram_block_attributes_state_change offset 0x0 size 0x1000 from 'mixture' to 'populated'",
            "vfio_listener_region_add_ram region_add [ram] 0x0 - 0xfff [0x7f00]\r",
            "virtio_mem_resized_usable_region old_size=0x0new_size=0x20000000",
            "     kworker/0:2-54   (     54) [000] d..1. 34.190363: kvm_vm_set_mem_attributes: 0x1 -- 0x2 [0x8]",
            "CPU 0/KVM  1234/1236 [001]  7326.442100123: kvm:kvm_hypercall: nr 0xc a0 0x0 a1 0x1 a2 0x10 a3 0x0",
            "x-1 [000] 1.000000: map: IOMMU: iova=0x1000 - 0x2000 paddr=0x3000 size=4096",
            "x-1 [000] 1.000000: iommu:unmap: IOMMU: iova=0x1000 - 0x2000 size=4096 unmapped_size=4096");

    @Test
    void neverThrows() {
        Random random = new Random(SEED);
        long[] counts = new long[3];
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < ROUNDS; i++) {
                for (String sound : SOUND) {
                    check(Mutation.of(sound.getBytes(StandardCharsets.UTF_8), random), counts);
                }
            }
        });
        assertThat(Arrays.stream(counts).min().getAsLong())
                .as("seed %d: the fewest of read, ignored and damaged", SEED)
                .isGreaterThan(ROUNDS / 20);
    }

    private static void check(byte[] line, long[] counts) {
        for (TraceLine read : Lines.all(line, InputKind.AUTO)) {
            assertThat(read.time().timeNs()).isNotNegative();
            if (read.event() instanceof TraceEvent.Damaged damaged) {
                assertThat(damaged.reason() + damaged.excerpt())
                        .hasSizeLessThan(1200)
                        .doesNotContainPattern("\\p{Cntrl}");
                counts[2]++;
            } else {
                counts[read.event() instanceof TraceEvent.Ignored ? 1 : 0]++;
            }
        }
    }

    @Test
    void takesTimeInProportionToALinesLength() {
        List<String> pieces = List.of(
                "kvm_hypercall: ",
                "[0] ",
                "a@1.2:",
                "(1:",
                "(1:x): ",
                "[1] 1.0: ",
                "x",
                "1",
                "-",
                " ",
                "iommu:map: ",
                "2026-01-05T10:11:12Z ",
                "kvm_convert_memory start 0x1 size 0x1 ",
                "0x",
                "x-1 [0] 1.0: ",
                "((((",
                ")");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (String piece : pieces) {
                String line = piece.repeat(TraceReader.MAX_LINE_BYTES / piece.length());
                for (String start : List.of("", "9001@1.0:", "2026-01-05T10:11:12Z ", "x-1 [0] 1.0: ")) {
                    byte[] trace = (start + line + "\n").repeat(20).getBytes(StandardCharsets.US_ASCII);
                    assertThat(Lines.all(trace, InputKind.AUTO)).hasSize(20);
                }
            }
        });
    }
}
