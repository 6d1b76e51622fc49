package io.flipbook.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with a profile of its own, which resolves no name and keeps what it was asked for. */
final class Browser implements AutoCloseable {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Says at each start that it knows no newer protocol; the part of it that is used here does not change. */
    private static final Logger VERSIONS = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    private final ChromeDriver driver;

    Browser(Path profile) {
        VERSIONS.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(find(BROWSERS).toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        // Both programs are named, so nothing looks for them, or fetches them, from elsewhere.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(find(List.of("chromedriver")).toFile())
                .build();
        driver = new ChromeDriver(service, options);
        size(1400, 1000);
    }

    private static Path find(List<String> names) {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(directory -> names.stream().map(Path.of(directory)::resolve))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("none of " + names + " is on PATH: install chromium and its"
                        + " driver (Debian: chromium, chromium-driver), or build without -Pbrowser"));
    }

    /** Opens a file, after what was said and asked for before is forgotten. */
    void open(Path page) {
        messages();
        requests();
        driver.get(page.toUri().toString());
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        // The window cannot be as narrow as a telephone; what the page is told of can.
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Says which colours the system prefers. */
    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What the page or the browser complained of since this was asked last. */
    List<String> messages() {
        return log(LogType.BROWSER);
    }

    /** What was asked for since this was asked last, but for a file. */
    List<String> requests() {
        return log(LogType.PERFORMANCE).stream()
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .filter(message ->
                        !message.matches("(?s).*\"request\":\\{[^{}]*(\\{[^{}]*\\}[^{}]*)*\"url\":\"file://.*"))
                .toList();
    }

    private List<String> log(String type) {
        return StreamSupport.stream(driver.manage().logs().get(type).spliterator(), false)
                .map(LogEntry::getMessage)
                .toList();
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> findAll(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        return find(selector).getText();
    }

    void click(String selector) {
        find(selector).click();
    }

    /** Clicks at a share of an element's width and height. */
    void clickAt(String selector, double across, double down) {
        actions(selector, across, down).click().perform();
    }

    /** Drags over an element from one share of its width and height to another. */
    void drag(String selector, double across, double down, double toAcross, double toDown) {
        Dimension size = find(selector).getSize();
        actions(selector, across, down)
                .clickAndHold()
                .moveByOffset((int) ((toAcross - across) * size.getWidth()), (int) ((toDown - down) * size.getHeight()))
                .release()
                .perform();
    }

    private Actions actions(String selector, double across, double down) {
        WebElement element = find(selector);
        run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
        Dimension size = element.getSize();
        return new Actions(driver).moveToElement(element, (int) ((across - 0.5) * size.getWidth()), (int)
                ((down - 0.5) * size.getHeight()));
    }

    /** Types keys into whatever has the focus. */
    void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void tab() {
        type(Keys.TAB);
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What a canvas shows, as text that is equal for equal pictures. */
    String pixels(String selector) {
        return (String) run("return document.querySelector(arguments[0]).toDataURL()", selector);
    }

    /** Where a canvas has a colour, from the top left corner on, as a share of its width and height. */
    double[] firstPixel(String selector, int red, int green, int blue) {
        List<?> place = (List<?>) run(
                "const canvas = document.querySelector(arguments[0]);"
                        + " const {width, height} = canvas;"
                        + " const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;"
                        + " const wanted = [...arguments].slice(1, 4);"
                        + " for (let i = 0; i < pixels.length; i += 4) {"
                        + "   if (wanted.every((value, part) => pixels[i + part] === value)) {"
                        + "     return [i / 4 % width / width,"
                        + "         Math.floor(i / 4 / width) / height]; } }",
                selector, red, green, blue);
        return place.stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
    }

    /** Waits until something is so. */
    void await(String what, Supplier<Boolean> condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still waiting for " + what);
            }
            pass(20);
        }
    }

    /** Lets so much time pass in the page. */
    void pass(int ms) {
        driver.executeAsyncScript("setTimeout(arguments[1], arguments[0])", ms);
    }

    /** Keeps a picture of the window beside the test's report, for people. */
    void keepPicture(String name) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "pictures"));
            Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
