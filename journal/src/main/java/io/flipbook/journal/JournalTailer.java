package io.flipbook.journal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a journal of our own through Chronicle while it is written, in this process or another. Writes nothing and
 * takes no lock. For one thread.
 *
 * <p>The headers of all files are checked before Chronicle opens them. For a journal from elsewhere, or one that may be
 * damaged, there is the {@link JournalScanner}.
 */
public final class JournalTailer implements AutoCloseable {
    private final Path directory;
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final UnsafeBuffer mapped = new UnsafeBuffer(0, 0);
    private final ByteBuffer copy = ByteBuffer.allocate(RecordLayout.MAX_DOCUMENT_BYTES);
    private final UnsafeBuffer copyBuffer = new UnsafeBuffer(copy);
    private final ChainCheck chain = new ChainCheck();

    /** The document that is being read; it stays open as long as a place in it may yet be filled. */
    private DocumentContext document;

    private int day = -1;
    private String file = "";
    private long fileOffset;
    private int next;
    private int end;
    private boolean atPlace;

    private JournalTailer(Path directory) {
        this.directory = directory;
        queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(LargeRollCycles.HUGE_DAILY)
                .blockSize(JournalConfig.MIN_BLOCK_BYTES)
                .readOnly(true)
                .build();
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
    }

    /**
     * Opens a journal at its first record.
     *
     * @throws JournalIoException if there is no journal, or it cannot be read
     * @throws JournalDamagedException if the header of a file is not as it has to be
     */
    public static JournalTailer open(Path directory) {
        Manifest manifest = JournalScanner.checkHeaders(directory);
        try {
            JournalTailer opened = new JournalTailer(directory);
            if (manifest != null && manifest.firstSequence() > 1) {
                opened.beginBehindDropped(manifest);
            }
            return opened;
        } catch (RuntimeException e) {
            throw JournalIoException.of("cannot open the journal", directory, e);
        }
    }

    /**
     * Hands on the records that are there and were not handed on yet, in order; does not wait for more.
     *
     * @param limit the most records to hand on, at least 1
     * @return how many were handed on
     * @throws JournalDamagedException if a record is not as it was written; the tailer cannot go on
     * @throws JournalIoException if a file cannot be read
     */
    public int poll(RecordVisitor visitor, int limit) {
        int count = 0;
        while (count < limit && advance()) {
            RecordView record = chain.record();
            chain.accept();
            next += record.length();
            boolean reserves = chain.reserves();
            if (atPlace) {
                finishDocument();
            } else if (reserves) {
                atPlace = true;
            }
            count++;
            if (!visitor.onRecord(record)) {
                break;
            }
        }
        return count;
    }

    @Override
    public void close() {
        if (document != null) {
            finishDocument();
        }
        tailer.close();
        queue.close();
    }

    /** Checks the next record; false when there is none yet. */
    private boolean advance() {
        while (true) {
            if (document == null && !nextDocument()) {
                return false;
            }
            if (atPlace) {
                if (isFilled()) {
                    read(true);
                    return true;
                }
                // First whether a document follows, then the place again: the writer does it in the other order.
                if (mapped.getIntVolatile(end) == 0) {
                    return false;
                }
                if (!isFilled()) {
                    chain.leavePlaceOpen();
                    finishDocument();
                }
            } else if (next == end) {
                finishDocument();
            } else {
                read(false);
                return true;
            }
        }
    }

    /** The queue does not hear of files that retention drops, and would look for the first of them. */
    private void beginBehindDropped(Manifest manifest) {
        tailer.moveToIndex(queue.rollCycle().toIndex(manifest.files().get(0).day(), 0));
        chain.beginBehind(manifest.firstSequence() - 1, manifest.crcBefore());
    }

    private boolean nextDocument() {
        DocumentContext context = readingDocument();
        if (!context.isPresent()) {
            context.close();
            return false;
        }
        Bytes<?> bytes = context.wire().bytes();
        long length = bytes.readRemaining();
        file = fileName(tailer.cycle());
        fileOffset = bytes.readPosition();
        if (length > RecordLayout.MAX_DOCUMENT_BYTES) {
            context.close();
            throw damaged(FindingKind.DOCUMENT_HEADER, "document of " + length + " bytes");
        }
        document = context;
        mapped.wrap(bytes.addressForRead(fileOffset), (int) length + ChronicleFormat.WORD_BYTES);
        next = 0;
        end = (int) length;
        return true;
    }

    private DocumentContext readingDocument() {
        try {
            return tailer.readingDocument();
        } catch (RuntimeException | InternalError e) {
            // InternalError is how Java says that a mapped file has been cut.
            throw JournalIoException.of("cannot read on in the journal", directory, e);
        }
    }

    private String fileName(int newDay) {
        if (newDay != day) {
            day = newDay;
            file = RollFile.of(directory, day).name();
        }
        return file;
    }

    private boolean isFilled() {
        return end - next >= RecordLayout.PAYLOAD_OFFSET && mapped.getIntVolatile(next + RecordLayout.CRC_OFFSET) != 0;
    }

    /** Checks a copy of the next record: what is mapped may change. */
    private void read(boolean inPlace) {
        int available = end - next;
        int length = available < RecordLayout.PAYLOAD_OFFSET ? 0 : mapped.getInt(next, RecordLayout.ORDER);
        int bytes = length < 0 || length > available ? available : length;
        mapped.getBytes(next, copyBuffer, 0, bytes);
        if (!chain.check(copyBuffer, copy, 0, bytes, inPlace, file, fileOffset + next)) {
            throw damaged(chain.kind(), chain.problem());
        }
    }

    private void finishDocument() {
        document.close();
        document = null;
        atPlace = false;
    }

    private JournalException damaged(FindingKind kind, String text) {
        Finding finding = new Finding(kind, file, fileOffset + next, chain.lastSequence() + 1, text);
        return JournalDamagedException.of(directory.toString(), finding);
    }
}
