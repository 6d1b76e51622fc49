package io.flipbook.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.GuestMemory;
import io.flipbook.journal.JournalScanner;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.SnapshotOutput;
import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the inputs that a fuzzer begins with, of real scenarios and traces, with {@code -Dflipbook.seeds.make}. */
final class SeedsTest {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final Path SCENARIOS = Path.of("../system/src/test/resources/scenarios");
    private static final Path TRACES = Path.of("../../replay-tool/src/main/resources/io/flipbook/replay/traces");
    private static final int MAX_BYTES = 8 << 10;

    @TempDir
    private Path temp;

    @Test
    void makesThemWhenAsked() throws IOException {
        Assumptions.assumeTrue(System.getProperty("flipbook.seeds.make") != null, "nobody asked");
        try (var scripts = Files.newDirectoryStream(SCENARIOS, "*.flip")) {
            for (Path script : scripts) {
                ofScenario(script.getFileName().toString().replace(".flip", ""), script);
            }
        }
        try (var traces = Files.list(TRACES)) {
            for (Path trace : traces.toList()) {
                byte[] start = Arrays.copyOf(Files.readAllBytes(trace), 1400);
                for (int kind = 0; kind < 3; kind++) {
                    write("trace", trace.getFileName() + "." + kind, new byte[] {(byte) kind}, start);
                }
            }
        }
    }

    private void ofScenario(String name, Path script) throws IOException {
        write("scenario", name, Files.readAllBytes(script));
        Path journal = temp.resolve(name);
        run("run", script, "--journal", journal);
        write("trace", name, new byte[] {3}, run("dump", journal, "--format=json"));
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        ByteArrayOutputStream steps = new ByteArrayOutputStream();
        String identity = identity(journal);
        String manifest = "flipbook-manifest 1\njournal " + identity + "\nbegins 1 00000000\nfile "
                + Skeleton.FIRST_FILE + " 1\n";
        steps.write(4);
        steps.write(manifest.length());
        steps.write(manifest.length() >>> 8);
        steps.writeBytes(manifest.getBytes(StandardCharsets.US_ASCII));
        boolean[] open = new boolean[1];
        long[] last = new long[1];
        try (GuestMemory memory = new GuestMemory()) {
            JournalScanner.of(journal)
                    .scan(
                            record -> {
                                byte[] payload = new byte[record.payloadLength()];
                                record.buffer().getBytes(record.payloadOffset(), payload);
                                records.write(record.type());
                                records.write(payload.length);
                                records.write(payload.length >>> 8);
                                records.writeBytes(payload);
                                step(steps, record, payload, open);
                                last[0] = record.sequence();
                                return memory.onRecord(record);
                            },
                            finding -> {
                                throw new AssertionError(finding);
                            });
            write("snapshot", name, SnapshotOutput.toBytes(memory::writeSnapshot));
        }
        write("records", name, records.toByteArray());
        write("scanner", name, steps.toByteArray());
        // With a snapshot, and a second file that goes on as if the process had been killed and begun again.
        steps.writeBytes(new byte[] {7, (byte) last[0], 3, 'x', 'y', 'z', 0, 0, 5});
        steps.writeBytes(new byte[] {0, 2, 0, 0, 0, 0});
        write("scanner", name + "-rolled", steps.toByteArray());
    }

    private static void step(ByteArrayOutputStream steps, RecordView record, byte[] payload, boolean[] open) {
        boolean reserves = (record.flags() & RecordLayout.RESERVES) != 0;
        boolean inPlace = open[0] && (record.flags() & RecordLayout.AFTER_OPEN_PLACE) == 0;
        steps.write(inPlace ? 1 : 0);
        steps.write(record.type());
        steps.write(record.flags());
        steps.write(0);
        steps.write(reserves ? 8 : 0);
        steps.write(payload.length);
        steps.writeBytes(Arrays.copyOf(payload, payload.length & 0xff));
        open[0] = reserves;
    }

    private static String identity(Path journal) {
        return JournalScanner.of(journal)
                .scan(record -> true, finding -> {})
                .identity()
                .toString();
    }

    private static byte[] run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        assertThat(Main.run(out, new ByteArrayOutputStream(), texts)).isZero();
        return out.toByteArray();
    }

    private static void write(String target, String name, byte[]... parts) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        List.of(parts).forEach(whole::writeBytes);
        if (whole.size() <= MAX_BYTES) {
            Files.write(Files.createDirectories(CORPUS.resolve(target)).resolve(name), whole.toByteArray());
        }
    }
}
