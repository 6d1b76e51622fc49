package io.flipbook.junit5;

import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Journals as files of all kinds, made anew for each test. */
final class Journals {
    static final Path SCENARIO = Path.of("src/test/resources/histories/gpu-limit.flip");

    private Journals() {}

    /** Runs the command line; its standard output. */
    static String run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Main.run(out, err, Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        if (code != 0) {
            throw new AssertionError(Arrays.toString(arguments) + " ended with " + code + ": " + err);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The journal of a run of the scenario. */
    static Path directory(Path scratch) {
        Path journal = scratch.resolve("a journal");
        run("run", SCENARIO, "--journal", journal);
        return journal;
    }

    static Path dump(Path scratch) throws IOException {
        return Files.writeString(scratch.resolve("dump.jsonl"), run("dump", directory(scratch), "--format", "json"));
    }

    /** The journal in a zip, with something before the name of each file. */
    static Path zip(Path scratch, String before) throws IOException {
        Path file = scratch.resolve("journal.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            if (before.endsWith("/")) {
                zip.putNextEntry(new ZipEntry(before));
            }
            for (Path each : files(directory(scratch))) {
                zip.putNextEntry(new ZipEntry(before + each.getFileName()));
                Files.copy(each, zip);
            }
        }
        return file;
    }

    /** The same as a tar that is packed with gzip. */
    static Path tar(Path scratch, String before) throws IOException {
        Path file = scratch.resolve("journal.tar.gz");
        try (OutputStream tar = new GZIPOutputStream(Files.newOutputStream(file))) {
            writeTar(tar, before, '5', new byte[0]);
            writeTar(tar, "attributes", 'x', "30 mtime=1700000000.123456789\n".getBytes(StandardCharsets.US_ASCII));
            for (Path each : files(directory(scratch))) {
                writeTar(tar, before + each.getFileName(), '0', Files.readAllBytes(each));
            }
            tar.write(new byte[1024]);
        }
        return file;
    }

    /** One entry of a tar. */
    static void writeTar(OutputStream tar, String name, char type, byte[] content) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000600");
        put(header, 124, String.format("%011o", content.length));
        header[156] = (byte) type;
        put(header, 257, "ustar");
        put(header, 263, "00");
        put(header, 148, "        ");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format("%06o", sum) + '\0');
        tar.write(header);
        tar.write(content);
        tar.write(new byte[-content.length & 511]);
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
