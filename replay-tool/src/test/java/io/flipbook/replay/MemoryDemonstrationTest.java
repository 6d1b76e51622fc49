package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.backing.LinuxMemory;
import io.flipbook.replay.MemoryDemonstration.Figures;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel has in use, beside a bit for each page of a plain reading of the trace. */
@EnabledOnOs(OS.LINUX)
class MemoryDemonstrationTest {
    private static final long PAGE = 4096;
    private static final Pattern SET = Pattern.compile("(0x\\w+) -- (0x\\w+) \\[0x([08])\\]");

    private final BitSet shared = new BitSet();
    private final BitSet everShared = new BitSet();
    private final BitSet everPrivate = new BitSet();

    @BeforeEach
    void readTheTrace() throws Exception {
        try (BufferedReader trace = new BufferedReader(new InputStreamReader(
                MemoryDemonstration.class.getResourceAsStream("traces/linux-guest-dma-derived.txt"),
                StandardCharsets.UTF_8))) {
            trace.lines().map(SET::matcher).filter(Matcher::find).forEach(set -> {
                boolean toShared = set.group(3).equals("0");
                int from = Integer.decode(set.group(1));
                int to = Integer.decode(set.group(2));
                shared.set(from, to, toShared);
                (toShared ? everShared : everPrivate).set(from, to);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(LinuxMemory.class)
    void costsTwiceWhatWasConvertedBackUnlessItIsDiscarded(LinuxMemory kind) {
        Figures with = measure(kind, true);
        Figures without = measure(kind, false);

        assertThat(with.sharedBytes()).isEqualTo(shared.cardinality() * PAGE);
        assertThat(without.sharedBytes()).isEqualTo(everShared.cardinality() * PAGE);
        assertThat(without.privateBytes()).isEqualTo(everPrivate.cardinality() * PAGE);
        everPrivate.andNot(shared);
        assertThat(with.privateBytes()).isEqualTo(everPrivate.cardinality() * PAGE);

        assertThat(with.bytes()).isEqualTo(everShared.cardinality() * PAGE);
        assertThat(without.bytes()).isGreaterThan(with.bytes()).isEqualTo(without.peakBytes());
        assertThat(with.peakBytes()).isLessThan(without.peakBytes());
    }

    private static Figures measure(LinuxMemory kind, boolean discards) {
        try {
            return MemoryDemonstration.measure(kind, discards);
        } catch (IllegalStateException e) {
            Assumptions.assumeTrue(kind == LinuxMemory.MEMFD, kind + ": " + e.getMessage());
            throw e;
        }
    }
}
