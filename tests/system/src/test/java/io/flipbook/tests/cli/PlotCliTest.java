package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class PlotCliTest {
    private static final int SHARED = new Color(0xe8, 0x8a, 0x1a).getRGB();
    private static final int PRIVATE = new Color(0xee, 0xee, 0xee).getRGB();

    @TempDir
    private Path directory;

    @Test
    void theUpperHalfIsSharedInTheSecondHalfOfTheTime() throws IOException {
        Path journal = directory.resolve("journal");
        long[] nowNs = {TimeUnit.DAYS.toNanos(19_000)};
        JournalConfig config = JournalConfig.of(journal).clock(() -> nowNs[0]);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.convert(ConversionRequest.toPrivate("ram", 0, 4096));
            nowNs[0] += TimeUnit.SECONDS.toNanos(10);
            engine.convert(ConversionRequest.toShared("ram", 1 << 19, 1 << 19));
            nowNs[0] += TimeUnit.SECONDS.toNanos(10);
            engine.convert(ConversionRequest.toPrivate("ram", 0, 4096));
        }
        Path file = directory.resolve("out.png");
        assertThat(Cli.run("plot", journal, "--out", file))
                .isEqualTo(new Cli.Result(0, "drawn up to sequence 9, 0 refusals, to " + file + "\n", ""));
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(1200);
        assertThat(image.getHeight()).isEqualTo(800);
        assertThat(image.getRGB(900, 200)).isEqualTo(SHARED);
        assertThat(image.getRGB(900, 500)).isEqualTo(PRIVATE);
        assertThat(image.getRGB(400, 200)).isEqualTo(PRIVATE);
        assertThat(image.getRGB(400, 500)).isEqualTo(PRIVATE);
    }

    @Test
    void refusalsRegionsAndPluggedMemoryAreMarked() throws Exception {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "region hotplug 1M plug-block=64K",
                "map 0x0 1M ram 0",
                "listener gpu ram kind=type1 limit=1",
                "plug hotplug 0 512K",
                "to-shared ram 0 4K",
                "to-shared ram 512K 4K",
                "convert 0xc0000 4K shared");
        Path file = directory.resolve("out.svg");
        Cli.Result result = Cli.run("plot", journal, "--out", file, "--format=json");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .matches("\\{\"file\":\".*out.svg\",\"last-sequence\":[0-9]+,\"refusals\":2,\"regions-left-out\":0,"
                        + "\"damaged\":false\\}\n");
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertThat(svg.getDoctype()).isNull();
        assertThat(texts(svg))
                .contains("ram", "hotplug", "private", "plugged", "shared", "refused (2)", "0x80000")
                .anyMatch(text -> text.startsWith("seconds since the first request, by the journal"));
        // One in the legend too.
        assertThat(crosses(svg)).isEqualTo(2 + 1);
    }

    @Test
    void thePageAsksForNothingFromElsewhere() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K");
        Path file = directory.resolve("out.html");
        assertThat(Cli.run("plot", journal, "--out", file).code()).isZero();
        String page = Files.readString(file);
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("<svg ", ">ram<")
                .endsWith("</html>\n");
        assertThat(page.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", ""))
                .doesNotContain("://", "<script", "src=", "href=", "@import");
    }

    @Test
    void aLongHistoryMakesNoLargerPicture() throws IOException {
        List<String> statements = new ArrayList<>(List.of("region ram 64M"));
        for (int i = 0; i < 5000; i++) {
            statements.add((i % 3 == 2 ? "to-private" : "to-shared") + " ram " + 4 * (i * 7919L % 16384) + "K 4K");
        }
        Path journal = Cli.journal(directory, statements.toArray(String[]::new));
        Path file = directory.resolve("out.svg");
        assertThat(Cli.run("plot", journal, "--out", file).code()).isZero();
        assertThat(Files.size(file)).isLessThan(4 << 20);
    }

    @Test
    void ofADamagedJournalWhatIsBeforeTheDamageIsDrawnAndTheCodeIs3() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 8K", "to-shared ram 8K 4K");
        Damage.record(journal, 5);
        Path file = directory.resolve("out.png");
        Cli.Result result = Cli.run("plot", journal, "--out", file);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).startsWith("drawn up to sequence 4,");
        assertThat(result.err()).contains("sequence 5").hasLineCount(1);
        assertThat(ImageIO.read(file.toFile())).isNotNull();
    }

    @Test
    void withoutARegionThereIsNothingToDraw() throws IOException {
        Path journal = directory.resolve("journal");
        Path file = directory.resolve("out.png");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            Cli.Result result = Cli.run("plot", journal, "--out", file);
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err()).contains("holds no region to draw").hasLineCount(1);
            assertThat(file).doesNotExist();
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            assertThat(Cli.run("plot", journal, "--out", file).code()).isZero();
        }
        assertThat(Cli.run("plot", directory, "--out", file).code()).isEqualTo(3);
    }

    @Test
    void isCalledWronglyWithAnotherEndingOrInAJournal() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        for (Path file : List.of(directory.resolve("out.gif"), journal.resolve("out.png"), Path.of("/"))) {
            Cli.Result result = Cli.run("plot", journal, "--out", file);
            assertThat(result.code()).as(file.toString()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).hasLineCount(1);
        }
        assertThat(Cli.run("verify", journal).code()).isZero();
    }

    private static long crosses(Document svg) {
        NodeList paths = svg.getElementsByTagName("path");
        return IntStream.range(0, paths.getLength())
                .filter(i -> ((Element) paths.item(i)).getAttribute("fill").equals("rgb(176,0,32)"))
                .count();
    }

    private static List<String> texts(Document svg) {
        NodeList nodes = svg.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
