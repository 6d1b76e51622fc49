package io.flipbook.junit5;

import io.flipbook.engine.device.RegionListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A recorded history, to be replayed with listeners of yours in the place of recorded ones.
 *
 * <pre>{@code
 * @Test
 * @FlipbookHistory("histories/gpu-limit.flip")
 * void keepsUp(History history) {
 *     history.with("gpu0", role -> new MyListener(role.iommu())).replay();
 * }
 * }</pre>
 *
 * <p>A replay drives a real engine, which keeps its log in memory, with every request on record. Listeners and memory
 * that nobody stands in for answer as recorded. Record by record it compares the outcome, who refused at which call and
 * why, how many pages changed, and the digest of the state; and what was mapped in {@link Role#iommu()} with what the
 * listener was told. The first difference ends it.
 *
 * <p><b>Threads.</b> A history is immutable, and any thread may use it. Each {@link #replay()} has an engine of its own
 * and calls makers and listeners on the thread that called it, so tests may run in parallel.
 *
 * <p><b>Errors.</b> A difference is an {@link org.opentest4j.AssertionFailedError} with what is on record as expected
 * and what came of it as actual; it says how to look at it. A history that cannot be read is a
 * {@link HistoryUnreadableException}. A name that no listener has, or a sequence behind the end, is an
 * {@link IllegalArgumentException}, a JVM without the flag that is needed an {@link IllegalStateException}. What a
 * maker throws goes through.
 */
public final class History {
    private static final String NEEDED_PACKAGE = "jdk.internal.misc";

    private final String resource;
    private final ClassLoader loader;
    private final String test;
    private final AtomicBoolean replayed;
    private final Map<String, ListenerMaker> makers;
    private final long to;
    private final boolean answeringAsRecorded;
    private final boolean leavingScenario;

    private History(
            String resource,
            ClassLoader loader,
            String test,
            AtomicBoolean replayed,
            Map<String, ListenerMaker> makers,
            long to,
            boolean answeringAsRecorded,
            boolean leavingScenario) {
        this.resource = resource;
        this.loader = loader;
        this.test = test;
        this.replayed = replayed;
        this.makers = makers;
        this.to = to;
        this.answeringAsRecorded = answeringAsRecorded;
        this.leavingScenario = leavingScenario;
    }

    /**
     * A history by its name. Nothing is read yet.
     *
     * @param resource a name on the class path, from its root, or else a path: of a journal's directory; of a {@code
     *     .zip} or {@code .tar.gz} of one, with 1 GiB at most; of a {@code .jsonl} that {@code dump --format json} has
     *     printed; or of a scenario, {@code .flip}, of which what its own listeners do counts as recorded
     */
    public static History of(String resource) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return of(resource, loader == null ? History.class.getClassLoader() : loader, resource);
    }

    static History of(String resource, ClassLoader loader, String test) {
        Objects.requireNonNull(resource, "resource");
        return new History(resource, loader, test, new AtomicBoolean(), Map.of(), Long.MAX_VALUE, false, false);
    }

    /** The same with a listener in the place of the one that has this name on record; see {@link ListenerMaker}. */
    public History with(String name, RegionListener listener) {
        Objects.requireNonNull(listener, "listener");
        return with(name, role -> listener);
    }

    /** The same with a listener that is made for each registration and each restart on record. */
    public History with(String name, ListenerMaker maker) {
        Map<String, ListenerMaker> more = new LinkedHashMap<>(makers);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(maker, "maker"));
        return new History(resource, loader, test, replayed, more, to, answeringAsRecorded, leavingScenario);
    }

    /** The same up to a record, at least 1. */
    public History to(long sequence) {
        if (sequence < 1) {
            throw new IllegalArgumentException("a history up to sequence " + sequence);
        }
        return new History(resource, loader, test, replayed, makers, sequence, answeringAsRecorded, leavingScenario);
    }

    /**
     * The same, where it does not matter what the listeners that are put in answer: what is refused on record they are
     * not asked for, and their own refusals are not heard. What they have mapped of all else still matters.
     */
    public History answeringAsRecorded() {
        return new History(resource, loader, test, replayed, makers, to, true, leavingScenario);
    }

    /**
     * The same, which leaves what is on record up to the first difference as a scenario, {@code TEST.flip}, in {@code
     * target/flipbook} or {@code build/flipbook}, or where the system property {@code flipbook.output} says. The
     * failure names the file.
     */
    public History leavingScenario() {
        return new History(resource, loader, test, replayed, makers, to, answeringAsRecorded, true);
    }

    /**
     * Replays it, and fails at the first difference.
     *
     * @throws org.opentest4j.AssertionFailedError at the first difference
     * @throws HistoryUnreadableException if it cannot be read
     */
    public void replay() {
        replayed.set(true);
        checkFlag();
        try (Workspace workspace = new Workspace(test)) {
            HistorySource source = new HistoryResource(resource, loader, workspace).open();
            ScenarioFile scenario = leavingScenario ? new ScenarioFile(source, workspace) : null;
            try (Replay replay = new Replay(resource, source, makers, answeringAsRecorded)) {
                replay.run(to);
            } catch (FirstDifference difference) {
                workspace.keep();
                throw difference.toFailure(scenario);
            } catch (HistoryUnreadableException e) {
                workspace.keep(); // What was unpacked is what it speaks of.
                throw e;
            }
        }
    }

    boolean wasReplayed() {
        return replayed.get();
    }

    /** Its name. */
    @Override
    public String toString() {
        return resource;
    }

    /** Without it the first use of memory outside the heap would be an error that says nothing of what to do. */
    private static void checkFlag() {
        if (!Object.class.getModule().isExported(NEEDED_PACKAGE, UnsafeBuffer.class.getModule())) {
            throw new IllegalStateException("the JVM of the tests needs --add-exports java.base/" + NEEDED_PACKAGE
                    + "=ALL-UNNAMED; with Maven it goes into the argLine of maven-surefire-plugin, with Gradle into"
                    + " the jvmArgs of the task test");
        }
    }
}
