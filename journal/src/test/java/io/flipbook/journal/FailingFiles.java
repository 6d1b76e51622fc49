package io.flipbook.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;

/**
 * A file system of which one operation fails, or all from one on; counts operations and what is left open. It forces
 * nothing, which would only take time.
 */
final class FailingFiles extends FileOperations {
    private final long failsAt;
    private final boolean forGood;
    private long operations;
    private long nearBytes = super.nearBytes();
    private int open;
    private StackTraceElement[] failedAt;

    private FailingFiles(long failsAt, boolean forGood) {
        this.failsAt = failsAt;
        this.forGood = forGood;
    }

    /** The operation of this number, from 1, fails; those after it do when {@code forGood}. */
    static FailingFiles at(long operation, boolean forGood) {
        return new FailingFiles(operation, forGood);
    }

    static FailingFiles never() {
        return new FailingFiles(Long.MAX_VALUE, false);
    }

    /** Lets scans read ahead from the first record on. */
    FailingFiles readingAhead() {
        nearBytes = 0;
        return this;
    }

    @Override
    long nearBytes() {
        return nearBytes;
    }

    long operations() {
        return operations;
    }

    boolean hasFailed() {
        return operations >= failsAt;
    }

    /** Where the operation was asked for, of the journal's own code. */
    String failedAt() {
        return failedAt == null
                ? "none"
                : java.util.Arrays.stream(failedAt)
                        .map(StackTraceElement::toString)
                        .filter(frame -> frame.contains("flipbook") && !frame.contains("FailingFiles"))
                        .limit(6)
                        .toList()
                        .toString();
    }

    /** How many channels and listings were opened and not closed. */
    int open() {
        return open;
    }

    private synchronized void operation() throws IOException {
        operations++;
        if (operations == failsAt || operations > failsAt && forGood) {
            IOException failure = new IOException("made to fail");
            failedAt = failedAt == null ? failure.getStackTrace() : failedAt;
            throw failure;
        }
    }

    /** Of those that may fail without anybody hearing of it. */
    private boolean isDone() {
        try {
            operation();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    FileChannel open(Path file, OpenOption... options) throws IOException {
        operation();
        FileChannel channel = super.open(file, options);
        open++;
        return new Channel(channel);
    }

    @Override
    FileSpace openSpace(Path file) throws IOException {
        operation();
        FileSpace space = super.openSpace(file);
        open++;
        return new Space(space);
    }

    @Override
    void populate(long address, long lengthBytes) {
        if (isDone()) {
            super.populate(address, lengthBytes);
        }
    }

    @Override
    DirectoryStream<Path> list(Path directory) throws IOException {
        operation();
        DirectoryStream<Path> stream = super.list(directory);
        open++;
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                try {
                    operation();
                } catch (IOException e) {
                    throw new DirectoryIteratorException(e);
                }
                return stream.iterator();
            }

            @Override
            public void close() throws IOException {
                open--;
                stream.close();
            }
        };
    }

    @Override
    BasicFileAttributes attributes(Path entry) throws IOException {
        operation();
        return super.attributes(entry);
    }

    @Override
    void createDirectory(Path directory) throws IOException {
        operation();
        super.createDirectory(directory);
    }

    @Override
    void makePrivate(Path directory) throws IOException {
        operation();
        super.makePrivate(directory);
    }

    @Override
    Path realPath(Path directory) throws IOException {
        operation();
        return super.realPath(directory);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
        operation();
        super.rename(from, to);
    }

    @Override
    void link(Path from, Path to) throws IOException {
        operation();
        super.link(from, to);
    }

    @Override
    void delete(Path file) throws IOException {
        operation();
        super.delete(file);
    }

    @Override
    void forceDirectory(Path directory) throws IOException {
        operation();
    }

    /** The space of a file of which each operation counts, and closing it does always close it. */
    private final class Space implements FileSpace {
        private final FileSpace space;

        Space(FileSpace space) {
            this.space = space;
        }

        @Override
        public void extend(long endOffset) throws IOException {
            operation();
            space.extend(endOffset);
        }

        @Override
        public boolean allocate(long offset, long lengthBytes) throws IOException {
            operation();
            return space.allocate(offset, lengthBytes);
        }

        @Override
        public void release(long offset, long lengthBytes) {
            if (isDone()) {
                space.release(offset, lengthBytes);
            }
        }

        @Override
        public void close() {
            open--;
            space.close();
        }
    }

    /** A channel of which each operation counts, and closing it does always close it. */
    private final class Channel extends FileChannel {
        private final FileChannel file;

        Channel(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            operation();
            return file.read(target);
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            operation();
            return file.read(targets, offset, length);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            operation();
            return file.write(source);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            operation();
            return file.write(sources, offset, length);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long newPosition) throws IOException {
            file.position(newPosition);
            return this;
        }

        @Override
        public long size() throws IOException {
            operation();
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            operation();
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            operation();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            operation();
            return file.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
            operation();
            return file.transferFrom(source, position, count);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            operation();
            return file.read(target, position);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            operation();
            return file.write(source, position);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            operation();
            return file.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            operation();
            return file.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            operation();
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            open--;
            file.close();
            operation();
        }
    }
}
