package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.tests.model.RandomHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WhatifCliTest {
    private static final long PAGE = 4096;

    @TempDir
    private Path directory;

    @Test
    void theGuestWithAGpuWouldNotHaveMetTheLimitWithIommufd() throws IOException {
        Path journal = gpuJournal();
        Cli.Result result = Cli.run("whatif", journal, "--listener", "gpu0:kind=iommufd", "--limit", 2);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines())
                .containsExactly(
                        "with iommufd: no refusal; 41 conversions that were rolled back would have committed",
                        "     260  rolled-back by gpu0 ENOSPC -> committed, 512 pages",
                        "     262  rolled-back by gpu0 ENOSPC -> committed, 512 pages",
                        "          and 39 more",
                        "      41 x conversion: rolled-back -> committed");
        assertThat(Cli.run("whatif", journal, "--listener", "gpu0:granule=2M", "--format=json", "--limit", 1)
                        .out())
                .contains(
                        "\"requests\":168,\"refusals-recorded\":41,\"refusals\":0,\"differences\":41,",
                        "\"counts\":[{\"of\":\"conversion\",\"recorded\":\"rolled-back\",\"now\":\"committed\","
                                + "\"count\":41}]",
                        "\"first\":[{\"sequence\":260,\"recorded\":\"rolled-back by gpu0 ENOSPC\","
                                + "\"now\":\"committed, 512 pages\"}]");
    }

    @Test
    void whatChangesNothingIsCode0() throws IOException {
        Cli.Result result = Cli.run("whatif", gpuJournal(), "--policy", "mixed=per-page");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("with mixed=per-page: nothing would have been otherwise\n");
    }

    @Test
    void aLaterFailureAndAPolicyAreFollowedThroughTheHistory() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "listener dev ram",
                "to-shared ram 0 4K",
                "to-shared ram 8K 4K",
                "to-private ram 8K 4K");
        assertThat(Cli.run("whatif", journal, "--fail", "dev:2:EIO").lines())
                .containsExactly(
                        "with EIO from call 2 of dev: 1 refusal instead of none; 1 conversion that committed would have"
                                + " been rolled back; 1 conversion that committed would have changed nothing",
                        "       7  committed, 1 pages -> rolled-back by dev EIO",
                        "       9  committed, 1 pages -> noop",
                        "       1 x conversion: committed -> rolled-back",
                        "       1 x conversion: committed -> noop");
        assertThat(Cli.run("whatif", journal, "--fail", "dev:2:EIO", "--policy", "on-veto=keep")
                        .out())
                .contains("       7  committed, 1 pages -> diverged by dev EIO, 1 pages\n")
                .doesNotContain("noop");
    }

    @Test
    void refusalsOfListenersFromOutsideAreMatchedByTheirRun() {
        Path journal = directory.resolve("external");
        RegionListener picky = new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                return offset == 3 * PAGE ? Errno.of("ENOMEM") : Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {
                // holds nothing
            }
        };
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.register(ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.EXTERNAL), picky);
            engine.convert(ConversionRequest.toShared("ram", 2 * PAGE, PAGE));
            engine.convert(ConversionRequest.toShared("ram", 0, 8 * PAGE));
        }
        assertThat(Cli.run("whatif", journal, "--policy", "mixed=per-page").code())
                .isZero();
        assertThat(Cli.run("whatif", journal, "--policy", "on-veto=partial").out())
                .contains("       7  rolled-back by vfio ENOMEM -> partial by vfio ENOMEM, 2 pages\n");
        assertThat(Cli.run("whatif", journal, "--listener", "vfio:kind=plain").out())
                .contains("       7  rolled-back by vfio ENOMEM -> committed, 7 pages\n");
    }

    /** The engine stops there, and the one that opens the journal again is not brought the listener. */
    @ParameterizedTest
    @ValueSource(strings = {"mixed=per-page", "on-veto=keep"})
    void goesOnBehindAListenerThatThrewAndThatTheRestartLost(String policy) {
        Path journal = directory.resolve("thrown");
        RegionListener throwing = new ThrowsFromDiscard();
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.register(ListenerSpec.of("lost", "ram", ListenerSpec.Kind.EXTERNAL), throwing);
            engine.convert(ConversionRequest.toShared("ram", 0, 2 * PAGE));
            assertThat(engine.convert(ConversionRequest.toPrivate("ram", 0, PAGE))
                            .kind())
                    .isEqualTo(Outcome.Kind.FAILED);
        }
        try (ConversionEngine engine =
                ConversionEngine.open(EngineConfig.journaledIn(journal).listeners(spec -> null))) {
            assertThat(engine.lostListeners()).containsExactly("lost");
            engine.convert(ConversionRequest.toPrivate("ram", 0, PAGE));
        }
        Cli.Result result = Cli.run("whatif", journal, "--policy", policy);
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("with " + policy + ": nothing would have been otherwise\n");
        assertThat(result.code()).isZero();
    }

    @Test
    void anOverrideThatIsAsItWasChangesNothingInAnyHistory() throws IOException {
        int histories = 0;
        for (long seed = 1; histories < 40; seed++) {
            Path journal = Files.createDirectory(directory.resolve("history-" + seed));
            RandomHistory.write(journal, seed, 100);
            Cli.Result result = Cli.run("whatif", journal, "--fail", "a:1000000:EIO", "--format=json");
            if (result.err().contains("the history has no listener a")) {
                continue; // the dice were against it
            }
            histories++;
            assertThat(result.code()).as("seed %d: %s", seed, result).isZero();
            Cli.Result replayed = Cli.run("replay", journal, "--format=json");
            String digest = replayed.out().replaceAll("(?s).*\"digest\":\"(\\w+)\".*", "$1");
            assertThat(result.out()).as("seed %d", seed).contains("\"digest\":\"" + digest + "\"");
        }
    }

    @Test
    void anotherErrorIsAnotherOutcome() throws IOException {
        Path journal =
                Cli.journal(directory, "region ram 1M", "listener dev ram kind=type1 limit=0", "to-shared ram 0 4K");
        assertThat(Cli.run("whatif", journal, "--fail", "dev:1:EIO").lines())
                .startsWith(
                        "with EIO from call 1 of dev: 1 conversion that was rolled back would have been rolled back in"
                                + " another way",
                        "       5  rolled-back by dev ENOSPC -> rolled-back by dev EIO");
    }

    @Test
    void ofADamagedJournalTheAnswerIsForWhatIsGood() throws IOException {
        Path journal = gpuJournal();
        Damage.record(journal, 262);
        Cli.Result result = Cli.run("whatif", journal, "--listener", "gpu0:kind=iommufd");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).startsWith("with iommufd: no refusal; 1 conversion that was rolled back would have");
        assertThat(result.err()).contains("sequence 262", "are good").hasLineCount(1);
    }

    @Test
    void aLiveJournalIsTakenAsItIs() {
        Path journal = directory.resolve("live");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            assertThat(Cli.run("whatif", journal, "--policy", "mixed=refuse").code())
                    .isZero();
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.setPolicy(Policy.DEFAULT);
            engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
            engine.convert(ConversionRequest.toShared("ram", 0, 2 * PAGE));
            assertThat(Cli.run("whatif", journal, "--policy", "mixed=refuse").out())
                    .contains("       7  committed, 1 pages -> rejected mixed\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--policy mixed",
                "--policy mixed=none",
                "--policy on-veto=",
                "--profile qemu-9",
                "--listener gpu0",
                "--listener gpu0:",
                "--listener gpu0:kind=external",
                "--listener gpu0:kind=iommufd,kind=plain",
                "--listener gpu0:limit=-1",
                "--listener nobody:kind=iommufd",
                "--listener gpu0:kind=plain --listener gpu0:kind=iommufd",
                "--page 5000",
                "--page 32G",
                "--fail gpu0:0:EIO",
                "--fail gpu0:1",
                "--fail gpu0:1:oops",
                "--fail nobody:1:EIO",
                "--limit -1 --page 8K"
            })
    void whatMakesNoSenseIsOneLineAndCode2(String options) throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "listener gpu0 ram");
        String line = ("whatif " + journal + " " + options).trim();
        Cli.Result result = Cli.run((Object[]) line.split(" "));
        assertThat(result.code()).as("%s", result).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("flipbook").hasLineCount(1);
    }

    private Path gpuJournal() {
        Path journal = directory.resolve("journal");
        assertThat(Cli.run("demo", "--failure", "gpu-mapping-limit", "--journal", journal)
                        .code())
                .isZero();
        return journal;
    }
}
