package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.journal.JournalScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener of the private side that will not have back what it discarded, because another one refused. */
class OutOfStepTest {
    private static final long PAGE = 4096;
    private static final int PAGES = 70_000;

    @TempDir
    private Path directory;

    /** Takes what it has at first, and refuses some populates after that. */
    private static final class Unwilling implements RegionListener {
        private final int refusals;
        private int populates;

        Unwilling(int refusals) {
            this.refusals = refusals;
        }

        @Override
        public Errno populate(long offset, long sizeBytes) {
            populates++;
            return populates > 1 && populates <= 1 + refusals ? Errno.of("ENOMEM") : Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            assertThat(sizeBytes).isPositive();
        }
    }

    private Outcome roundWith(int refusals, Policy policy, List<String> calls) {
        CallObserver observer = (name, call, offset, size) -> calls.add(name + " " + call);
        try (ConversionEngine engine =
                ConversionEngine.open(EngineConfig.journaledIn(directory).observer(observer))) {
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            engine.setPolicy(policy);
            ListenerSpec unwilling = ListenerSpec.of("unwilling", "ram", ListenerSpec.Kind.EXTERNAL);
            engine.register(unwilling.watching(Side.PRIVATE), new Unwilling(refusals));
            engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
            engine.register(
                    ListenerSpec.of("vetoing", "ram", ListenerSpec.Kind.PLAIN).refusing(Errno.of("E2BIG"), 2));
            calls.clear();
            return engine.convert(ConversionRequest.toShared("ram", 0, PAGES * PAGE))
                    .copy();
        }
    }

    private void expectCleanJournal() {
        try (GuestMemory memory = new GuestMemory()) {
            List<String> findings = new ArrayList<>();
            JournalScanner.of(directory)
                    .scan(
                            record -> {
                                memory.onRecord(record);
                                return true;
                            },
                            finding -> findings.add(finding.toString()));
            assertThat(findings).isEmpty();
        }
    }

    @Test
    void isNotAskedAgainForEachOfManyPages() {
        List<String> calls = new ArrayList<>();
        Policy pages = new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK);
        Outcome outcome = roundWith(2 * PAGES, pages, calls);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DIVERGED);
        assertThat(outcome.pages()).isZero();
        assertThat(outcome.refusals()).hasSize(2);
        assertThat(calls.stream().filter("unwilling veto"::equals)).hasSize(1);
        expectCleanJournal();
    }

    @Test
    void putsOnRecordWhatItSaidAndNotWhatItSaidLater() {
        List<String> calls = new ArrayList<>();
        Outcome outcome = roundWith(1, new Policy(Policy.Mixed.PER_PAGE, Policy.OnVeto.ROLLBACK), calls);
        assertThat(outcome.refusals())
                .extracting(Outcome.Refusal::errno)
                .containsExactly(Errno.of("E2BIG"), Errno.of("ENOMEM"));
        expectCleanJournal();
    }
}
