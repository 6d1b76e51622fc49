package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.ScanSummary;
import io.flipbook.replay.json.JsonLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of {@code record}: what goes where, and the exit codes. */
@Timeout(120)
final class RecordCommandTest {
    private static final String SHARE = "kvm_convert_memory start 0x1000 size 0x2000 private_to_shared";
    private static final String REFUSED =
            "ram_block_attributes_state_change offset 0x1000 size 0x1000 from 'mixture' to 'discarded'";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String journal;

    @BeforeEach
    void nameTheJournal() {
        journal = directory.resolve("journal").toString();
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Main.run(out, err, arguments);
    }

    private String trace(String... lines) throws IOException {
        return Files.write(directory.resolve("trace"), List.of(lines)).toString();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsASummaryForPeople() throws Exception {
        assertThat(run("record", trace(SHARE, "oops"), "--journal", journal, "--region", "ram=16M@0"))
                .isZero();
        assertThat(out().lines())
                .contains("lines       2 read", "driven by   kvm_convert_memory", "pages       2 changed")
                .anyMatch(line -> line.startsWith("damaged     line 2: "))
                .anyMatch(line -> line.matches("digest      0x[0-9a-f]{16}"))
                .anyMatch(line -> line.matches("records     2 to 5"));
        assertThat(err()).isEmpty();
    }

    @Test
    void printsTheSameAsJson() throws Exception {
        assertThat(run(
                        "record",
                        trace(SHARE, "oops"),
                        "--journal",
                        journal,
                        "--region",
                        "ram=16M@0",
                        "--format",
                        "json"))
                .isZero();
        assertThat(out().lines()).hasSize(1);
        byte[] bytes = out.toByteArray();
        JsonLine summary = JsonLine.parse(bytes, 0, bytes.length);
        assertThat(summary.count("lines")).isEqualTo(2);
        assertThat(summary.count("pages")).isEqualTo(2);
        assertThat(summary.count("first")).isEqualTo(2);
        assertThat(summary.count("last")).isEqualTo(5);
        assertThat(summary.objects("damaged"))
                .singleElement()
                .satisfies(damaged -> assertThat(damaged.count("line")).isEqualTo(2));
        assertThat(out()).contains("\"skipped\":{\"damaged\":1}").contains("\"outcomes\":{\"committed\":1}");
    }

    @Test
    void saysWithItsExitCodeThatThereIsAFinding() throws Exception {
        assertThat(run("record", trace(SHARE, REFUSED), "--journal", journal, "--region", "ram=16M@0"))
                .isEqualTo(ExitCode.FINDING);
        assertThat(out()).contains("finding     line 2: ram_block_attributes_state_change says 0x1000 0x1000 private");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--region=ram", "--input=pcap", "--setup=", "--what"})
    void refusesACommandLineThatMakesNoSense(String argument) throws Exception {
        int expected = argument.equals("--setup=") ? ExitCode.UNREADABLE : ExitCode.USAGE;
        assertThat(run("record", trace(SHARE), "--journal", journal, argument)).isEqualTo(expected);
        assertThat(out()).isEmpty();
        assertThat(err().lines()).hasSize(1);
    }

    @Test
    void wantsAJournal() throws Exception {
        assertThat(run("record", trace(SHARE))).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("--journal");
    }

    @Test
    void namesTheLineOfABadSetup() throws Exception {
        String setup = Files.write(directory.resolve("memory.flip"), List.of("region ram 1G", "map 0 1G rom 0"))
                .toString();
        assertThat(run("record", trace(SHARE), "--journal", journal, "--setup", setup))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("memory.flip:2: ");
    }

    @Test
    void saysThatATraceIsMissing() {
        assertThat(run("record", directory.resolve("none").toString(), "--journal", journal))
                .isEqualTo(ExitCode.UNREADABLE);
        assertThat(err()).contains("none").contains("no such file");
    }

    @Test
    void saysThatAJournalIsInUse() throws Exception {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(Path.of(journal)))) {
            assertThat(run("record", trace(SHARE), "--journal", journal)).isEqualTo(ExitCode.UNREADABLE);
            assertThat(engine.lastSequence()).isEqualTo(1);
        }
        assertThat(err()).contains("open for writing");
    }

    @Test
    void saysThatAJournalIsDamaged() throws Exception {
        run("record", trace(SHARE), "--journal", journal);
        Path rollFile;
        try (var files = Files.list(Path.of(journal))) {
            rollFile = files.filter(file -> file.toString().endsWith(".cq4")
                            && !file.getFileName().toString().startsWith("metadata"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(rollFile);
        int at = indexOf(bytes, "ram");
        bytes[at] ^= 1;
        Files.write(rollFile, bytes);
        assertThat(run("record", trace(SHARE), "--journal", journal)).isEqualTo(ExitCode.UNREADABLE);
        assertThat(err()).contains("damaged");
    }

    private static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).isPositive();
        return at;
    }

    @Test
    void escapesWhatATraceWouldSendToATerminal() throws Exception {
        run("record", trace("\u001b[2J oops"), "--journal", journal, "--region", "ram=16M@0");
        assertThat(out()).contains("\\u001b[2J oops").doesNotContain("\u001b");
    }

    /** SIGINT takes the same way, and is no good here: a process in the background of a shell does not get it. */
    @Test
    void endsTheJournalCleanlyWhenTheProcessIsToldToEnd() throws Exception {
        Process process = start("record", "-", "--journal", journal, "--region", "ram=16M@0");
        try (OutputStream trace = process.getOutputStream()) {
            trace.write((SHARE + "\nkvm_convert_mem").getBytes(StandardCharsets.US_ASCII));
            trace.flush();
            awaitRecords(5);
            process.toHandle().destroy(); // SIGTERM; that of the process itself would close its streams
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isGreaterThan(128);
        String summary = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(summary).contains("1 read, then it was stopped").contains("pages       2 changed");
        ScanSummary scan = scan();
        assertThat(scan.endedCleanly()).isTrue();
        assertThat(scan.lastSequence()).isEqualTo(6);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("--add-")) {
                command.add(option);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private void awaitRecords(long count) {
        long startNs = System.nanoTime();
        while (recordCount() < count) {
            assertThat(System.nanoTime() - startNs).isLessThan(60_000_000_000L);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private long recordCount() {
        try {
            return scan().records();
        } catch (RuntimeException e) {
            return 0; // there is no journal yet
        }
    }

    private ScanSummary scan() {
        return JournalScanner.of(Path.of(journal)).scan(record -> true, finding -> {});
    }
}
