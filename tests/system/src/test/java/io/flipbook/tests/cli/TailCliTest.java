package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import io.flipbook.replay.Main;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class TailCliTest {
    private static final long PAGE = 4096;
    private static final String[] STATEMENTS = {
        "region ram 1M", "listener a ram", "to-shared ram 0 4K", "restart", "to-shared ram 8K 4K", "to-private ram 0 4K"
    };

    @TempDir
    private Path directory;

    @Test
    void printsTheLastRecordsAsDumpDoes() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        for (String format : List.of("text", "json")) {
            List<String> all =
                    Cli.run("dump", journal, "--format", format, "--from=1").lines();
            assertThat(all).hasSizeGreaterThan(10);
            assertThat(Cli.run("tail", journal, "--format", format).lines())
                    .isEqualTo(all.subList(all.size() - 10, all.size()));
            for (long count : new long[] {0, 1, 3, all.size(), all.size() + 1, Long.MAX_VALUE}) {
                Cli.Result result = Cli.run("tail", journal, "-n", count, "--format", format);
                assertThat(result.code()).isZero();
                assertThat(result.err()).isEmpty();
                assertThat(result.lines()).isEqualTo(all.subList((int) Math.max(0, all.size() - count), all.size()));
            }
        }
    }

    @Test
    void printsWhatIsBeforeDamageAndIsCode3WithAndWithoutFollowing() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        List<String> before = Cli.run("dump", journal).lines().subList(3, 6);
        Damage.record(journal, 7);
        for (Object[] options : new Object[][] {
            {"tail", journal, "-n", 3},
            {"tail", journal, "-n", 3, "-f"}
        }) {
            Cli.Result result = Cli.run(options);
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.lines()).isEqualTo(before);
            assertThat(result.err())
                    .contains("checksum in ", "sequence 7", "1 to 6 are good")
                    .hasLineCount(1);
        }
    }

    @Test
    void aJournalThatWasOnlyBegunHasNothingElse() {
        Path journal = directory.resolve("journal");
        ConversionEngine.open(EngineConfig.journaledIn(journal)).close();
        assertThat(Cli.run("tail", journal).lines())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).contains(" begin "))
                .satisfies(lines -> assertThat(lines.get(1)).contains(" end "));
    }

    @Test
    void aCountThatIsNoneIsCode2() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        for (String count : List.of("-1", "many", "1.5", "99999999999999999999")) {
            Cli.Result result = Cli.run("tail", journal, "-n", count);
            assertThat(result.code()).as(count).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).hasLineCount(1);
        }
    }

    @Test
    void followsOverRollsAndFromOneWriterToTheNext() throws Exception {
        Path journal = directory.resolve("journal");
        long[] nowNs = {TimeUnit.DAYS.toNanos(19_000)};
        JournalConfig config = JournalConfig.of(journal).blockSizeBytes(1 << 20).clock(() -> nowNs[0]);
        ReaderThatGoes out = new ReaderThatGoes();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CompletableFuture<Integer> code;
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            engine.addRegion(RegionSpec.of("ram", 64 * PAGE));
            code = CompletableFuture.supplyAsync(() -> Main.run(out, err, "tail", journal.toString(), "-f", "-n", "1"));
            await(() -> out.text().contains(" region "));
            for (int day = 1; day <= 3; day++) {
                nowNs[0] += TimeUnit.DAYS.toNanos(1);
                engine.convert(ConversionRequest.toShared("ram", day * PAGE, PAGE));
                String last = "request=" + (engine.lastSequence() - 1);
                await(() -> out.text().contains(last));
            }
            assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        }
        await(() -> err.toString(StandardCharsets.UTF_8).contains("ended cleanly at sequence 9; waiting"));
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            await(() -> out.text().contains(" recover "));
            await(() -> err.toString(StandardCharsets.UTF_8).contains("a writer goes on with sequence 10"));
            assertThat(code).isNotDone();
            out.go();
            engine.convert(ConversionRequest.toShared("ram", 9 * PAGE, PAGE));
            assertThat(code.get(60, TimeUnit.SECONDS)).isEqualTo(141);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(2);
        assertThat(out.text().lines().map(line -> Long.parseLong(line.strip().split(" ")[0])))
                .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void saysThatAWriterIsGoneWithoutAnEnd() throws Exception {
        Path journal = directory.resolve("journal");
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            try (var files = Files.list(journal)) {
                for (Path file : files.filter(
                                file -> !file.endsWith("flipbook.lock") && !file.endsWith("flipbook.writer"))
                        .toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread following = new Thread(
                () -> Main.run(OutputStream.nullOutputStream(), err, "tail", copy.toString(), "-f"), "following");
        following.start();
        await(() -> err.size() > 0);
        following.interrupt();
        following.join();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("flipbook: the writer is gone and did not end its session at sequence 2;"
                        + " waiting for another one\n");
    }

    @Test
    void endsQuietlyWhenItIsInterrupted(@TempDir Path launchers) throws Exception {
        Interrupt interrupt = Interrupt.here();
        Path journal = directory.resolve("journal");
        Path err = directory.resolve("err");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            Process process = new RealProgram(directory, launchers)
                    .start(
                            "exec flipbook tail journal -f --format=json",
                            ProcessBuilder.Redirect.PIPE,
                            ProcessBuilder.Redirect.to(err.toFile()));
            try (BufferedReader records =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(records.readLine()).contains("\"type\":\"begin\"");
                assertThat(records.readLine()).contains("\"type\":\"region\"");
                engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
                assertThat(records.readLine()).contains("\"type\":\"request\"");
                assertThat(records.readLine()).contains("\"type\":\"outcome\"");
                assertThat(new ProcessBuilder("kill", interrupt.option(), Long.toString(process.pid()))
                                .start()
                                .waitFor())
                        .isZero();
                assertThat(records.readLine()).isNull();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(interrupt.exitCode());
            assertThat(err).isEmptyFile();
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** What reads standard output: it keeps all, and goes when it is told to. */
    private static final class ReaderThatGoes extends OutputStream {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private volatile boolean gone;

        void go() {
            gone = true;
        }

        String text() {
            return text.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (gone) {
                throw new IOException("Broken pipe");
            }
            text.write(bytes, offset, length);
        }
    }
}
