package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Outcome;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatsCliTest {
    private static final long PAGE = 4096;
    private static final int PAGES = 48;
    private static final int LIMIT = 20;

    @TempDir
    private Path directory;

    /** The numbers of a history, counted page by page. */
    private static final class Tally {
        private final boolean[] shared = new boolean[PAGES];
        private final long[] flips = new long[PAGES];
        private long runs;
        private long refusals;
        private long maxShared;

        void commit(int from, int to, boolean toShared) {
            for (int page = from; page < to; page++) {
                boolean changes = shared[page] != toShared;
                boolean goesOn = page > from && flips[page - 1] < 0;
                runs += changes && !goesOn ? 1 : 0;
                flips[page] = changes ? -flips[page] - 1 : flips[page];
            }
            for (int page = from; page < to; page++) {
                if (flips[page] < 0) {
                    flips[page] = -flips[page];
                    shared[page] = toShared;
                }
            }
            maxShared = Math.max(maxShared, sharedPages());
        }

        long sharedPages() {
            long count = 0;
            for (boolean page : shared) {
                count += page ? 1 : 0;
            }
            return count;
        }

        long changed() {
            return Arrays.stream(flips).sum();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsWhatACountPageByPageGives(long seed) {
        Path journal = directory.resolve("journal");
        Tally tally = new Tally();
        long mappings;
        Random random = new Random(seed);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            engine.register(
                    ListenerSpec.of("gpu", "ram", ListenerSpec.Kind.TYPE1).limitedTo(LIMIT));
            for (int i = 0; i < 300; i++) {
                int from = random.nextInt(PAGES);
                int to = from + 1 + random.nextInt(Math.min(8, PAGES - from));
                boolean toShared = random.nextInt(5) < 3;
                long sizeBytes = (to - from) * PAGE;
                Outcome outcome = engine.convert(
                        toShared
                                ? ConversionRequest.toShared("ram", from * PAGE, sizeBytes)
                                : ConversionRequest.toPrivate("ram", from * PAGE, sizeBytes));
                if (outcome.kind() == Outcome.Kind.COMMITTED) {
                    tally.commit(from, to, toShared);
                }
                tally.refusals += outcome.refusals().size();
            }
            mappings = engine.models().mappings("gpu");
        }
        Cli.Result result = Cli.run("stats", journal, "--format=json");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        long touched = Arrays.stream(tally.flips).filter(flips -> flips > 0).count();
        long most = Arrays.stream(tally.flips).max().getAsLong();
        assertThat(result.out())
                .hasLineCount(1)
                .contains("\"requests\":{\"count\":300,")
                .contains("\"refusals\":[{\"listener\":\"gpu\",\"errno\":\"ENOSPC\",\"count\":" + tally.refusals + "}]")
                .contains("\"latency-ns\":{\"count\":300,")
                .contains("\"changes\":{\"pages\":" + tally.changed() + ",\"size\":\"" + hex(tally.changed())
                        + "\",\"touched\":\"" + hex(touched) + "\",")
                .contains("\"runs\":{\"count\":" + tally.runs + ",\"min\":\"0x1000\",")
                .containsPattern("\"most-flipped\":\\{\"exact\":true,\"runs\":\\[\\{\"region\":\"ram\",\"offset\":\"0x"
                        + "[0-9a-f]+\",\"size\":\"0x[0-9a-f]+\",\"flips\":" + most + "\\}")
                .contains("\"shared\":{\"min\":\"0x0\",\"max\":\"" + hex(tally.maxShared) + "\",\"last\":\""
                        + hex(tally.sharedPages()) + "\",\"series\":[")
                .contains("\"name\":\"gpu\",\"region\":\"ram\",\"kind\":\"type1\",\"limit\":20,\"peak-mappings\":20,")
                .containsPattern("\"mappings\":\\{\"min\":0,\"max\":[0-9]+,\"last\":" + mappings + ",")
                .contains(",\"last\":\"" + hex(mappings) + "\",")
                .doesNotContain("replay-differs-at");
    }

    @Test
    void latencyAndRatesAreOfTheJournalsTime() {
        Path journal = directory.resolve("journal");
        long[] nowNs = {TimeUnit.DAYS.toNanos(19_000)};
        JournalConfig config = JournalConfig.of(journal).clock(() -> nowNs[0] += 1000);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            for (int i = 0; i < 3; i++) {
                nowNs[0] += TimeUnit.SECONDS.toNanos(2);
                engine.convert(ConversionRequest.toShared("ram", i * PAGE, PAGE));
            }
        }
        assertThat(Cli.run("stats", journal, "--format=json").out())
                .containsPattern("\"rate\":\\{\"clock\":\"journal\",\"duration-ns\":40000[0-9]{5},"
                        + "\"per-second\":1,\"peak-per-second\":1\\}")
                .contains("\"latency-ns\":{\"count\":3,\"min\":1000,\"max\":1000,\"mean\":1000,\"p50\":1000,");
        assertThat(Cli.run("stats", journal).out())
                .contains("latency, request to outcome: 1.0 us to 1.0 us, mean 1.0 us");
    }

    @Test
    void countsOnlyWhatIsBetweenTwoPlaces() throws IOException {
        Path journal = Cli.journal(
                directory, "region ram 1M", "to-shared ram 0 8K", "to-shared ram 8K 4K", "to-private ram 0 4K");
        Cli.Result result = Cli.run("stats", journal, "--from=5", "--to=6", "--format=json");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("{\"first-sequence\":5,\"last-sequence\":6,")
                .contains("\"records\":2,", "\"changes\":{\"pages\":1,\"size\":\"0x1000\",")
                .contains("\"shared\":{\"min\":\"0x2000\",\"max\":\"0x3000\",\"last\":\"0x3000\",");
        assertThat(Cli.run("stats", journal, "--from=6", "--to=6").out())
                .contains("records        1, sequences 6 to 6");
    }

    @Test
    void aSeriesStaysShortHoweverLongTheHistoryIs() throws IOException {
        List<String> statements = new ArrayList<>(List.of("region ram 64M", "listener gpu ram kind=iommufd"));
        for (int i = 0; i < 1000; i++) {
            statements.add("to-shared ram " + 8 * i + "K 4K");
        }
        Path journal = Cli.journal(directory, statements.toArray(String[]::new));
        String out = Cli.run("stats", journal, "--format=json").out();
        String series = out.substring(out.indexOf("\"shared\":"), out.indexOf("\"listeners\":"));
        assertThat(series.split("\"sequence\":")).hasSizeBetween(33, 66);
        assertThat(series)
                .contains("\"max\":\"0x3e8000\",\"last\":\"0x3e8000\"")
                .contains("\"value\":\"0x3e8000\"}]");
        assertThat(out.split("\"sequence\":")).hasSizeLessThan(3 * 66);
        long[] sequences = Pattern.compile("\"sequence\":([0-9]+)")
                .matcher(series)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .toArray();
        for (int i = 2; i < sequences.length - 2; i++) {
            assertThat(sequences[i + 1] - sequences[i]).isEqualTo(sequences[2] - sequences[1]);
        }
    }

    @Test
    void ofADamagedJournalWhatIsBeforeTheDamageCountsAndTheCodeIs3() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 8K", "to-shared ram 8K 4K");
        Damage.record(journal, 5);
        Cli.Result result = Cli.run("stats", journal, "--format=json");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).contains("\"last-sequence\":4,", "\"damaged\":true,", "\"pages\":2,");
        assertThat(result.err()).contains("sequence 5", "1 to 4 are good").hasLineCount(1);
        assertThat(Cli.run("stats", journal, "--to=4").code()).isZero();
        Cli.Result behind = Cli.run("stats", journal, "--from=6");
        assertThat(behind.code()).isEqualTo(3);
        assertThat(behind.out()).isEmpty();
    }

    @Test
    void aPlaceThatIsNotThereIsCode2() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        for (Object[] places : new Object[][] {
            {"stats", journal, "--from=3", "--to=2"},
            {"stats", journal, "--from=99"},
            {"stats", journal, "--to=99"},
            {"stats", journal, "--from=0"},
            {"stats", journal, "--top=3"}
        }) {
            Cli.Result result = Cli.run(places);
            assertThat(result.code()).as(Arrays.toString(places)).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).hasLineCount(1);
        }
    }

    @Test
    void aJournalThatIsWrittenAndOneThatWasOnlyBegunHaveNumbersToo() {
        Path journal = directory.resolve("journal");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            assertThat(Cli.run("stats", journal).out())
                    .contains("records        1, sequences 1 to 1", "requests       0\n");
            engine.addRegion(RegionSpec.of("ram", PAGES * PAGE));
            engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
            assertThat(Cli.run("stats", journal).out())
                    .contains("requests       1: to-shared 1", "outcomes       committed 1\n");
        }
    }

    private static String hex(long pages) {
        return "0x" + Long.toHexString(pages * PAGE);
    }
}
