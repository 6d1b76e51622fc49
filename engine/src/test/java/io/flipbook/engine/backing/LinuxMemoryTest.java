package io.flipbook.engine.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flipbook.engine.device.Errno;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel has in use is what the model says, for each side, all the way. */
@EnabledOnOs(OS.LINUX)
class LinuxMemoryTest {
    private static final long PAGE = 4096;
    private static final long PAGES = 70_000;

    @ParameterizedTest
    @EnumSource(LinuxMemory.class)
    void usesWhatTheModelSays(LinuxMemory kind) {
        try (MemoryBacking memory = open(kind, BackingSpec.external("real"))) {
            check(memory, 0, 0, 0);
            convert(memory, true, 10, 110);
            convert(memory, true, 66_000, 66_100);
            check(memory, 200, 0, 200);
            assertThat(memory.convert(false, 20 * PAGE, 30 * PAGE)).isEqualTo(Errno.NONE);
            check(memory, 200, 30, 230);
            memory.undo(false, 20 * PAGE, 30 * PAGE);
            check(memory, 200, 0, 230);
            convert(memory, false, 20, 50);
            check(memory, 170, 30, 230);
            convert(memory, true, 20, 21);
            check(memory, 171, 29, 230);
        }
    }

    @ParameterizedTest
    @EnumSource(LinuxMemory.class)
    void usesItTwiceWithoutADiscard(LinuxMemory kind) {
        try (MemoryBacking memory = open(kind, BackingSpec.external("real").discarding(false))) {
            convert(memory, true, 0, 100);
            convert(memory, false, 0, 100);
            check(memory, 100, 100, 200);
        }
    }

    @Test
    void saysWhyThereIsNoMemoryOfASize() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LinuxMemory.MEMFD.open(1L << 32, 1L << 40, BackingSpec.external("memfd")))
                .withMessageStartingWith("no memfd on this machine: ");
        assertThatIllegalStateException()
                .isThrownBy(() -> LinuxMemory.MEMFD.open(1L << 31, 1L << 31, BackingSpec.external("memfd")))
                .withMessageStartingWith("cannot m");
    }

    private static MemoryBacking open(LinuxMemory kind, BackingSpec spec) {
        try {
            return kind.open(PAGES, PAGE, spec);
        } catch (IllegalStateException e) {
            Assumptions.assumeTrue(kind == LinuxMemory.MEMFD, "no " + kind + " here: " + e.getMessage());
            throw e;
        }
    }

    private static void convert(MemoryBacking memory, boolean toShared, long from, long to) {
        assertThat(memory.convert(toShared, from * PAGE, (to - from) * PAGE)).isEqualTo(Errno.NONE);
        memory.finish(toShared, from * PAGE, (to - from) * PAGE);
    }

    private static void check(MemoryBacking memory, long shared, long hidden, long peak) {
        assertThat(Costs.of(memory))
                .isEqualTo("shared " + shared + ", private " + hidden + ", peak " + peak + ", shared-measured " + shared
                        + ", private-measured " + hidden);
    }
}
