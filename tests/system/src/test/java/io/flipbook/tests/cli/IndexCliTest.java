package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the index of a journal is, who may read it, and what an index that cannot be kept costs. */
final class IndexCliTest {
    @TempDir
    private Path directory;

    private Path journal;
    private Path indexes;

    @BeforeEach
    void writeAJournal() throws IOException {
        journal = Cli.journal(
                directory, "region ram 1M", "to-shared ram 0 64K", "to-private ram 4K 4K", "to-shared ram 512K 4K");
        indexes = directory.resolve("cache").resolve("indexes");
    }

    @Test
    void isItsOwnersAloneAndOutsideOfTheJournal() throws IOException {
        List<String> before = look(journal);
        Cli.Result answer = state(indexes);
        assertThat(answer.code()).isZero();
        assertThat(answer.err()).isEmpty();
        assertThat(look(journal)).isEqualTo(before);
        assertThat(permissions(indexes)).isEqualTo("rwx------");
        assertThat(files(indexes))
                .singleElement()
                .satisfies(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
    }

    @Test
    void isNotKeptInsideTheJournal() throws IOException {
        List<String> before = look(journal);
        Cli.Result answer = state(journal.resolve("sub"));
        assertThat(answer.out()).isEqualTo(Cli.run("state", journal).out());
        assertThat(answer.err()).contains("inside the journal's own directory");
        assertThat(look(journal)).isEqualTo(before);
    }

    @Test
    void isNotUsedWhereOthersMayWriteIt() throws IOException {
        state(indexes);
        Path file = files(indexes).get(0);
        Files.setPosixFilePermissions(indexes, PosixFilePermissions.fromString("rwxrwxrwx"));
        byte[] index = Files.readAllBytes(file);
        Cli.Result answer = state(indexes);
        assertThat(answer.code()).isZero();
        assertThat(answer.err()).contains("is not used").contains("no index is kept");
        assertThat(Files.readAllBytes(file)).isEqualTo(index);
    }

    @Test
    void isMissedByNobodyWhereItCannotBeMade() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Cli.Result answer = state(file.resolve("indexes"));
        assertThat(answer.code()).isZero();
        assertThat(answer.out()).isEqualTo(Cli.run("state", journal).out());
        assertThat(answer.err()).contains("no index is kept");
    }

    @Test
    void isNotMadeOfAShortJournalUnlessItIsAskedFor() throws IOException {
        assertThat(Cli.run("state", journal, "--index", indexes, "--no-index").code())
                .isZero();
        assertThat(indexes).doesNotExist();
    }

    private Cli.Result state(Path where) {
        return Cli.run("state", journal, "--index", where, "--index-every", "2");
    }

    /** Names, sizes and times of what there is. */
    private static List<String> look(Path where) throws IOException {
        try (Stream<Path> all = Files.walk(where)) {
            return all.map(path -> path + " " + path.toFile().length() + " "
                            + path.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.toList();
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
