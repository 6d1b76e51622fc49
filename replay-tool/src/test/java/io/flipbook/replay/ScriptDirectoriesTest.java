package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptDirectoriesTest {
    @TempDir
    private Path directory;

    @Test
    void aSingleScriptHasTheDirectoryItself() throws IOException {
        assertThat(prepare("a.flip")).containsExactly(directory);
    }

    @Test
    void severalScriptsHaveDirectoriesCalledLikeThem() throws IOException {
        assertThat(prepare("x/a.flip", "b", "c.d.flip", ".flip"))
                .containsExactly(in("a"), in("b"), in("c.d"), in(".flip"));
    }

    @Test
    void scriptsOfOneNameDoNotShareADirectory() throws IOException {
        assertThat(prepare("x/a.flip", "y/a.flip", "a-2.flip", "z/a.flip"))
                .containsExactly(in("a"), in("a-2"), in("a-2-2"), in("a-3"));
    }

    @Test
    void noNameLeadsOutOfTheDirectory() throws IOException {
        assertThat(prepare("..", ".", "/", "a/.."))
                .allMatch(path -> path.getParent().equals(directory));
    }

    @Test
    void refusesADirectoryThatHoldsAJournal() throws IOException {
        Files.createFile(directory.resolve("20261120H.cq4"));
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> prepare("a.flip"))
                .withMessageContaining("holds a journal already")
                .matches(failure -> failure.exitCode() == 2);
        assertThatExceptionOfType(CommandFailure.class).isThrownBy(() -> prepare("a.flip", "b.flip"));
    }

    @Test
    void refusesWhenOneOfSeveralHoldsAJournal() throws IOException {
        Files.createDirectory(in("b"));
        Files.createFile(in("b").resolve("metadata.cq4t"));
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> prepare("a.flip", "b.flip"))
                .withMessageContaining("b holds a journal already");
    }

    @Test
    void refusesAFileAndADirectoryWithOtherThings() throws IOException {
        Files.createFile(in("file"));
        List<String> one = List.of("a.flip");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> new ScriptDirectories(in("file"), one).prepare());
        assertThatExceptionOfType(CommandFailure.class).isThrownBy(() -> prepare("a.flip"));
    }

    private List<Path> prepare(String... scripts) throws IOException {
        return new ScriptDirectories(directory, List.of(scripts)).prepare();
    }

    private Path in(String name) {
        return directory.resolve(name);
    }
}
