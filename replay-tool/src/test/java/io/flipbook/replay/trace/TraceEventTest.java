package io.flipbook.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.trace.TraceEvent.BlockState;
import io.flipbook.replay.trace.TraceEvent.Damaged;
import io.flipbook.replay.trace.TraceEvent.Ignored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceEventTest {
    private static final String KERNEL = "CPU 0/KVM-77 [001] ..... 3.000004: ";

    @Test
    void readsConversions() {
        assertThat(Lines.event("kvm_convert_memory start 0x4000000 size 0x1000 shared_to_private"))
                .isEqualTo(new TraceEvent.KvmConvertMemory(0x4000000, 0x1000, true));
        assertThat(Lines.event("kvm_convert_memory start 0xffffffffffffffff size 0x0 private_to_shared"))
                .isEqualTo(new TraceEvent.KvmConvertMemory(-1, 0, false));
    }

    @Test
    void readsMemoryFaults() {
        TraceEvent.KvmMemoryFault ofPrivate =
                (TraceEvent.KvmMemoryFault) Lines.event("kvm_memory_fault start 0x1000 size 0x2000 flags 0x8");
        assertThat(ofPrivate).isEqualTo(new TraceEvent.KvmMemoryFault(0x1000, 0x2000, 8));
        assertThat(ofPrivate.isPrivate()).isTrue();
        assertThat(new TraceEvent.KvmMemoryFault(0, 1, 7).isPrivate()).isFalse();
    }

    @Test
    void readsMemorySlots() {
        assertThat(Lines.event("kvm_set_user_memory AddrSpace#1 Slot#65536 flags=0x4 gpa=0x100000000 size=0x80000000 "
                        + "ua=0x7f12e3e00000 guest_memfd=-1 guest_memfd_offset=0xffff ret=-22"))
                .isEqualTo(new TraceEvent.KvmSetUserMemory(
                        1, 65536, 4, 0x100000000L, 0x80000000L, 0x7f12e3e00000L, -1, 0xffff, -22));
    }

    @Test
    void readsStateChanges() {
        assertThat(Lines.event("ram_block_attributes_state_change offset 0x2000 size 0x1000 from 'mixture' to "
                        + "'populated'"))
                .isEqualTo(new TraceEvent.RamBlockAttributesStateChange(
                        0x2000, 0x1000, BlockState.MIXTURE, BlockState.POPULATED));
        assertThat(Lines.event(
                        "ram_block_attributes_state_change offset 0x0 size 0x1 from 'populated' to " + "'discarded'"))
                .isEqualTo(
                        new TraceEvent.RamBlockAttributesStateChange(0, 1, BlockState.POPULATED, BlockState.DISCARDED));
    }

    @Test
    void readsVirtioMem() {
        assertThat(Lines.event("virtio_mem_plug_request addr=0x100000000 nb_blocks=64"))
                .isEqualTo(new TraceEvent.VirtioMemPlugRequest(0x100000000L, 64));
        assertThat(Lines.event("virtio_mem_unplug_request addr=0x0 nb_blocks=0"))
                .isEqualTo(new TraceEvent.VirtioMemUnplugRequest(0, 0));
        assertThat(Lines.event("virtio_mem_send_response type=3")).isEqualTo(new TraceEvent.VirtioMemSendResponse(3));
        assertThat(Lines.event("virtio_mem_unplugged_all ")).isEqualTo(new TraceEvent.VirtioMemUnpluggedAll());
        assertThat(Lines.event("virtio_mem_resized_usable_region old_size=0xffnew_size=0x20000000"))
                .isEqualTo(new TraceEvent.VirtioMemResizedUsableRegion(0xff, 0x20000000));
    }

    @Test
    void readsWhatVfioListensTo() {
        assertThat(Lines.event("vfio_listener_region_add_ram region_add [ram] 0x0 - 0xffffffffffffffff [0x7f00]"))
                .isEqualTo(new TraceEvent.VfioListenerRegionAddRam(0, -1));
        assertThat(Lines.event("vfio_listener_region_add_ram region_add [ram] 0x1000 - 0x1fff [(nil)]"))
                .isEqualTo(new TraceEvent.VfioListenerRegionAddRam(0x1000, 0x1fff));
    }

    @Test
    void readsAttributesOfFramesAsAddresses() {
        TraceEvent.KvmVmSetMemAttributes event = (TraceEvent.KvmVmSetMemAttributes)
                Lines.event(KERNEL + "kvm_vm_set_mem_attributes: 0x0000000003a000 -- 0x0000000003a200 [0x8]");
        assertThat(event).isEqualTo(new TraceEvent.KvmVmSetMemAttributes(0x3a000000, 0x3a200000, 8));
        assertThat(event.sizeBytes()).isEqualTo(2 << 20);
        assertThat(event.toPrivate()).isTrue();
        assertThat(new TraceEvent.KvmVmSetMemAttributes(0, 4096, 0x17).toPrivate())
                .isFalse();
    }

    @Test
    void readsFrameZeroAsTheCLibraryPrintsIt() {
        assertThat(Lines.event(KERNEL + "kvm_vm_set_mem_attributes: 0000000000000000 -- 0x00000000000010 [0x0]"))
                .isEqualTo(new TraceEvent.KvmVmSetMemAttributes(0, 0x10000, 0));
    }

    @Test
    void readsARangeThatEndsWhereAddressesDo() {
        TraceEvent.KvmVmSetMemAttributes event = (TraceEvent.KvmVmSetMemAttributes)
                Lines.event(KERNEL + "kvm_vm_set_mem_attributes: 0xfffffffffffff -- 0x10000000000000 [0x0]");
        assertThat(event).isEqualTo(new TraceEvent.KvmVmSetMemAttributes(-4096, 0, 0));
        assertThat(event.sizeBytes()).isEqualTo(4096);
    }

    @Test
    void readsHypercalls() {
        TraceEvent.KvmHypercall mapped = (TraceEvent.KvmHypercall)
                Lines.event(KERNEL + "kvm_hypercall: nr 0xc a0 0x7f000000 a1 0x200 a2 0x10 a3 0xffffffffffffffff");
        assertThat(mapped).isEqualTo(new TraceEvent.KvmHypercall(0xc, 0x7f000000, 0x200, 0x10, -1));
        assertThat(mapped.isMapGpaRange()).isTrue();
        assertThat(mapped.gpa()).isEqualTo(0x7f000000);
        assertThat(mapped.pages()).isEqualTo(0x200);
        assertThat(mapped.toPrivate()).isTrue();
        assertThat(new TraceEvent.KvmHypercall(0xc, 0, 0, 0xf, 0).toPrivate()).isFalse();
        assertThat(new TraceEvent.KvmHypercall(5, 0, 0, 0x10, 0).isMapGpaRange())
                .isFalse();
    }

    @Test
    void readsMappingsOfDevices() {
        assertThat(Lines.event(KERNEL + "map: IOMMU: iova=0x0000000000001000 - 0x0000000000003000 "
                        + "paddr=0x0000000123456000 size=8192"))
                .isEqualTo(new TraceEvent.IommuMap(0x1000, 0x3000, 0x123456000L, 8192));
        assertThat(Lines.event(KERNEL + "iommu:unmap: IOMMU: iova=0x0000000000001000 - 0x0000000000003000 "
                        + "size=8192 unmapped_size=18446744073709551615"))
                .isEqualTo(new TraceEvent.IommuUnmap(0x1000, 0x3000, 8192, -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kvm_convert_memory|no 'start '",
                "kvm_convert_memory start 0x1000|no ' size '",
                "kvm_convert_memory start 4096 size 0x1 shared_to_private|no '0x'",
                "kvm_convert_memory start 0x size 0x1 shared_to_private|no hexadecimal digit",
                "kvm_convert_memory start 0x10000000000000000 size 0x1 shared_to_private|a number too large",
                "kvm_convert_memory start 0x1 size 0x1 shared_to_priv|none of private_to_shared, shared_to_private",
                "kvm_convert_memory start 0x1 size 0x1 shared_to_private!|more than the event has",
                "kvm_memory_fault start 0x1 size 0x1 flags 8|no '0x'",
                "kvm_set_user_memory Slot#0 flags=0x0|no 'AddrSpace#'",
                "kvm_set_user_memory AddrSpace#-1 Slot#0|no decimal digit",
                "kvm_set_user_memory AddrSpace#2147483648 Slot#0|a number too large",
                "kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x100000000 gpa=0x0|a number too large",
                "ram_block_attributes_state_change offset 0x0 size 0x1 from 'x' to|none of 'discarded', 'populated'",
                "ram_block_attributes_state_change offset 0x0 size 0x1 from 'mixture' to 'mixture'|a change to 'mix",
                "virtio_mem_plug_request addr=0x1 nb_blocks=-1|no decimal digit",
                "virtio_mem_plug_request addr=0x1 nb_blocks=2147483648|a number too large",
                "virtio_mem_plug_request addr=0x1 nb_blocks=99999999999999999999|a number too large",
                "virtio_mem_plug_request addr=0x1 nb_blocks=1x|more than the event has",
                "virtio_mem_send_response type=|no decimal digit",
                "virtio_mem_unplugged_all 1|more than the event has",
                "virtio_mem_resized_usable_region old_size=0x1 new_size=0x1|no 'new_size='",
                "vfio_listener_region_add_ram region_add [ram] 0x2 - 0x1 [0x0]|a range that ends before it starts",
            })
    void countsAnEventThatDoesNotFitAsDamaged(String line, String reason) {
        Damaged damaged = Lines.damaged(line);
        assertThat(damaged.name()).isEqualTo(line.split(" ")[0]);
        assertThat(damaged.reason()).startsWith(reason);
        assertThat(damaged.excerpt()).startsWith(line.substring(0, Math.min(line.length(), 80)));
        assertThat(Lines.damaged("9001@1.000001:" + line).reason()).startsWith(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kvm_vm_set_mem_attributes: 0x2 -- 0x1 [0x0]|a range that ends before it starts",
                "kvm_vm_set_mem_attributes: 0x2 -- 0x10000000000001 [0x0]|page frames past 2^64",
                "kvm_vm_set_mem_attributes: 0x0 -- 0x10000000000000 [0x0]|page frames past 2^64",
                "kvm_vm_set_mem_attributes: 0x10000000000000 -- 0x10000000000000 [0x0]|page frames past 2^64",
                "kvm_vm_set_mem_attributes: 0000000000000001 -- 0x2 [0x0]|no '0x'",
                "kvm_vm_set_mem_attributes: 0x1 -- 0x2 [0x8|no ']'",
                "kvm_vm_set_mem_attributes 0x1 -- 0x2 [0x8]|no ':' after the event's name",
                "kvm_hypercall: nr 0xc a0 0x0 a1 0x1 a2|no ' a2 '",
                "iommu:map: IOMMU: iova=0x1 - 0x2 paddr=0x0 size=0x1|more than the event has",
                "iommu:unmap: IOMMU: iova=0x1 - 0x2 size=1|no ' unmapped_size='",
                "map: IOMMU: iova=0x1|no ' - '",
            })
    void countsAKernelEventThatDoesNotFitAsDamaged(String line, String reason) {
        assertThat(Lines.damaged(KERNEL + line).reason()).startsWith(reason);
        assertThat(Lines.damaged(KERNEL + line).name()).isNotEmpty();
    }

    @Test
    void saysWhereALineIsDamaged() {
        assertThat(Lines.damaged("  9001@1.5:virtio_mem_send_response type=x").reason())
                .isEqualTo("no decimal digit at column 40");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "this line is damaged @@ virtio_mem_plug_req",
                "virtio_mem_plug_req",
                "9001@1.000001:virtio_mem_plug_req",
                "9001@1.000001:",
                "9001@1.000001:@@",
                "qemu-system-x86_64: terminating on signal 15",
                "2026-01-05T10:11:12.345678Z qemu-system-x86_64: terminating on signal 15",
                "2026-01-05T10:11:12.345678Z qemu-system-x86_64: (9001:main): terminating",
                "CPU:3 [LOST 12 EVENTS]",
                "kvm",
                "=",
                "{\"type\":\"request\"}",
                "bash-1 [000] ..... 1.000000: ",
                "bash-1 [000] ..... 1.000000: kvm_hyperc",
                "bash-1 [000] ..... 1.000000: kvm_convert_memory: start 0x0 size 0x1 shared_to_private",
            })
    void countsWhatIsNoLineOfATraceAsDamaged(String line) {
        assertThat(Lines.event(line)).isInstanceOf(Damaged.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "virtio_mem_plug_requests addr=0x0|virtio_mem_plug_requests",
                "virtio_mem_state_request addr=0x100000000 nb_blocks=1|virtio_mem_state_request",
                "9001@1700000000.004000:virtio_mem_unplug_all_request|virtio_mem_unplug_all_request",
                "2026-01-05T10:11:12Z qemu: (1:main): virtio_mem_state_response state=1|virtio_mem_state_response",
                "bash-1 [000] d..1. 1.000000: sched_switch: prev_comm=x|sched_switch",
                "bash 1 [000] 1.000000: sched:sched_switch: prev_comm=x|sched_switch",
                "bash 1 [000] 1.000000: other:kvm_hypercall: nr 0xc|kvm_hypercall",
                "bash-1 [000] ..... 1.000000: map: of something else|map",
                "bash-1 [000] ..... 1.000000: vfs_read <-ksys_read|vfs_read",
            })
    void ignoresOtherEventsByName(String line, String name) {
        assertThat(Lines.event(line)).isEqualTo(new Ignored(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\t\r", "# tracer: nop", "   # entries", "#", "cpus=8", "version = 6", "CPU 3 is empty"})
    void ignoresLinesWithoutAnEvent(String line) {
        assertThat(Lines.event(line)).isEqualTo(new Ignored(""));
    }

    @Test
    void showsDamageEscapedAndCut() {
        assertThat(Lines.damaged("\u001b[2J\u202e\\" + "x".repeat(100)).excerpt())
                .isEqualTo("\\u001b[2J\\u202e\\\\" + "x".repeat(74) + "...");
    }

    @Test
    void keepsTimeAndTaskOfADamagedLine() {
        TraceLine line = Lines.one("9001@1.000002:virtio_mem_send_response type=");
        assertThat(line.task()).isEqualTo(new TraceTask("", "9001", ""));
        assertThat(line.time()).isEqualTo(new TraceTime(TraceTime.Clock.EPOCH, 1_000_002_000));
    }
}
