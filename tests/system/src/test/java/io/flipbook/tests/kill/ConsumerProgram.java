package io.flipbook.tests.kill;

import io.flipbook.engine.events.CommittedEvent;
import io.flipbook.engine.events.CommittedEvents;
import io.flipbook.journal.JournalPosition;
import io.flipbook.journal.KeptPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that follows a journal from where it was, and writes down each event before it keeps its position: 16
 * bytes, sequence and digest. Each of its lives begins with a sequence of 0 and the one that was kept.
 */
final class ConsumerProgram {
    private static final int BATCH = 64;

    private final FileChannel seen;
    private final ByteBuffer entry = ByteBuffer.allocateDirect(2 * Long.BYTES);

    private ConsumerProgram(Path file) throws IOException {
        seen = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        KeptPosition kept = KeptPosition.in(Path.of(arguments[1]));
        ConsumerProgram program = new ConsumerProgram(Path.of(arguments[2]));
        long last = arguments.length > 3 ? Long.parseLong(arguments[3]) : Long.MAX_VALUE;
        JournalPosition position = kept.read();
        program.write(0, position == null ? 0 : position.sequence());
        try (CommittedEvents events =
                position == null ? CommittedEvents.open(directory) : CommittedEvents.openBehind(directory, position)) {
            System.out.println("following");
            while (events.position() == null || events.position().sequence() < last) {
                if (events.poll(program::handle, BATCH) == 0) {
                    LockSupport.parkNanos(100_000);
                } else {
                    kept.keep(events.position());
                }
            }
        }
    }

    private void handle(CommittedEvent event) {
        write(event.sequence(), event.digest());
    }

    private void write(long sequence, long value) {
        entry.clear().putLong(sequence).putLong(value).flip();
        try {
            seen.write(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
