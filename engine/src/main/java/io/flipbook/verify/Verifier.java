package io.flipbook.verify;

import io.flipbook.journal.JournalException;
import io.flipbook.journal.JournalFullException;
import io.flipbook.journal.PlatformFlags;
import io.flipbook.verify.CheckResult.Verdict;
import io.flipbook.verify.Trial.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tries on this machine, in this directory's file system and with this virtual machine what the promises of journals
 * and engines rest on, for some seconds:
 *
 * <pre>{@code
 * List<CheckResult> results = Verifier.in(directory).run(Duration.ofSeconds(5), System.out::println);
 * boolean isGood = Verifier.keepsPromises(results);
 * }</pre>
 *
 * <p>The checks, by name: {@code flags} of the virtual machine; {@code memory-layout}, byte order and page size; {@code
 * clock}; {@code mapped-files} are seen by reads at once and the other way round; {@code reserve-space} ahead and have
 * it; {@code prepare-pages} of a mapping in one call; {@code force} to the device, and what it costs; {@code
 * writer-lock} between processes; {@code killed-writer} loses nothing; {@code damaged-bit} is found; {@code bitmap}
 * against a naive one; {@code digest} as on every other machine; {@code concurrent-readers} see one moment.
 *
 * <p>It cannot cut the power. Whether what is forced lasts is up to the device; that a force is as cheap as a write is
 * said, since it is a sign that nobody forces anything.
 *
 * <p>What it writes is in a directory of its own, some 100 MiB at the most, which is removed. Child processes are
 * started with the class path and the flags of this one. For one thread, which waits; several verifiers may run.
 */
public final class Verifier {
    private static final List<Trial> TRIALS = Stream.of(
                    MachineTrials.all(), FileTrials.all(), ProcessTrials.all(), StateTrials.all())
            .flatMap(List::stream)
            .toList();

    private final Path directory;

    private Verifier(Path directory) {
        this.directory = Objects.requireNonNull(directory, "directory");
    }

    /** A verifier that writes below a directory, which has to be there: best that in which journals will lie. */
    public static Verifier in(Path directory) {
        return new Verifier(directory);
    }

    /** How many checks there are. */
    public static int count() {
        return TRIALS.size();
    }

    /** Whether nothing is {@linkplain Verdict#BROKEN broken}. */
    public static boolean keepsPromises(List<CheckResult> results) {
        return results.stream().noneMatch(result -> result.verdict() == Verdict.BROKEN);
    }

    /**
     * Runs all checks.
     *
     * @param time about how long this may take, more than nothing; each check is run once at least, so it takes some
     *     seconds more on a slow machine
     * @param listener hears of each result as it comes, on this thread
     * @return all results, in order; fewer, which say nothing, where the process was told to end meanwhile
     * @throws UncheckedIOException if nothing can be written to the directory
     * @throws JournalFullException if there is no space for the journals of the checks
     */
    public List<CheckResult> run(Duration time, Consumer<CheckResult> listener) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("a verification of " + time);
        }
        List<CheckResult> results = new ArrayList<>();
        boolean hasFlags = PlatformFlags.missing().isEmpty();
        try (Scratch scratch = Scratch.in(directory)) {
            for (Trial trial : TRIALS) {
                if (scratch.isEnding()) {
                    break;
                }
                Answer answer = trial.needsFlags() && !hasFlags
                        ? Answer.skipped("the flags are missing")
                        : run(trial, scratch, time.dividedBy(TRIALS.size()));
                CheckResult result = new CheckResult(trial.name(), answer.verdict(), answer.text());
                results.add(result);
                listener.accept(result);
            }
        }
        return List.copyOf(results);
    }

    private static Answer run(Trial trial, Scratch scratch, Duration time) {
        try {
            Path directory = scratch.directory(trial.name());
            Answer answer = trial.attempt().in(directory, new Deadline(time.toNanos(), scratch));
            Scratch.remove(directory);
            return answer;
        } catch (JournalFullException e) {
            throw e;
        } catch (JournalException | IllegalStateException e) {
            return Answer.broken(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.skipped("interrupted");
        }
    }
}
