package io.flipbook.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A snapshot's file that is open for reading, its header and the checksum of its payload good. */
final class SnapshotFile implements Closeable {
    /** What a file is called while it is written. */
    static final String ASIDE = ".new";

    /** More files with such names than this in a directory are not looked at: a writer keeps two. */
    private static final int MAX_FILES = 64;

    private static final Pattern NAME = Pattern.compile("snapshot-([1-9]\\d{0,18})\\.fbs");

    private final Path path;
    private final FileChannel channel;
    private final SnapshotHeader header;

    private SnapshotFile(Path path, FileChannel channel, SnapshotHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /** The name of the snapshot behind a record. */
    static String nameOf(long sequence) {
        return "snapshot-" + sequence + ".fbs";
    }

    /** The sequence that a name says, 0 if it is no snapshot's. */
    static long sequenceOf(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return 0;
        }
        try {
            return Long.parseLong(matcher.group(1));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether a file is called as one that is written, or whose maker was killed. */
    static boolean isAsideName(String name) {
        return name.endsWith(ASIDE) && sequenceOf(name.substring(0, name.length() - ASIDE.length())) > 0;
    }

    /** What a directory has under names of snapshots, whatever it is, the newest first. */
    static List<Path> list(FileOperations files, Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = files.list(directory)) {
            for (Path entry : entries) {
                if (sequenceOf(entry.getFileName().toString()) > 0 && paths.size() < MAX_FILES) {
                    paths.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        paths.sort(Comparator.comparingLong(
                        (Path path) -> sequenceOf(path.getFileName().toString()))
                .reversed());
        return paths;
    }

    /**
     * Opens a file and checks all that it can be checked for by itself, and that it is of this journal.
     *
     * @throws java.nio.file.NoSuchFileException if a writer, which keeps only two, has removed it meanwhile
     */
    static SnapshotFile open(FileOperations files, Path path, UUID identity) throws IOException, SnapshotFault {
        FileChannel channel = openFile(files, path);
        try {
            SnapshotFile file = new SnapshotFile(path, channel, readHeader(channel));
            file.check(identity);
            return file;
        } catch (IOException | SnapshotFault | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    SnapshotHeader header() {
        return header;
    }

    ScanStart start() {
        return header.start();
    }

    /** The payload, from its front. */
    SnapshotInput payload() throws IOException {
        return SnapshotInput.of(channel, path.getFileName().toString(), header);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What a file says that it is, its payload not read; null if nothing that a writer of this journal writes. */
    static SnapshotHeader headerOf(FileOperations files, Path path, UUID identity) throws IOException {
        try (FileChannel channel = openFile(files, path)) {
            SnapshotHeader header = readHeader(channel);
            return isNamed(path, header) && header.start().identity().equals(identity) ? header : null;
        } catch (SnapshotFault e) {
            return null;
        }
    }

    private static FileChannel openFile(FileOperations files, Path path) throws IOException, SnapshotFault {
        if (!files.attributes(path).isRegularFile()) {
            throw new SnapshotFault(0, "not a regular file");
        }
        return files.open(path, StandardOpenOption.READ);
    }

    private static boolean isNamed(Path path, SnapshotHeader header) {
        return header.start().sequence() == sequenceOf(path.getFileName().toString());
    }

    private static SnapshotHeader readHeader(FileChannel channel) throws IOException, SnapshotFault {
        ByteBuffer bytes = ByteBuffer.allocate(SnapshotHeader.LENGTH);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) <= 0) {
                throw new SnapshotFault(bytes.position(), "the file ends in its header");
            }
        }
        return SnapshotHeader.decode(bytes.array());
    }

    private void check(UUID identity) throws IOException, SnapshotFault {
        if (!isNamed(path, header)) {
            throw new SnapshotFault(0, "it is that of sequence " + start().sequence() + " and not of its name");
        }
        if (!start().identity().equals(identity)) {
            throw new SnapshotFault(0, "it is of the journal " + start().identity());
        }
        long end = SnapshotHeader.LENGTH + header.payloadBytes();
        if (channel.size() != end) {
            throw new SnapshotFault(
                    Math.min(channel.size(), end), "the file has " + channel.size() + " bytes and not " + end);
        }
        try {
            if (!payload().isIntact()) {
                throw new SnapshotFault(SnapshotHeader.LENGTH, "the payload's bytes do not have its checksum");
            }
        } catch (IllegalArgumentException | JournalIoException e) {
            throw new SnapshotFault(SnapshotHeader.LENGTH, e.getMessage());
        }
    }
}
