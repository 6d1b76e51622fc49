package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Forces what was appended to the device, when the session's policy says so, through a descriptor of its own that is
 * opened once for each roll file.
 *
 * <p>The writer's thread calls everything but {@link #force}, which the flusher calls too. After a force that failed
 * nothing is forced again: the kernel may have dropped what it could not write, and would say that all is well.
 */
final class Forcer {
    private final FileOperations files;
    private final Path directory;
    private final SyncPolicy policy;
    private final JournalObserver observer;
    private final long recordsToForce;
    private final boolean holdsRequestsBack;
    private final AtomicLong appended = new AtomicLong();
    private volatile long forced;
    private Path file;
    private FileChannel channel;
    private Flusher flusher;

    private Forcer(JournalConfig config, Path directory) {
        files = config.files();
        this.directory = directory;
        policy = config.syncPolicy();
        observer = config.observer();
        recordsToForce = policy.recordsToForce();
        holdsRequestsBack = policy.equals(SyncPolicy.EACH);
    }

    /** Forces what earlier sessions left, whatever their policy was, unless the policy is not to. */
    static Forcer open(JournalConfig config, Path directory, List<RollFile> existing) throws IOException {
        Forcer forcer = new Forcer(config, directory);
        if (forcer.policy.equals(SyncPolicy.NONE)) {
            return forcer;
        }
        for (RollFile rollFile : existing) {
            forcer.forceOnce(rollFile.path(), StandardOpenOption.WRITE);
        }
        return forcer;
    }

    /** Starts the flusher where the policy needs one; it tells of a force that failed, on its thread, and ends. */
    void start(Consumer<Throwable> onFailure) {
        if (policy.periodNs() > 0) {
            flusher = Flusher.start(policy.periodNs(), this::force, onFailure);
        }
    }

    /** So many records were appended; {@code awaitsOutcome} if nobody is told before the document that follows. */
    void appended(int records, boolean awaitsOutcome) throws IOException {
        long count = appended.get() + records;
        appended.lazySet(count);
        if (count - forced >= recordsToForce && !(awaitsOutcome && holdsRequestsBack)) {
            force();
        }
    }

    /** The next records go into another file, which is there now; before any of them is acknowledged. */
    synchronized void begin(Path newFile) throws IOException {
        if (policy.equals(SyncPolicy.NONE)) {
            return;
        }
        if (channel != null) {
            // Its end mark too, without which the file that follows makes it look damaged.
            forceFile();
            channel.close();
        }
        file = newFile;
        channel = files.open(newFile, StandardOpenOption.WRITE);
        forceFile();
        forceOnce(directory.resolve(JournalFiles.METADATA), StandardOpenOption.WRITE);
        forceOnce(directory, StandardOpenOption.READ);
    }

    /** Forces what was appended since the last time. */
    synchronized void force() throws IOException {
        long count = appended.get();
        if (count != forced && channel != null) {
            observer.onForceBegin();
            forceFile();
            observer.onForceEnd(count - forced);
            forced = count;
        }
    }

    /** Whether every record is forced, before anybody is told of it. */
    boolean forcesEach() {
        return holdsRequestsBack;
    }

    /** Whether nothing was appended since the last force. */
    boolean hasForcedAll() {
        return appended.get() == forced;
    }

    /** How many records were appended since the last force; any thread may ask. */
    long unforcedRecords() {
        long before = forced;
        return appended.get() - before;
    }

    /** Ends the flusher, and forces nothing more. */
    void close() {
        if (flusher != null) {
            flusher.stop();
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // What was to be forced was; the descriptor is closed all the same.
        }
    }

    /** A thread that is interrupted would find its channel closed; it stays interrupted, and the data is forced. */
    private void forceFile() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!forceUnlessInterrupted()) {
                interrupted |= Thread.interrupted();
                channel = files.open(file, StandardOpenOption.WRITE);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean forceUnlessInterrupted() throws IOException {
        try {
            files.force(channel, file);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    private void forceOnce(Path path, StandardOpenOption option) throws IOException {
        boolean interrupted = Thread.interrupted();
        try (FileChannel once = files.open(path, option)) {
            files.force(once, path);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
