package io.flipbook.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flipbook.engine.PairingCheck.Fault;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.junit5.TutorialTest.PageByPage;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.AssertionFailedError;

/** What a listener does wrong is found at the record where it does so first, and named. */
final class BrokenListenersTest {
    private static final History HISTORY = History.of("histories/gpu-limit.flip");

    /** Answers some populates by itself, by their offsets; the others, for which it has null, it maps. */
    private record Answering(RegionListener inner, LongFunction<Errno> answer) implements RegionListener {
        @Override
        public Errno populate(long offset, long sizeBytes) {
            Errno own = answer.apply(offset);
            return own == null ? inner.populate(offset, sizeBytes) : own;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            inner.discard(offset, sizeBytes);
        }
    }

    /** Does nothing. */
    private record Nobody() implements RegionListener {
        @Override
        public Errno populate(long offset, long sizeBytes) {
            return Errno.NONE;
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            // holds nothing
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DISCARD_MISSED, 12, 13, ram:0x0, a discard missed: ram 0x0 0x2000",
        "DISCARD_TOO_SHORT, 12, 13, ram:0x1000, a discard too short: ram 0x1000 0x1000",
        "DISCARD_LATE, 12, 13, ram:0x0, a discard done late: ram 0x0 0x2000",
        "MAP_IN_PART, 6, 7, ram:0x3000, a map done in part: ram 0x3000 0x1000",
        "MAP_TWICE, 6, 7, ram:0x0, a map done twice: ram 0x0 0x4000",
    })
    void aFaultIsFoundWhereItIsMade(Fault fault, int request, int outcome, String place, String actual) {
        AssertionFailedError failure = fails(HISTORY.with("gpu0", role -> new FaultyListener(role, fault)));
        assertThat(actual(failure)).isEqualTo(actual);
        assertThat(failure.getMessage())
                .contains("gpu0 (" + FaultyListener.class.getName() + ") does not map what it was told at sequence "
                        + outcome + ", request " + request + " (")
                .contains("look:     flipbook dump \"$d\" --from " + request + " --to " + outcome)
                .contains("look:     flipbook blame \"$d\" " + place + " --at " + outcome);
    }

    @Test
    void ofAMissedDiscardThatLeadsToARefusalTheDiscardIsNamedFirst() {
        AssertionFailedError failure =
                fails(HISTORY.with("gpu0", role -> new FaultyListener(role, Fault.DISCARD_MISSED)));
        assertThat(failure.getMessage())
                .contains("at sequence 13")
                .contains("  then at sequence 15")
                .contains("rolled-back by gpu0 ENOSPC");
    }

    @Test
    void aDiscardThatIsMissedAtTheVeryEndIsFound() {
        AssertionFailedError failure = fails(HISTORY.to(21).with("gpu0", role -> new RegionListener() {
            private final PageByPage inner = new PageByPage(role.iommu());

            @Override
            public Errno populate(long offset, long sizeBytes) {
                return inner.populate(offset, sizeBytes);
            }

            @Override
            public void discard(long offset, long sizeBytes) {
                if (offset != 0x2000) {
                    inner.discard(offset, sizeBytes);
                }
            }
        }));
        assertThat(actual(failure)).isEqualTo("a discard missed: ram 0x2000 0x2000");
        assertThat(failure.getMessage()).contains("at sequence 21, request 20");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x100000 | ENOMEM | at sequence 9, request 8 (convert 0x40100000 0x4000), line 7: convert 1025M"
                        + " | committed, 4 pages, digest 0xabf57584ce8b9f69"
                        + " | rolled-back by gpu0 ENOMEM, digest 0xa322d6da76f263f6, refused [gpu0:1:ENOMEM]"
                        + " | populate ram 0x100000 0x4000: refused ENOMEM",
                "0x200000 | ENOMEM | at sequence 11"
                        + " | rolled-back by gpu0 ENOSPC, digest 0xabf57584ce8b9f69, refused [gpu0:1:ENOSPC]"
                        + " | rolled-back by gpu0 ENOMEM, digest 0xabf57584ce8b9f69, refused [gpu0:1:ENOMEM]"
                        + " | populate ram 0x200000 0x2000: refused ENOMEM",
                "0x300000 | ENOSPC | at sequence 23"
                        + " | committed, 3 pages, digest 0xd3f26cd42c972006"
                        + " | rolled-back by gpu0 ENOSPC, digest 0x8e7466543781a41c, refused [gpu0:1:ENOSPC]"
                        + " | populate ram 0x300000 0x3000: refused ENOSPC",
            })
    void anAnswerThatIsNotOnRecordIsShownBesideIt(
            long offset, String errno, String where, String expected, String actual, String told) {
        AssertionFailedError failure = fails(HISTORY.with(
                "gpu0",
                role -> new Answering(new PageByPage(role.iommu()), at -> at == offset ? Errno.of(errno) : null)));
        assertThat(failure.getExpected().getStringRepresentation()).isEqualTo(expected);
        assertThat(actual(failure)).isEqualTo(actual);
        assertThat(failure.getMessage()).contains(where).contains("gpu0 was told: " + told);
    }

    @Test
    void oneThatTakesWhatWasRefusedDiffersThere() {
        RegionListener blind = new Answering(new Nobody(), at -> Errno.NONE);
        AssertionFailedError failure = fails(HISTORY.with("gpu0", blind));
        assertThat(failure.getMessage()).contains("at sequence 11").contains("populate ram 0x200000 0x2000: agreed");
        assertThat(actual(failure)).startsWith("committed, 2 pages");
    }

    @Test
    void oneThatRefusesARestartIsLostThere() {
        AssertionFailedError failure = fails(HISTORY.with(
                "gpu0", role -> new Answering(new PageByPage(role.iommu()), at -> at == 0x2000 ? Errno.ENOSPC : null)));
        assertThat(failure.getMessage()).contains("at sequence 19");
        assertThat(failure.getExpected().getStringRepresentation()).isEqualTo("lost []");
        assertThat(actual(failure)).isEqualTo("lost [gpu0]");
    }

    @Test
    void whatAListenerThrowsIsTheCause() {
        RuntimeException thrown = new RuntimeException("no such container");
        AssertionFailedError failure = fails(HISTORY.with(
                "gpu0",
                role -> new Answering(new PageByPage(role.iommu()), at -> {
                    throw thrown;
                })));
        assertThat(failure).hasCause(thrown);
        assertThat(failure.getMessage()).contains("at sequence 7").contains("populate ram 0x0 0x4000: threw");
    }

    @Test
    void anAssertionOfAListenerFailsTheTestWhateverIsOnRecord() {
        AssertionError thrown = new AssertionError("a second mapping");
        AssertionFailedError failure = fails(HISTORY.with(
                        "gpu0",
                        role -> new Answering(new PageByPage(role.iommu()), at -> {
                            throw thrown;
                        }))
                .answeringAsRecorded());
        assertThat(failure).hasCause(thrown);
        assertThat(failure.getMessage()).contains("threw at sequence 7, request 6");
    }

    private static String actual(AssertionFailedError failure) {
        return failure.getActual().getStringRepresentation();
    }

    static AssertionFailedError fails(History history) {
        AssertionFailedError failure = catchThrowableOfType(AssertionFailedError.class, history::replay);
        assertThat(failure).as("nothing was found").isNotNull();
        return failure;
    }
}
