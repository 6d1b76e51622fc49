package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import io.flipbook.journal.RecoveryMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportCliTest {
    private static final String MARKUP = "</script><img src=x onerror=alert(1)>&'\"";

    @TempDir
    private Path directory;

    @Test
    void isOneFileWhosePolicyAllowsItsOwnStyleAndScriptAlone() throws Exception {
        Path journal = refusing();
        Path file = directory.resolve("out.html");
        assertThat(Cli.run("report", journal, "--out", file))
                .isEqualTo(
                        new Cli.Result(0, "records 1 to 11 in 11 frames, kinds of finding: 1, to " + file + "\n", ""));
        String page = Files.readString(file);
        assertThat(page).startsWith("<!DOCTYPE html>").endsWith("</html>\n").doesNotContain("{{");
        assertThat(page)
                .contains("content=\"default-src 'none'; script-src '" + hash(page, "<script>", "</script>")
                        + "'; style-src '" + hash(page, "<style>", "</style>")
                        + "'; base-uri 'none'; form-action 'none'\"");
        assertThat(page).doesNotContain("://", " src=", " href=\"h", "@import", "url(", "innerHTML", "eval(");
    }

    @Test
    void saysWhatWasWrittenAsJson() throws IOException {
        Path file = directory.resolve("out.html");
        Cli.Result result = Cli.run("report", refusing(), "--out", file, "--from=4", "--to=9", "--format=json");
        assertThat(result)
                .isEqualTo(new Cli.Result(
                        0,
                        "{\"file\":\"" + file + "\",\"bytes\":" + Files.size(file)
                                + ",\"first-sequence\":4,\"last-sequence\":9,\"records\":6,\"frames\":6,"
                                + "\"findings\":1,\"damaged\":false}\n",
                        ""));
    }

    @Test
    void findsWhoRefusedWhenAndWhere() throws IOException {
        String data = data(report(refusing()));
        assertThat(data)
                .contains("{\"severity\":\"warning\",\"kind\":\"rolled-back\",\"text\":\"gpu refused with ENOSPC\","
                        + "\"where\":\"outcome = rolled-back and errno = ENOSPC and listener = gpu\",\"count\":1,"
                        + "\"places\":[[10,9,0,2]]}");
        assertThat(data).contains("\"offsets\":[\"0x0\",\"0x1000\",\"0x80000\",\"0x81000\"]");
        assertThat(data).contains("\"refused\":[\"0*10\",\"0*10\",\"0*8 1 0\",\"0*10\"]");
        assertThat(data).contains("\"shared\":[\"0*4 g*6\",\"0*10\",\"0*10\",\"0*10\"]");
        assertThat(data).contains("\"touches\":[[[0,0,1]],[],[[1,0,0],[2,0,0]],[]]");
    }

    @Test
    void findsRestartsWithoutAnEndUndecidedRequestsAndWhatCheckFinds() throws IOException {
        Path journal = overTwoBlocks();
        Path killed = directory.resolve("killed");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.begin(ConversionRequest.toShared("n0", 0, 4096));
            copy(journal, killed);
        }
        assertThat(data(report(killed))).contains("\"kind\":\"undecided\"").doesNotContain("\"kind\":\"restart\"");
        ConversionEngine.open(EngineConfig.journaledIn(killed)).close();
        String data = data(report(killed));
        assertThat(data)
                .contains("\"kind\":\"breach\",\"text\":\"after record 11 (diverged by @n0 EINVAL")
                .contains("\"kind\":\"restart\",\"text\":\"opened again after a session that had not ended;")
                .contains("\"kind\":\"aborted\"")
                .doesNotContain("\"kind\":\"undecided\"");
    }

    @Test
    void putsABreachIntoThePictureOfTheRegionThatHadTheNameThen() throws IOException {
        Path journal = overTwoBlocks("region n0 8M", "to-shared n0 0 4K", "remove-region n0");
        String data = data(report(journal));
        assertThat(data).contains("\"name\":\"n0\",\"size\":\"0x800000\"", "\"name\":\"n0\",\"size\":\"0x1000000\"");
        assertThat(data).containsPattern("\"kind\":\"breach\"[^}]*\"places\":\\[\\[15,14,1,");
    }

    @Test
    void isTheSameForTheSameJournal() throws IOException {
        Path journal = refusing();
        assertThat(report(journal)).isEqualTo(report(journal));
    }

    @Test
    void whatAJournalOrItsPathSaysStaysData() throws IOException {
        Path hostile = Files.createDirectories(directory.resolve("<b>" + MARKUP.replace('/', '\u2028')));
        JournalConfig config = JournalConfig.of(hostile).writer(MARKUP);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            engine.addRegion(RegionSpec.of("script", 1 << 20));
        }
        String page = report(hostile);
        assertThat(page).doesNotContain("<img", "<b>", "onerror=alert(1)>", "\u2028");
        assertThat(data(page))
                .contains("\"writer\":\"\\u003c/script\\u003e\\u003cimg src=x onerror=alert(1)\\u003e\\u0026'\\\"\"")
                .doesNotContain("<", ">", "&");
    }

    @Test
    void aLongHistoryMakesNoLargerPage() throws IOException {
        Path journal = directory.resolve("long");
        SplittableRandom random = new SplittableRandom(7);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            for (int region = 0; region < 10; region++) {
                engine.addRegion(RegionSpec.of("r" + region, 1L << 30).pluggedInBlocksOf(2 << 20));
            }
            for (int i = 0; i < 200_000; i++) {
                String region = "r" + random.nextInt(10);
                long offset = random.nextInt(1 << 17) * 4096L;
                long size = 4096L << random.nextInt(8);
                engine.convert(
                        random.nextInt(3) == 0
                                ? ConversionRequest.toPrivate(region, offset, size)
                                : ConversionRequest.toShared(region, offset, size));
            }
        }
        Path file = directory.resolve("long.html");
        Cli.Result result = Cli.run("report", journal, "--out", file);
        assertThat(result.code()).isZero();
        assertThat(result.out()).matches("records 1 to 400012 in (1[6-9].|2..|3[01].|320) frames(.|\n)*");
        assertThat(Files.size(file)).isBetween(1L << 20, 4L << 20);
        assertThat(Files.readString(file)).contains("2 regions have no picture");
    }

    @Test
    void ofADamagedJournalWhatIsBeforeTheDamageIsShownAndTheCodeIs3() throws IOException {
        Path journal = refusing();
        Damage.record(journal, 9);
        Path file = directory.resolve("out.html");
        Cli.Result result = Cli.run("report", journal, "--out", file);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).startsWith("records 1 to 8 in 8 frames");
        assertThat(result.err()).contains("sequence 9").hasLineCount(1);
        assertThat(data(Files.readString(file)))
                .contains("\"severity\":\"bad\",\"kind\":\"damage\"", "records 1 to 8 are good")
                .doesNotContain("\"kind\":\"open\"");
    }

    @Test
    void aJournalInUseAndAnEmptyOneAreShownToo() throws IOException {
        Path journal = directory.resolve("live");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            String empty = data(report(journal));
            assertThat(empty).contains("\"regions\":[]", "no end on record");
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.convert(ConversionRequest.toShared("ram", 0, 4096));
            assertThat(data(report(journal))).contains("\"lastSequence\":4,", "\"shared\":[\"0*2 g\"");
        }
        assertThat(data(report(journal))).doesNotContain("no end on record");
    }

    @Test
    void isCalledWronglyWithAnotherEndingInAJournalOrBackwards() throws IOException {
        Path journal = refusing();
        Path file = directory.resolve("out.html");
        List<Cli.Result> results = new ArrayList<>();
        results.add(Cli.run("report", journal, "--out", directory.resolve("out.txt")));
        results.add(Cli.run("report", journal, "--out", journal.resolve("out.html")));
        results.add(Cli.run("report", journal, "--out", file, "--from=9", "--to=4"));
        results.add(Cli.run("report", journal, "--out", file, "--to=99"));
        results.add(Cli.run("report", journal));
        for (Cli.Result result : results) {
            assertThat(result.code()).as(result.toString()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).hasLineCount(1);
        }
        Cli.Result missing = Cli.run("report", directory.resolve("missing"), "--out", file);
        assertThat(missing.code()).isEqualTo(3);
        assertThat(file).doesNotExist();
        assertThat(Cli.run("verify", journal).code()).isZero();
    }

    @Test
    void aRestartIsNotHeldAgainstASessionThatEnded() throws IOException {
        Path journal = refusing();
        try (ConversionEngine engine = ConversionEngine.open(
                EngineConfig.journaledAs(JournalConfig.of(journal).recovery(RecoveryMode.STRICT)))) {
            assertThat(engine.guest().regions()).hasSize(1);
        }
        assertThat(data(report(journal))).doesNotContain("\"kind\":\"restart\"");
    }

    /** Eleven records; the ninth and tenth are a request that a listener refuses. */
    private Path refusing() throws IOException {
        return Cli.journal(
                directory,
                "region ram 1M",
                "map 0x100000 1M ram 0",
                "listener gpu ram kind=type1 limit=1",
                "to-shared ram 0 4K",
                "to-private ram 512K 4K",
                "convert 0x180000 4K shared");
    }

    /** The last request is over two NUMA blocks, of which the second is not looked up: what check finds. */
    private Path overTwoBlocks(String... before) throws IOException {
        List<String> statements = new ArrayList<>(List.of(before));
        statements.addAll(List.of(
                "region n0 16M",
                "region n1 16M",
                "map 0 16M n0 0",
                "map 16M 16M n1 0",
                "policy profile=qemu-10.1",
                "listener v0 n0 kind=type1",
                "convert 8M 4M shared",
                "convert 8M 16M private"));
        return Cli.journal(directory, statements.toArray(String[]::new));
    }

    private String report(Path journal) throws IOException {
        Path file = directory.resolve("page.html");
        Cli.Result result = Cli.run("report", journal, "--out", file);
        assertThat(result.code()).as(result.toString()).isZero();
        return Files.readString(file);
    }

    /** What a writer leaves that is killed. */
    private static void copy(Path journal, Path to) throws IOException {
        Files.createDirectory(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(journal)) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static String data(String page) {
        Matcher data = Pattern.compile("(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>")
                .matcher(page);
        assertThat(data.find()).isTrue();
        return data.group(1);
    }

    private static String hash(String page, String from, String to) throws Exception {
        int start = page.indexOf(from) + from.length();
        byte[] text = page.substring(start, page.indexOf(to, start)).getBytes(StandardCharsets.UTF_8);
        return "sha256-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
    }
}
