package io.flipbook.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flipbook.engine.PairingCheck.Fault;
import io.flipbook.junit5.TutorialTest.PageByPage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/** Histories of all kinds lead to the same, and what is none is refused in one line. */
final class HistoryResourceTest {
    private static final Pattern PATH = Pattern.compile("flipbook dump ('[^']+'|\\S+) --from 12 --to 13");

    @TempDir
    private Path scratch;

    private Path output;

    @BeforeEach
    void makeRoom() throws IOException {
        output = Path.of("target/flipbook").toAbsolutePath();
        Files.createDirectories(output);
    }

    @Test
    void aJournalIsReadWhereItIs() {
        Path journal = Journals.directory(scratch);
        passes(journal);
        AssertionFailedError failure = fails(journal);
        assertThat(failure.getMessage()).contains("flipbook dump '" + journal + "' --from 12 --to 13");
        assertThat(Journals.run("dump", journal, "--from", 12, "--to", 13)).contains("request=12 outcome=committed");
        assertThat(Journals.run("blame", journal, "ram:0x0", "--at", 13)).contains("gpu0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "history/", "./"})
    void aZipIsUnpackedAndThereAfterAFailureOnly(String before) throws IOException {
        isUnpackedAndThereAfterAFailureOnly(Journals.zip(scratch, before));
    }

    @ParameterizedTest
    @ValueSource(strings = {"history/", "./"})
    void aTarIsUnpackedAndThereAfterAFailureOnly(String before) throws IOException {
        isUnpackedAndThereAfterAFailureOnly(Journals.tar(scratch, before));
    }

    private void isUnpackedAndThereAfterAFailureOnly(Path archive) throws IOException {
        List<Path> before = unpacked();
        passes(archive);
        assertThat(unpacked()).isEqualTo(before);
        Matcher command = PATH.matcher(fails(archive).getMessage());
        assertThat(command.find()).isTrue();
        Path journal = Path.of(command.group(1));
        assertThat(journal).startsWith(output);
        assertThat(Journals.run("dump", journal, "--from", 12, "--to", 13)).contains("request=12 outcome=committed");
    }

    @Test
    void ofADamagedJournalInAnArchiveWhatWasUnpackedStays() throws IOException {
        Path zip = Journals.zip(scratch, "");
        Path damaged = zipOf(
                made -> {
                    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
                        in.getNextEntry();
                        in.transferTo(made);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "20261120H.cq4");
        Throwable refused = catchThrowable(() -> passes(damaged));
        assertThat(refused).isInstanceOf(HistoryUnreadableException.class).hasMessageContaining(" is damaged: ");
        String message = refused.getMessage();
        String command = "flipbook verify ";
        assertThat(Path.of(message.substring(message.indexOf(command) + command.length())))
                .isDirectoryContaining("glob:**20261120H.cq4");
    }

    @Test
    void aDumpSaysTheLine() throws IOException {
        Path dump = Journals.dump(scratch);
        passes(dump);
        assertThat(fails(dump).getMessage())
                .contains("at sequence 13, request 12 (convert 0x40000000 0x2000)\n")
                .contains("look:     sed -n 12,13p " + dump + "\n")
                .contains("look:     d=$(mktemp -d) && flipbook record " + dump + " --input jsonl --journal \"$d\"\n")
                .contains("look:     flipbook blame \"$d\" ram:0x0");
        assertThat(Files.readAllLines(dump).get(12)).startsWith("{\"sequence\":13,");
    }

    @Test
    void aResourceMayBeInAJar() throws IOException {
        Path jar = Files.createDirectory(scratch.resolve("jar")).resolve("histories.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("in/a.flip"));
            Files.copy(Journals.SCENARIO, zip);
            zip.putNextEntry(new ZipEntry("in/"));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            History.of("in/a.flip", loader, "jar").with("gpu0", honest()).replay();
            assertThatThrownBy(() -> History.of("in/", loader, "jar").replay())
                    .hasMessageContaining("a directory in a jar");
        }
    }

    @Test
    void whatIsNotThereIsSaidInOneLine() {
        isRefused(Path.of("histories/none.flip"), "there is no history histories/none.flip, neither on the class path");
        isRefused(Path.of("pom.xml"), "pom.xml is none of: a journal's directory");
        isRefused(scratch, "no journal in " + scratch);
    }

    @Test
    void aDamagedJournalSaysWhere() throws IOException {
        Path journal = Journals.directory(scratch);
        try (Stream<Path> files = Files.list(journal);
                RandomAccessFile roll = new RandomAccessFile(
                        files.filter(file -> file.toString().endsWith("H.cq4"))
                                .findFirst()
                                .orElseThrow()
                                .toFile(),
                        "rw")) {
            byte[] all = new byte[(int) roll.length()];
            roll.readFully(all);
            int at = new String(all, StandardCharsets.ISO_8859_1).indexOf("net0");
            roll.seek(at);
            roll.write('m');
        }
        isRefused(journal, "is damaged: checksum in ", "flipbook verify '" + journal + "'");
    }

    @Test
    void aDumpOrAScenarioThatIsNoneSaysTheLine() throws IOException {
        Path dump = Journals.dump(scratch);
        List<String> lines = Files.readAllLines(dump);
        Files.write(dump, lines.subList(0, 5));
        Files.writeString(dump, "{\"sequence\":6,\"type\":\"none\"}\n", StandardOpenOption.APPEND);
        isRefused(dump, "dump.jsonl:6: there is no such type of record");
        Files.write(dump, List.of(lines.get(1), lines.get(1)));
        isRefused(dump, "dump.jsonl:1: the record has sequence 2: it is no dump of all records");
        Files.writeString(dump, "");
        isRefused(dump, "holds no record");
        Path script = Files.writeString(scratch.resolve("bad.flip"), "region ram\n");
        isRefused(script, "bad.flip:1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/tmp/evil", "a/../evil", "a/b/evil", "a\\evil", "..", "a/..", "a b", "evil\n"})
    void anArchiveLeadsNowhereElse(String name) throws IOException {
        isRefused(zipOf(zip -> {}, name), "it is no journal's: a file in it is called ");
        Path tar = tarOf(name, '0');
        isRefused(tar, "it is no journal's: a file in it is called ");
        assertThat(scratch.resolveSibling("evil")).doesNotExist();
    }

    @Test
    void anArchiveOfManyOrBigFilesIsRefused() throws IOException {
        isRefused(zipOf(zip -> {}, "a/x", "b/y"), "files are in more than one directory");
        isRefused(zipOf(zip -> {}), "there is no file in it");
        String[] many = new String[4097];
        for (int i = 0; i < many.length; i++) {
            many[i] = "directory" + i + "/";
        }
        isRefused(zipOf(zip -> {}, many), "more than 4096 files");
    }

    @Test
    void anArchiveHoldsSoMuchAndNoMore() throws IOException {
        byte[] zeros = new byte[1 << 20];
        Path bomb = zipOf(zip -> write(zip, zeros), "one", "two");
        new JournalArchive(bomb, Files.createDirectory(scratch.resolve("fits")), 2 << 20).unzip();
        JournalArchive tooMuch = new JournalArchive(bomb, Files.createDirectory(scratch.resolve("not")), (2 << 20) - 1);
        assertThatThrownBy(tooMuch::unzip).hasMessage(UnpackedFile.TOO_MUCH);
        assertThat(scratch.resolve("fits/journal/two")).hasBinaryContent(zeros);
        Path tar = tarOf("one", '0');
        new JournalArchive(tar, Files.createDirectory(scratch.resolve("tar")), 513).untar();
        JournalArchive none = new JournalArchive(tar, Files.createDirectory(scratch.resolve("none")), 512);
        assertThatThrownBy(none::untar).hasMessage(UnpackedFile.TOO_MUCH);
    }

    @Test
    void aTarHoldsPlainFilesOnly() throws IOException {
        isRefused(tarOf("link", '2'), "link in it is a link or no regular file");
        isRefused(tarOf("hard", '1'), "hard in it is a link or no regular file");
        isRefused(tarOf("holes", 'S'), "a sparse file: make it without --sparse");
        Path tar = Journals.tar(scratch, "a/");
        byte[] bytes = Files.readAllBytes(tar);
        Files.write(tar, Arrays.copyOf(bytes, bytes.length / 2));
        isRefused(tar, "it ends too early");
        Files.writeString(tar, "no gzip");
        isRefused(tar, "Not in GZIP format");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tar))) {
            out.write("not a tar".repeat(100).getBytes(StandardCharsets.US_ASCII));
        }
        isRefused(tar, "it is no tar, or damaged");
    }

    @Test
    void namesAndSequencesHaveToBeInTheHistory() {
        History history = History.of(Journals.SCENARIO.toString());
        assertThatIllegalArgumentException()
                .isThrownBy(history.with("gpu1", honest())::replay)
                .withMessageContaining("is called gpu1 up to sequence 23; there are [gpu0, net0]");
        assertThatIllegalArgumentException()
                .isThrownBy(history.to(24)::replay)
                .withMessageContaining("sequence 24 is behind the end of");
        assertThatIllegalArgumentException().isThrownBy(() -> history.to(0));
    }

    private static ListenerMaker honest() {
        return role -> new PageByPage(role.iommu());
    }

    private static void passes(Path history) {
        History.of(history.toString()).with("gpu0", honest()).replay();
    }

    private static AssertionFailedError fails(Path history) {
        History faulty =
                History.of(history.toString()).with("gpu0", role -> new FaultyListener(role, Fault.DISCARD_MISSED));
        AssertionFailedError failure = catchThrowableOfType(AssertionFailedError.class, faulty::replay);
        assertThat(failure).isNotNull();
        return failure;
    }

    private void isRefused(Path history, String... reasons) {
        assertThatThrownBy(() -> passes(history))
                .isInstanceOf(HistoryUnreadableException.class)
                .hasMessageContainingAll(reasons)
                .message()
                .doesNotContain("\n");
    }

    /** Directories that replays have left. */
    private List<Path> unpacked() throws IOException {
        try (Stream<Path> all = Files.list(output)) {
            return all.sorted().toList();
        }
    }

    private Path zipOf(Consumer<ZipOutputStream> content, String... names) throws IOException {
        Path file = scratch.resolve("made.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                content.accept(zip);
            }
        }
        return file;
    }

    private static void write(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path tarOf(String name, char type) throws IOException {
        Path file = scratch.resolve("made.tgz");
        try (OutputStream tar = new GZIPOutputStream(Files.newOutputStream(file))) {
            Journals.writeTar(tar, name, type, new byte[1]);
            tar.write(new byte[1024]);
        }
        return file;
    }
}
