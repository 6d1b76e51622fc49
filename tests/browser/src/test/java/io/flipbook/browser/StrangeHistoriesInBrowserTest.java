package io.flipbook.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** Pages of journals that are empty, hostile, in use, long, or of a real guest. */
@Timeout(120)
final class StrangeHistoriesInBrowserTest {
    @TempDir
    private static Path profile;

    private static Browser browser;

    @TempDir
    private Path directory;

    @BeforeAll
    static void openTheBrowser() {
        browser = new Browser(profile);
    }

    @AfterAll
    static void closeTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void complainedOfNothingAndAskedForNothing() {
        assertThat(browser.messages()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-it's $(touch owned) `x` ", "-it's $(touch owned) \\' `x` \u202e\n"})
    void whatIsHostileStaysText(String name) throws IOException, InterruptedException {
        String markup =
                "</script><script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">";
        Path journal = Files.createDirectories(directory.resolve(name + markup.replace('/', '_')));
        try (ConversionEngine engine = ConversionEngine.open(
                EngineConfig.journaledAs(JournalConfig.of(journal).writer(markup)))) {
            engine.addRegion(RegionSpec.of("__proto__", 1 << 20));
            engine.addRegion(RegionSpec.of("constructor", 1 << 20));
            engine.convert(ConversionRequest.toShared("__proto__", 0, 4096));
            engine.convert(ConversionRequest.toShared("constructor", 4096, 4096));
        }
        browser.open(Reports.page(journal, directory.resolve("hostile.html")));
        assertThat(browser.text("h1")).contains(markup.replace('/', '_')).doesNotContain("\u202e");
        assertThat(browser.text("#subtitle")).contains("written by " + markup);
        assertThat(browser.findAll("img")).isEmpty();
        assertThat(browser.findAll("script")).hasSize(2);
        assertThat(browser.run("return document.title")).asString().startsWith("Flipbook report: ");
        assertThat(browser.text("#outcomes")).contains("committed 2");
        browser.type(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        assertThat(browser.text("#blame")).contains("__proto__:0x1000");
        Reports.runLine(
                0, directory, browser.findAll("#blame .command code").get(0).getText());
        assertThat(directory.resolve("owned")).doesNotExist();
    }

    @Test
    void anEmptyHistoryIsAPageToo() throws IOException {
        Path journal = Reports.journal(directory, List.of());
        browser.open(Reports.page(journal, directory.resolve("empty.html")));
        assertThat(browser.text("#pictures")).contains("nothing to draw");
        assertThat(browser.text("#blame")).contains("Click a place");
        browser.type(Keys.ARROW_DOWN, Keys.ARROW_LEFT, Keys.SPACE, Keys.END, "+", "0");
        assertThat(browser.text("#moment")).startsWith("Frame 2 of 2");
    }

    @Test
    void theTraceOfARealGuestIsShownByItsOwnClock() {
        Reports.run(0, "demo", "--to", directory.resolve("demo"));
        browser.open(Reports.page(directory.resolve("demo").resolve("history"), directory.resolve("demo.html")));
        assertThat(browser.text("#findings")).startsWith("Nothing:");
        assertThat(browser.text("figcaption")).isEqualTo("vmem 2 GiB in pages of 4 KiB");
        assertThat(browser.text("#legend")).contains("not plugged", "plugged, private");
        assertThat(browser.text("#numbers")).contains("12.18 s");
        browser.type(Keys.HOME);
        for (int i = 0; i < 12; i++) {
            browser.type(Keys.ARROW_RIGHT);
        }
        assertThat(browser.text(".says")).contains("MiB plugged, of 2 GiB");
        browser.keepPicture("demo");
    }

    @Test
    void aLongHistoryOfManyRegionsIsDrawnAtOnce() throws IOException {
        Path journal = directory.resolve("long");
        SplittableRandom random = new SplittableRandom(3);
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            for (int region = 0; region < 8; region++) {
                engine.addRegion(RegionSpec.of("region" + region, 1L << 32));
            }
            for (int i = 0; i < 50_000; i++) {
                String region = "region" + random.nextInt(8);
                long offset = random.nextInt(1 << 12) << 20;
                engine.convert(
                        random.nextBoolean()
                                ? ConversionRequest.toShared(region, offset & 0xfff00000L, 1 << 20)
                                : ConversionRequest.toPrivate(region, offset & 0xfff00000L, 1 << 20));
            }
        }
        browser.open(Reports.page(journal, directory.resolve("long.html")));
        assertThat(browser.findAll("canvas.picture")).hasSize(8);
        browser.clickAt("canvas.picture", 0.5, 0.5);
        assertThat(browser.text("#blame")).contains("of which the page has the", "that say most");
        long took = (Long) browser.run("const from = performance.now();"
                + " for (let i = 0; i < 10; i++) document.getElementById('back').click();"
                + " return Math.round((performance.now() - from) / 10)");
        assertThat(took).as("ms for a frame").isLessThan(500);
        browser.keepPicture("long");
    }
}
