package io.flipbook.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/** Lets a test of the whole see each step that a journal takes in its files: the one place that reaches into it. */
public final class JournalSeams {
    /** Is told of a step on the thread that takes it, which may never come back. */
    @FunctionalInterface
    public interface Watcher {
        void at(String step, Path path) throws IOException;
    }

    private JournalSeams() {}

    /** A journal of which all renames, removals, forces and reservations are told, before and after. */
    public static JournalConfig watched(JournalConfig config, Watcher watcher) {
        return config.files(new WatchedFiles(watcher));
    }

    /** Makes a snapshot as {@link JournalSnapshots#make} does. */
    public static long snapshot(Path journal, RecordVisitor state, SnapshotContent content, Watcher watcher) {
        return JournalSnapshots.in(journal).make(state, Long.MAX_VALUE, content, step -> {
            try {
                watcher.at(step.name().toLowerCase(Locale.ROOT).replace('_', ' '), journal);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static final class WatchedFiles extends FileOperations {
        private final Watcher watcher;

        WatchedFiles(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            watcher.at("before rename", to);
            super.rename(from, to);
            watcher.at("after rename", to);
        }

        @Override
        void delete(Path file) throws IOException {
            watcher.at("before delete", file);
            super.delete(file);
            watcher.at("after delete", file);
        }

        @Override
        void forceDirectory(Path directory) throws IOException {
            super.forceDirectory(directory);
            watcher.at("after force", directory);
        }

        @Override
        void force(FileChannel channel, Path path) throws IOException {
            watcher.at("before force", path);
            super.force(channel, path);
            watcher.at("after force", path);
        }

        @Override
        FileSpace openSpace(Path file) throws IOException {
            watcher.at("before space", file);
            return new WatchedSpace(watcher, file, super.openSpace(file));
        }
    }

    private record WatchedSpace(Watcher watcher, Path file, FileSpace space) implements FileSpace {
        @Override
        public void extend(long endOffset) throws IOException {
            space.extend(endOffset);
        }

        @Override
        public boolean allocate(long offset, long lengthBytes) throws IOException {
            boolean done = space.allocate(offset, lengthBytes);
            watcher.at("after space", file);
            return done;
        }

        @Override
        public void release(long offset, long lengthBytes) {
            space.release(offset, lengthBytes);
        }

        @Override
        public void close() {
            space.close();
        }
    }
}
