package io.flipbook.tests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many guests in one process, each with an engine and a small journal: {@code -Dflipbook.guests=1000} of them, say. */
@Timeout(600)
final class ManyGuestsTest {
    private static final int GUESTS = Integer.getInteger("flipbook.guests", 100);
    private static final int ROUNDS = 20;
    private static final long PAGE = 4096;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long RAM = 16L << 30;

    /** What the virtual machine takes by the way, whatever the number of guests. */
    private static final long NOISE_BYTES = 24 * MIB;

    /** With assertions switched on Chronicle keeps what it traces, and always some hundred bytes of a directory. */
    private static final long KEPT_BYTES = 16 * KIB;

    @TempDir
    Path directory;

    private final List<ConversionEngine> engines = new ArrayList<>();

    @BeforeEach
    void theSystemTellsAndAllClassesAreLoaded() {
        assumeTrue(ProcessFigures.areKnown());
        open("warm-up");
        work();
        close();
    }

    @Test
    void eachTakesLittleAndGivesAllOfItBack() throws IOException {
        ProcessFigures before = ProcessFigures.of(directory);
        for (int i = 0; i < GUESTS; i++) {
            open("guest-" + i);
        }
        work();
        ProcessFigures open = ProcessFigures.of(directory);
        long diskKib = diskKib();
        close();
        ProcessFigures after = ProcessFigures.of(directory);
        System.out.printf(
                "%d guests, each: %.1f descriptors, %.1f mappings of %.0f KiB together, %.0f KiB heap, %.0f KiB direct,"
                        + " %.0f KiB resident, %.0f KiB on disk%n",
                GUESTS,
                each(open.descriptors() - before.descriptors()),
                each(open.mappings()),
                each(open.mappedBytes()) / KIB,
                each(open.heapBytes() - before.heapBytes()) / KIB,
                each(open.directBytes() - before.directBytes()) / KIB,
                each(open.residentBytes() - before.residentBytes()) / KIB,
                each(diskKib));

        assertThat(open.descriptors() - before.descriptors()).isLessThanOrEqualTo(4L * GUESTS);
        assertThat(open.mappings()).isLessThanOrEqualTo(3L * GUESTS);
        assertThat(open.mappedBytes()).isLessThanOrEqualTo(1536 * KIB * GUESTS);
        assertThat(open.heapBytes() - before.heapBytes()).isLessThanOrEqualTo(256 * KIB * GUESTS);
        assertThat(open.directBytes() - before.directBytes()).isLessThanOrEqualTo(8 * KIB * GUESTS);
        assertThat(open.residentBytes() - before.residentBytes())
                .isLessThanOrEqualTo(512 * KIB * GUESTS + 2 * NOISE_BYTES);
        assertThat(diskKib).isLessThanOrEqualTo(2048L * GUESTS);
        assertThat(open.threads()).isLessThanOrEqualTo(before.threads() + 2);

        assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors());
        assertThat(after.mappings()).isZero();
        assertThat(after.heapBytes()).isLessThanOrEqualTo(before.heapBytes() + 2 * MIB + KEPT_BYTES * GUESTS);
        assertThat(after.directBytes()).isLessThanOrEqualTo(before.directBytes());
        assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
    }

    /** Guests grow while they run; what is added is there after a restart, in each what was added to it. */
    @Test
    void regionsAreAddedToEachWhileItRuns() {
        for (int i = 0; i < 10; i++) {
            open("guest-" + i);
        }
        for (int i = 0; i < engines.size(); i++) {
            ConversionEngine engine = engines.get(i);
            for (int more = 0; more <= i; more++) {
                work();
                assertThat(engine.addRegion(RegionSpec.of("more-" + more, MIB)).kind())
                        .isEqualTo(Outcome.Kind.OK);
                engine.map(RAM + more * MIB, MIB, "more-" + more, 0);
                assertThat(engine.convert(ConversionRequest.convertToShared(RAM + more * MIB, PAGE))
                                .pages())
                        .isOne();
            }
        }
        engines.replaceAll(ConversionEngine::restart);
        for (int i = 0; i < engines.size(); i++) {
            assertThat(engines.get(i).guest().regions()).hasSize(i + 2);
            assertThat(engines.get(i).guest().isPopulated("more-" + i, 0, PAGE)).isTrue();
        }
        close();
    }

    /** Regions that come and go take no more memory than those that are there. */
    @Test
    void regionsThatGoGiveBackWhatTheyTook() throws IOException {
        for (int i = 0; i < 10; i++) {
            open("guest-" + i);
        }
        comeAndGo(5);
        ProcessFigures before = ProcessFigures.of(directory);
        comeAndGo(100);
        ProcessFigures after = ProcessFigures.of(directory);

        assertThat(after.residentBytes() - before.residentBytes()).isLessThanOrEqualTo(2 * NOISE_BYTES);
        assertThat(after.heapBytes() - before.heapBytes()).isLessThanOrEqualTo(2 * MIB);
        engines.replaceAll(ConversionEngine::restart);
        engines.forEach(engine -> assertThat(engine.guest().regions()).hasSize(1));
        close();
    }

    /** A region of which the bits take half a MiB, in each guest. */
    private void comeAndGo(int times) {
        for (int i = 0; i < times; i++) {
            for (ConversionEngine engine : engines) {
                engine.addRegion(RegionSpec.of("spare", RAM));
                engine.map(RAM, RAM, "spare", 0);
                for (long offset = 0; offset < RAM; offset += 128 * MIB) {
                    engine.convert(ConversionRequest.convertToShared(RAM + offset, PAGE));
                }
                engine.unmap(RAM);
                assertThat(engine.removeRegion("spare").kind()).isEqualTo(Outcome.Kind.OK);
            }
        }
    }

    private void open(String name) {
        ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(
                JournalConfig.of(directory.resolve(name)).small()));
        engines.add(engine);
        engine.addRegion(RegionSpec.of("ram", RAM));
        engine.map(0, RAM, "ram", 0);
        engine.register(ListenerSpec.of("vfio0", "ram", ListenerSpec.Kind.PLAIN));
    }

    /** Each guest in turn, with pages far apart. */
    private void work() {
        for (int round = 0; round < ROUNDS; round++) {
            for (ConversionEngine engine : engines) {
                engine.convert(ConversionRequest.toShared("ram", round * (RAM / ROUNDS / PAGE) * PAGE, PAGE));
            }
        }
    }

    private void close() {
        engines.forEach(ConversionEngine::close);
        engines.clear();
    }

    private static double each(long together) {
        return (double) together / GUESTS;
    }

    private long diskKib() throws IOException {
        Process sum = new ProcessBuilder("du", "-sk", directory.toString()).start();
        String text = new String(sum.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Long.parseLong(text.split("\\s")[0]);
    }
}
