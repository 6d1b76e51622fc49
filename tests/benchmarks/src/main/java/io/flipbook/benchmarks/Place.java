package io.flipbook.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Where benchmarks write: a new directory for each invocation, deleted after it.
 *
 * <p>An invocation does a fixed number of operations, so that all of them write fresh pages, and at most 128 MiB.
 */
@State(Scope.Thread)
public class Place {
    /** The name of the parameter that says in which directory all files lie; empty for the system's temporary one. */
    static final String PARAMETER = "directory";

    /** How many operations each invocation does. */
    static final int OPERATIONS = 1 << 19;

    @Param("")
    public String directory;

    private Path path;

    /** What is done while a place is there. */
    @FunctionalInterface
    interface Work<T> {
        T in(Place place) throws IOException, InterruptedException;
    }

    /** Makes a place in a directory, does something there, and deletes it. */
    static <T> T during(String directory, Work<T> work) {
        Place place = new Place();
        place.directory = directory;
        try {
            place.create();
            try {
                return work.in(place);
            } finally {
                place.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The directory that a value of the parameter means. */
    static Path parent(String parameter) {
        return Path.of(parameter.isEmpty() ? System.getProperty("java.io.tmpdir") : parameter);
    }

    @Setup(Level.Invocation)
    public void create() throws IOException {
        path = Files.createTempDirectory(parent(directory), "flipbook-benchmark-");
    }

    @TearDown(Level.Invocation)
    public void delete() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(path)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }

    /** The directory of the present trial. */
    public Path path() {
        return path;
    }
}
