package io.flipbook.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.trace.TraceTime.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrefixTest {
    private static final String EVENT = "virtio_mem_send_response type=0";
    private static final TraceEvent ACK = new TraceEvent.VirtioMemSendResponse(0);
    private static final String SET = "kvm_vm_set_mem_attributes: 0x1 -- 0x2 [0x8]";
    private static final TraceEvent MADE_PRIVATE = new TraceEvent.KvmVmSetMemAttributes(0x1000, 0x2000, 8);

    private static TraceTime epoch(long ns) {
        return new TraceTime(Clock.EPOCH, ns);
    }

    private static void reads(String line, TraceTime time, TraceTask task, TraceEvent event) {
        assertThat(Lines.one(line)).isEqualTo(new TraceLine(1, time, task, event));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "9001@1700000000.000250:|9001|1700000000000250000",
                "1@0.1: |1|100000000",
                "9001@1700000000.000000001:|9001|1700000000000000001",
                "9001@9223372035.999999:|9001|9223372035999999000",
                "host qemu[4]: 9001@2.000003:|9001|2000003000",
                "2026-01-05T10:11:12.345678Z [guest one] qemu-system-x86_64: (9001:main): |9001|1767607872345678000",
                "2026-01-05T10:11:12Z qemu-system-x86_64: (9001:CPU 0/KVM): |9001|1767607872000000000",
                "2026-01-05T12:41:12+02:30 qemu: (7:main): |7|1767607872000000000",
                "2026-01-05T05:11:12.5-0500 qemu: (7:main): |7|1767607872500000000",
                "2026-01-05T10:11:12 [(1:x): ] qemu: (7:main): |7|1767607872000000000",
                "2026-01-05T10:11:12Z 9001@2.000003:|9001|2000003000",
                "1970-01-01T00:00:00.000000001Z q: (7:(a) b): |7|1",
            })
    void readsThreadAndTimeOfQemu(String prefix, String thread, long timeNs) {
        reads(prefix + EVENT, epoch(timeNs), new TraceTask("", thread, ""), ACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anything at all: ",
                "\t",
                "9001:",
                "@1.000001:",
                "bash-1@1.000001:",
                "9001@.5:",
                "9001@1.:",
                "9001@1.0000000001:",
                "9001@1.000001 ",
                "2026-02-30T00:00:00Z ",
                "2026-01-05T24:00:00Z ",
                "1969-12-31T23:59:59Z ",
                "[x] "
            })
    void skipsAFreePrefix(String prefix) {
        reads(prefix + EVENT, TraceTime.NONE, TraceTask.NONE, ACK);
    }

    @Test
    void takesTheTimeOfALineThatNamesNoThread() {
        reads("2026-01-05T10:11:12Z qemu: " + EVENT, epoch(1767607872000000000L), TraceTask.NONE, ACK);
    }

    @Test
    void holdsTheSameThreadInBothForms() {
        TraceTask first = Lines.one("9001@1.000001:" + EVENT).task();
        TraceTask second =
                Lines.one("2026-01-05T10:11:12Z q: (9001:IO thread): " + EVENT).task();
        assertThat(second).isEqualTo(first);
        assertThat(first.text()).isEqualTo("9001");
    }

    @Test
    void looksForTheNameRightAfterAKnownPrefixOnly() {
        assertThat(Lines.event("9001@1.000001:guest_text x " + EVENT)).isEqualTo(new TraceEvent.Ignored("guest_text"));
        assertThat(Lines.event("2026-01-05T10:11:12Z q: (1:m): guest_text x " + EVENT))
                .isEqualTo(new TraceEvent.Ignored("guest_text"));
        assertThat(Lines.event("bash-1 [000] ..... 1.000000: bprint: x: " + SET))
                .isEqualTo(new TraceEvent.Ignored("bprint"));
    }

    @Test
    void takesTheFirstNameWhoseRestFits() {
        assertThat(Lines.event("about kvm_memory_fault and kvm_hypercall: x: " + EVENT))
                .isEqualTo(ACK);
        assertThat(Lines.damaged("about kvm_memory_fault and kvm_hypercall").name())
                .isEqualTo("kvm_memory_fault");
    }

    @Test
    void findsANameAtTheEdgesOfAWordOnly() {
        assertThat(Lines.event("x " + "my_" + EVENT)).isInstanceOf(TraceEvent.Damaged.class);
        assertThat(Lines.damaged("x my_" + EVENT).name()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9001@9223372036.000000:" + EVENT, "9001@99999999999999999999999.000000:" + EVENT,
                "2263-01-01T00:00:00Z q: (1:m): " + EVENT, "bash-1 [000] ..... 9223372036.000000: " + SET
            })
    void countsATimeThatDoesNotFitAsDamaged(String line) {
        assertThat(Lines.damaged(line).reason()).isEqualTo("a time past 64 bits of nanoseconds");
        assertThat(Lines.one(line).time()).isEqualTo(TraceTime.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "         swapper-1       [000] ..... 34.190363: |swapper|1||34190363000",
                "     kworker/0:2-54      [000] d..1. 0.000001: |kworker/0:2|54||1000",
                "       CPU 0/KVM-1234  [001]     1.000000: |CPU 0/KVM|1234||1000000000",
                "          <idle>-0     (-------) [003] dNh2. 1.000000: |<idle>|0||1000000000",
                "       CPU 0/KVM-1236  (   1234) [003] d.h2. 1.000000: |CPU 0/KVM|1236|1234|1000000000",
                "CPU 0/KVM  1234 [001]  7326.442100123: kvm:|CPU 0/KVM|1234||7326442100123",
                "CPU 0/KVM  1234/1236  [001]  7326.442100: kvm:|CPU 0/KVM|1236|1234|7326442100000",
                "kworker/0:2-ev    54 [000]  1.000000: kvm:|kworker/0:2-ev|54||1000000000",
                "a-1 [0] 1.2: b:-77 [000] ..... 1.000000: |a-1 [0] 1.2: b:|77||1000000000",
                "a name of more than sixteen-77 [000] 1.000000: |a name of more than sixteen|77||1000000000",
            })
    void readsTaskAndTimeOfTheKernel(String prefix, String comm, String thread, String process, long timeNs) {
        TraceTask task = new TraceTask(comm, thread, process == null ? "" : process);
        reads(prefix + SET, new TraceTime(Clock.BOOT, timeNs), task, MADE_PRIVATE);
        assertThat(task.text()).isEqualTo(comm + "-" + thread);
    }

    @Test
    void skipsTheBlanksOfTraceCmd() {
        assertThat(Lines.event("CPU 0/KVM-1 [001] 1.000000: kvm_vm_set_mem_attributes:      0x1 -- 0x2 [0x8]  "))
                .isEqualTo(MADE_PRIVATE);
    }

    @Test
    void isNotFooledByAMarkerThatLooksLikeALine() {
        String marker = "bash-1 [000] ..... 1.000000: tracing_mark_write: x-1 [000] ..... 2.000000: " + SET;
        assertThat(Lines.event(marker)).isEqualTo(new TraceEvent.Ignored("tracing_mark_write"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "bash [000] 1.000000: ", "-1 [000] 1.000000: ", "bash-1 [] 1.000000: ", "bash-1 000 1.000000: ",
                "bash-1 [000] 123456: ", "bash-1 [000] a b 1.000000: ", "bash-1/2 [000] 1.000000: ", "kvm:", "1234 [0]"
            })
    void skipsAFreePrefixOfTheKernel(String prefix) {
        reads(prefix + SET, TraceTime.NONE, TraceTask.NONE, MADE_PRIVATE);
    }

    @Test
    void asksForTheSystemOfANameThatSaysNothing() {
        String rest = "map: IOMMU: iova=0x1 - 0x2 paddr=0x0 size=1";
        assertThat(Lines.event("x iommu:" + rest)).isEqualTo(new TraceEvent.IommuMap(1, 2, 0, 1));
        assertThat(Lines.event("x " + rest)).isInstanceOf(TraceEvent.Damaged.class);
        assertThat(Lines.damaged("x " + rest).name()).isEmpty();
    }

    @Test
    void readsOnlyWhatTheKindSays() {
        String kernel = "bash-1 [000] ..... 1.000000: " + SET;
        String qemu = "9001@1.000001:" + EVENT;
        assertThat(Lines.one(kernel, InputKind.KERNEL_TRACE).event()).isEqualTo(MADE_PRIVATE);
        assertThat(Lines.one(kernel, InputKind.QEMU_LOG).event()).isInstanceOf(TraceEvent.Damaged.class);
        assertThat(Lines.one(qemu, InputKind.QEMU_LOG).event()).isEqualTo(ACK);
        assertThat(Lines.one(qemu, InputKind.KERNEL_TRACE).event()).isInstanceOf(TraceEvent.Damaged.class);
    }
}
