package io.flipbook.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of a guest whose GPU was refused 41 mappings, as somebody uses it who opened it from a disk. */
@Timeout(120)
final class ReportPageInBrowserTest {
    private static final String PICTURE = "canvas.picture";
    private static final String LEAF = "canvas.leaf";

    @TempDir
    private static Path directory;

    private static Browser browser;
    private static Path page;

    @BeforeAll
    static void makeThePage() {
        Path journal = directory.resolve("gpu");
        Path script =
                Path.of("../../replay-tool/src/main/resources/io/flipbook/replay/failures/gpu-mapping-limit.flip");
        Reports.run(0, "run", script, "--journal", journal);
        page = Reports.page(journal, directory.resolve("gpu.html"));
        browser = new Browser(directory.resolve("profile"));
    }

    @AfterAll
    static void closeTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        browser.prefer("light");
        browser.size(1400, 1000);
        browser.open(page);
    }

    @AfterEach
    void complainedOfNothingAndAskedForNothing() {
        assertThat(browser.messages()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }

    @Test
    void opensFromTheDiskAtTheEndOfTheHistory() {
        assertThat(browser.text("h1")).contains("gpu");
        assertThat(browser.text("#numbers")).contains("341", "168", "41", "254 MiB");
        assertThat(moment()).startsWith("Frame 341 of 341: record 341,").contains("254 MiB shared at its end");
        assertThat(browser.run("return performance.getEntriesByType('resource').length"))
                .isEqualTo(0L);
        browser.keepPicture("light");
    }

    @Test
    void theSliderMovesThePictures() {
        String end = browser.pixels(PICTURE);
        String endLeaf = browser.pixels(LEAF);
        browser.run("const slider = document.getElementById('slider'); slider.value = '99';"
                + " slider.dispatchEvent(new Event('input'))");
        assertThat(moment()).startsWith("Frame 100 of 341: record 100,");
        assertThat(browser.pixels(PICTURE)).isNotEqualTo(end);
        assertThat(browser.pixels(LEAF)).isNotEqualTo(endLeaf);
        assertThat(browser.text(".says")).contains("96 MiB shared, of 16 GiB");
        assertThat(browser.find("#slider").getDomAttribute("aria-valuetext")).isEqualTo(moment());
        browser.click("#to-end");
        assertThat(browser.pixels(LEAF)).isEqualTo(endLeaf);
    }

    @Test
    void playsFromTheBeginningAndPauses() {
        browser.click("#play");
        assertThat(browser.find("#play").getDomAttribute("aria-label")).isEqualTo("Pause");
        browser.await("the fifth frame", () -> frame() >= 5 && frame() < 341);
        browser.click("#play");
        int paused = frame();
        browser.pass(400);
        assertThat(frame()).isEqualTo(paused);
        assertThat(browser.find("#play").getDomAttribute("aria-pressed")).isEqualTo("false");
    }

    @Test
    void playingEndsAtTheEnd() {
        browser.type(Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.SPACE);
        browser.await("the end", () -> frame() == 341);
        browser.await("rest", () -> "Play".equals(browser.find("#play").getDomAttribute("aria-label")));
    }

    @Test
    void keysMoveThroughFramesAndPlaces() {
        browser.type(Keys.HOME);
        assertThat(frame()).isEqualTo(1);
        browser.type(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
        assertThat(frame()).isEqualTo(4);
        browser.type(Keys.ARROW_LEFT);
        assertThat(frame()).isEqualTo(3);
        browser.type(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        assertThat(browser.text("#blame")).contains("ram:0x40000000, 2 MiB", "guest address 0x40000000");
        browser.type(Keys.ARROW_UP);
        assertThat(browser.text("#blame")).contains("ram:0x0, 1 GiB", "Nothing that is shown here touched it.");
        browser.type(Keys.SPACE);
        browser.await("playing", () -> frame() > 5);
        browser.type(Keys.SPACE);
        browser.type(Keys.END);
        assertThat(frame()).isEqualTo(341);
    }

    @Test
    void everyControlIsReachedByTabAndHasANameAndAFocusThatShows() {
        for (WebElement each : browser.findAll("button, input, select, canvas.picture")) {
            assertThat(each.getAccessibleName())
                    .as(each.getDomProperty("outerHTML"))
                    .isNotBlank();
        }
        browser.run("document.body.focus()");
        for (String id : List.of("slider", "speed", "x-mode", "paint", "time-in", "address-out", "zoom-reset")) {
            browser.run("document.getElementById(arguments[0]).focus()", id);
            browser.tab();
            browser.run("document.activeElement.scrollIntoView()");
            assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                    .as("behind " + id)
                    .isEqualTo("solid");
        }
    }

    @Test
    void aClickOnACrossGivesItsBlame() {
        browser.findAll("#findings .chip").get(1).click();
        browser.type("+", "+", "+", "+", Keys.END);
        double[] cross = browser.firstPixel(PICTURE, 0x8a, 0x00, 0x30);
        browser.clickAt(PICTURE, cross[0], cross[1]);
        assertThat(browser.text("#blame"))
                .contains(
                        "In this frame", "convert to shared", "rolled-back", "refused by gpu0 ENOSPC", "stayed private")
                .contains("flipbook blame " + directory.resolve("gpu") + " ram:0x4fe00000")
                .contains("flipbook dump " + directory.resolve("gpu") + " --from");
        browser.keepPicture("blame");
    }

    @Test
    void aFindingLeadsToItsPlaceInThePicture() {
        assertThat(browser.text("#findings")).contains("Warning", "rolled-back", "41×", "gpu0 refused with ENOSPC");
        browser.findAll("#findings .chip").get(1).click();
        assertThat(moment()).startsWith("Frame 262 of 341: record 262,");
        assertThat(browser.text("#blame")).contains("ram:0x50000000, 2 MiB", "#262", "refused by gpu0 ENOSPC");
    }

    @Test
    void zoomsByKeysButtonsAndDraggingAndShowsAllAgain() {
        String all = browser.pixels(PICTURE);
        browser.type("+");
        String closer = browser.pixels(PICTURE);
        assertThat(closer).isNotEqualTo(all);
        browser.click("#time-in");
        browser.click("#address-in");
        assertThat(browser.pixels(PICTURE)).isNotIn(all, closer);
        assertThat(browser.text("#commands")).doesNotContain("--from 1 --to 341");
        browser.keepPicture("zoomed");
        browser.type("0");
        assertThat(browser.pixels(PICTURE)).isEqualTo(all);
        browser.drag(PICTURE, 0.3, 0.3, 0.6, 0.6);
        assertThat(browser.pixels(PICTURE)).isNotIn(all, closer);
        browser.click("#zoom-reset");
        assertThat(browser.pixels(PICTURE)).isEqualTo(all);
        browser.type("+", "-");
        assertThat(browser.pixels(PICTURE)).isEqualTo(all);
    }

    @Test
    void axesAndColoursCanBeChosen() {
        String first = browser.pixels(PICTURE);
        for (String choice : List.of("x-mode time", "y-mode scale", "paint activity")) {
            String before = browser.pixels(PICTURE);
            String[] words = choice.split(" ");
            browser.run(
                    "const select = document.getElementById(arguments[0]); select.value = arguments[1];"
                            + " select.dispatchEvent(new Event('change'))",
                    words[0],
                    words[1]);
            assertThat(browser.pixels(PICTURE)).as(choice).isNotEqualTo(before).isNotEqualTo(first);
        }
        browser.run("document.getElementById('player').scrollIntoView({behavior: 'instant'})");
        browser.keepPicture("activity");
        assertThat(browser.text("#legend")).contains("no request", "most requests in a cell");
    }

    @Test
    void isDarkWhereTheSystemIsUntilSomebodyChooses() {
        String light = browser.pixels(PICTURE);
        browser.prefer("dark");
        browser.await("dark", () -> "dark".equals(theme()));
        assertThat(browser.pixels(PICTURE)).isNotEqualTo(light);
        browser.keepPicture("dark");
        browser.click("#theme");
        assertThat(theme()).isEqualTo("light");
        assertThat(browser.pixels(PICTURE)).isEqualTo(light);
        browser.prefer("light");
        browser.pass(100);
        browser.prefer("dark");
        browser.pass(100);
        assertThat(theme()).isEqualTo("light");
    }

    @Test
    void fitsATelephone() {
        browser.size(360, 800);
        browser.await("the narrow layout", () -> width(PICTURE) < 360);
        browser.keepPicture("narrow");
        browser.run("document.getElementById('player').scrollIntoView({behavior: 'instant'})");
        browser.keepPicture("narrow-player");
        assertThat(browser.run("const width = document.documentElement.clientWidth;"
                        + " return [...document.querySelectorAll('body *')].filter((each) => !each.closest('table')"
                        + " && !each.matches('.skip') && each.getBoundingClientRect().right > width + 0.5)"
                        + ".map((each) => each.outerHTML.slice(0, 200))"))
                .isEqualTo(List.of());
        assertThat(browser.run("const page = document.documentElement; return page.scrollWidth <= page.clientWidth"))
                .isEqualTo(true);
    }

    @Test
    void theCommandsThatItShowsAnswer() throws IOException, InterruptedException {
        browser.clickAt(PICTURE, 0.5, 0.4);
        List<String> commands = browser.findAll(".command code").stream()
                .map(WebElement::getText)
                .toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(10);
        for (String command : commands) {
            Reports.runLine(0, directory, command);
        }
    }

    private static String moment() {
        return browser.text("#moment");
    }

    private static int frame() {
        return Integer.parseInt(browser.find("#slider").getDomProperty("value")) + 1;
    }

    private static String theme() {
        return (String) browser.run("return document.documentElement.dataset.theme");
    }

    private static int width(String selector) {
        return browser.find(selector).getSize().getWidth();
    }
}
