package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.DiscardHold;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.RegionListener;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScenarioCliTest {
    private static final long PAGE = 4096;

    @TempDir
    private Path directory;

    @Test
    void aScriptComesBackAsItWas() throws IOException {
        String[] script = {
            "region ram 1M",
            "region pool 64K page=8K initial=shared memory=in-place",
            "region vmem 4M plug-block=2M",
            "map 4G 1M ram 0",
            "unmap 4G",
            "map 1164K 64K ram 0",
            "policy profile=qemu-10.1 mixed=per-page on-veto=keep",
            "policy profile=flipbook mixed=refuse on-veto=rollback",
            "listener a ram 4K 64K watch=private veto=20,70:EIO",
            "listener b ram kind=type1 limit=9 granule=16K container=box",
            "listener c vmem kind=iommufd large-pages=off",
            "to-shared ram 0 4K",
            "convert 1164K 8K shared",
            "convert 1164K 4K private",
            "plug vmem 2M 2M",
            "unplug-all vmem",
            "source-add ram gate block=8K initial=populated",
            "source-discard ram gate 0 8K",
            "source-populate ram gate 0 8K",
            "source-remove ram gate",
            "pin pool 0 8K",
            "unpin pool 0 8K",
            "discard acquire disable",
            "restart",
            "unlisten b",
            "remove-region pool",
            "region pool 8K"
        };
        Path journal = Cli.journal(directory, script);
        assertThat(Cli.run("scenario", journal).lines()).containsExactly(script);
        assertThat(Cli.run("scenario", journal, "--format=json").lines().get(3))
                .isEqualTo("{\"op\":\"map\",\"statement\":\"map 4G 1M ram 0\"}");
    }

    @Test
    void refusalsOfListenersFromOutsideBecomeVetoesByCallNumber() {
        Path journal = directory.resolve("external");
        RegionListener picky = new RegionListener() {
            @Override
            public Errno populate(long offset, long sizeBytes) {
                return offset % (3 * PAGE) == 0 ? Errno.of("ENOMEM") : Errno.NONE;
            }

            @Override
            public void discard(long offset, long sizeBytes) {
                // holds nothing
            }
        };
        try (ConversionEngine engine =
                ConversionEngine.open(EngineConfig.journaledIn(journal).listeners(spec -> picky))) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.register(ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.EXTERNAL), picky);
            for (int page = 1; page < 5; page++) {
                engine.convert(ConversionRequest.toShared("ram", page * PAGE, PAGE));
            }
            try (ConversionEngine again = engine.restart()) {
                again.convert(ConversionRequest.toShared("ram", 6 * PAGE, PAGE));
            }
        }
        assertThat(Cli.run("scenario", journal).lines())
                .containsExactly(
                        "region ram 64K",
                        "listener vfio ram veto=3:ENOMEM",
                        "to-shared ram 4K 4K",
                        "to-shared ram 8K 4K",
                        "to-shared ram 12K 4K",
                        "to-shared ram 16K 4K",
                        "restart",
                        "to-shared ram 24K 4K");
    }

    @Test
    void whatTheLanguageCannotSayIsACommentAndTheStateThatItLedTo() throws IOException {
        Path journal = directory.resolve("answered");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("vmem", 16 * PAGE).pluggedInBlocksOf(PAGE));
            engine.convert(ConversionRequest.plug("vmem", 0, PAGE));
            engine.decide(engine.begin(ConversionRequest.plug("vmem", PAGE, PAGE)), Answer.ACK);
            engine.decide(engine.begin(ConversionRequest.plug("vmem", 2 * PAGE, PAGE)), Answer.NACK);
            engine.decide(engine.begin(ConversionRequest.plug("vmem", 0, 4 * PAGE)), Answer.ACK);
            engine.begin(ConversionRequest.plug("vmem", 8 * PAGE, PAGE));
        }
        assertThat(Cli.run("scenario", journal).lines())
                .containsExactly(
                        "region vmem 64K plug-block=4K",
                        "plug vmem 0 4K",
                        "plug vmem 4K 4K",
                        "# plug vmem 8K 4K: answered nack",
                        "# plug vmem 0 16K: acknowledged though mixed",
                        "# what is on record after 10 cannot be said otherwise",
                        "policy profile=flipbook mixed=segments on-veto=keep",
                        "plug vmem 8K 8K",
                        "policy profile=flipbook mixed=segments on-veto=rollback",
                        "# plug vmem 32K 4K: not decided");
    }

    @Test
    void fromARecordOnItBeginsWithTheStateBeforeThat() throws IOException {
        Path journal = directory.resolve("middle");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(new RegionSpec("ram", 16 * PAGE, PAGE, true, false, 0, RegionSpec.Memory.IN_PLACE));
            engine.map(0, 16 * PAGE, "ram", 0);
            engine.setPolicy(new Policy(Policy.Mixed.REFUSE, Policy.OnVeto.DETACH));
            engine.addSource(new SourceSpec("gate", "ram", 2 * PAGE), true);
            engine.register(ListenerSpec.of("vfio", "ram", ListenerSpec.Kind.TYPE1));
            engine.convert(ConversionRequest.toPrivate("ram", 0, 2 * PAGE));
            engine.pin(true, "ram", 4 * PAGE, PAGE);
            engine.pin(true, "ram", 4 * PAGE, 2 * PAGE);
            engine.hold(DiscardHold.DISABLE, true);
            engine.convert(ConversionRequest.toShared("ram", 0, 2 * PAGE));
        }
        assertThat(Cli.run("scenario", journal, "--from", "12").lines())
                .containsExactly(
                        "# the state before record 12",
                        "region ram 64K initial=shared memory=in-place",
                        "source-add ram gate block=8K initial=populated",
                        "map 0 64K ram 0",
                        "to-private ram 0 8K",
                        "policy profile=flipbook mixed=refuse on-veto=detach",
                        "listener vfio ram kind=type1",
                        "pin ram 16K 4K",
                        "pin ram 16K 4K",
                        "pin ram 20K 4K",
                        "discard acquire disable",
                        "# from record 12 on",
                        "to-shared ram 0 8K");
    }

    @Test
    void ofADamagedJournalWhatIsGoodIsPrinted() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        Damage.record(journal, 5);
        Cli.Result result = Cli.run("scenario", journal);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.lines()).containsExactly("region ram 1M", "to-shared ram 0 4K");
        assertThat(result.err())
                .contains("sequence 5", "records 1 to 4 are good")
                .hasLineCount(1);
    }

    @Test
    void aLiveJournalIsPrintedAsFarAsItIs() {
        Path journal = directory.resolve("live");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            assertThat(Cli.run("scenario", journal).out()).isEmpty();
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.begin(ConversionRequest.toShared("ram", 0, PAGE));
            assertThat(Cli.run("scenario", journal).lines())
                    .containsExactly("region ram 1M", "# to-shared ram 0 4K: not decided");
        }
    }

    @Test
    void aPlaceThatIsNotThereIsCode2() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        for (String option : new String[] {"--from", "--to"}) {
            Cli.Result result = Cli.run("scenario", journal, option, "40");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err())
                    .contains("sequence 40 is beyond the last one, which is 3")
                    .hasLineCount(1);
        }
    }
}
