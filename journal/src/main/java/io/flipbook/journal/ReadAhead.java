package io.flipbook.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Reads a file and checks its usual documents on a thread of its own, some blocks ahead of the reader that delivers
 * their records. It ends at the first document that is anything else, or where reading fails: what that is, the reader
 * finds out by itself, so it is the reader alone that says what is wrong, and in which order.
 *
 * <p>The thread lives from {@link #begin} to {@link #end}. It is never interrupted, since that would close the file.
 */
final class ReadAhead implements Closeable {
    /** There is a processor for it. */
    static final boolean IS_OF_USE = Runtime.getRuntime().availableProcessors() > 1;

    /** Some tens of microseconds. */
    private static final int SPINS = 2000;

    private static final int BLOCKS = 3;
    /** Longer than any document. */
    private static final int BLOCK_BYTES = 512 << 10;

    private static final int RECORDS = BLOCK_BYTES / 64;

    private final FileWindow[] windows = new FileWindow[BLOCKS];
    private final UsualDocuments[] blocks = new UsualDocuments[BLOCKS];
    private Semaphore free;
    private Semaphore filled;
    private Thread thread;
    private volatile boolean ended;
    private int taken;

    ReadAhead(FileOperations files) {
        for (int i = 0; i < BLOCKS; i++) {
            windows[i] = new FileWindow(files, BLOCK_BYTES);
            blocks[i] = new UsualDocuments(RECORDS);
        }
    }

    /** Begins with the document at a position of a window's file; {@code first} knows which record it has to follow. */
    void begin(FileWindow file, long position, UsualDocuments first) {
        free = new Semaphore(BLOCKS);
        filled = new Semaphore(0);
        ended = false;
        taken = 0;
        thread = new Thread(() -> run(file, position, first), "flipbook-read-ahead");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // the machine has no thread left: the reader goes on alone
            blocks[0].clear();
            filled.release();
        }
    }

    /** The next documents, none or some, when they are there; valid until the next call. Null if there are no more. */
    UsualDocuments next() {
        if (taken > 0) {
            if (blocks[(taken - 1) % BLOCKS].isLast()) {
                return null;
            }
            free.release();
        }
        acquire(filled);
        return blocks[taken++ % BLOCKS];
    }

    /** Waits until the thread has ended, which is at once but for the block that it is in. */
    void end() {
        ended = true;
        free.release();
        ThreadEnd.await(thread);
    }

    /** Both sides take about as long for a block: who is a little faster waits less than a thread takes to wake up. */
    private static void acquire(Semaphore from) {
        for (int i = 0; i < SPINS; i++) {
            if (from.tryAcquire()) {
                return;
            }
            Thread.onSpinWait();
        }
        from.acquireUninterruptibly();
    }

    private void run(FileWindow file, long from, UsualDocuments first) {
        long position = from;
        UsualDocuments before = first;
        UsualDocuments block;
        int next = 0;
        do {
            acquire(free);
            if (ended) {
                return;
            }
            block = blocks[next];
            boolean checked = false;
            try {
                block.follow(before);
                windows[next].fillFrom(file, position);
                block.check(windows[next], position);
                checked = true;
            } catch (IOException e) {
                // The reader will meet it.
            } finally {
                if (!checked) {
                    block.clear();
                }
                filled.release();
            }
            position = block.end();
            before = block;
            next = (next + 1) % BLOCKS;
        } while (!block.isLast());
    }

    @Override
    public void close() throws IOException {
        for (FileWindow window : windows) {
            window.close();
        }
    }
}
