package io.flipbook.fuzz;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RecordDecoder;
import io.flipbook.journal.JournalDamagedException;
import io.flipbook.journal.RecordLayout;
import io.flipbook.journal.RecordType;
import io.flipbook.journal.RecordView;
import io.flipbook.journal.SnapshotOutput;
import io.flipbook.replay.history.JsonFields;
import io.flipbook.replay.history.RecordFields;
import io.flipbook.replay.history.StepReader;
import io.flipbook.replay.history.Steps;
import io.flipbook.replay.json.JsonOut;
import java.io.ByteArrayOutputStream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Records with good checksums and whatever in them. An input is a row of them: u8 type, u16 length, payload.
 *
 * <p>A state that a record does not fit is fed on: it must not be led to anything else than to say so again.
 */
public final class RecordsTarget {
    private static final String FILE = "20231115H.cq4";

    private final GuestMemory memory = new GuestMemory();
    private final RecordDecoder decoder = new RecordDecoder();
    private final Steps steps = new Steps();
    private final StepReader reader = new StepReader();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final JsonOut json = new JsonOut(text);
    private final RecordFields fields = new RecordFields(decoder, new JsonFields(json));
    private long sequence;
    private boolean fits = true;

    private RecordsTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] data) {
        Effort effort = new Effort();
        RecordsTarget target = new RecordsTarget();
        try (target.memory;
                target.json) {
            target.take(new Input(data));
        }
        effort.isAtMost(16 << 20, 20_000, data.length);
    }

    private void take(Input input) {
        while (input.hasMore()) {
            RecordView record = record(input.u8(), input.take(Math.min(input.u16(), RecordLayout.MAX_PAYLOAD_BYTES)));
            if (record.type() >= RecordType.FIRST_USER) {
                say(record); // What the journal's own say is checked before anybody is handed them.
            }
            try {
                memory.onRecord(record);
            } catch (JournalDamagedException e) {
                isDamageOf(record, e);
                fits &= e.getMessage().contains("the digest on record is");
            }
        }
        if (fits) {
            byte[] snapshot = SnapshotOutput.toBytes(memory::writeSnapshot);
            SnapshotTarget.isTaken(snapshot, sequence);
        }
    }

    private RecordView record(int type, byte[] payload) {
        byte[] bytes = new byte[RecordLayout.PAYLOAD_OFFSET + (payload.length + 7) / 8 * 8];
        UnsafeBuffer record = new UnsafeBuffer(bytes);
        record.putInt(RecordLayout.LENGTH_OFFSET, bytes.length, RecordLayout.ORDER);
        record.putByte(RecordLayout.TYPE_OFFSET, (byte) (type & 0x7f));
        record.putByte(RecordLayout.VERSION_OFFSET, (byte) RecordLayout.VERSION);
        record.putLong(RecordLayout.SEQUENCE_OFFSET, ++sequence, RecordLayout.ORDER);
        record.putBytes(RecordLayout.PAYLOAD_OFFSET, payload);
        return RecordView.of(record, 0, FILE, 64 * sequence);
    }

    /** As a dump says it; and what a dump says can be read again, and says the same. */
    private void say(RecordView record) {
        try {
            RecordDecoder.Kind kind = decoder.read(record);
            text.reset();
            fields.say(record, kind);
            json.flush();
            byte[] line = text.toByteArray();
            String said = text.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
            if (said.indexOf('\n') != said.length() - 1
                    || !said.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f)) {
                throw new AssertionError("not one line of ASCII: " + said);
            }
            steps.of(record);
            reader.read(line, 0, line.length - 1);
        } catch (JournalDamagedException e) {
            isDamageOf(record, e);
        } catch (IllegalArgumentException e) {
            Printable.check(e.getMessage());
        }
    }

    private static void isDamageOf(RecordView record, JournalDamagedException e) {
        Printable.check(e.getMessage());
        if (e.sequence() != record.sequence() || e.offset() != record.fileOffset() || !FILE.equals(e.file())) {
            throw new AssertionError("names another place", e);
        }
    }
}
