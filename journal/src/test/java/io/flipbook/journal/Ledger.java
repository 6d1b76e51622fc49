package io.flipbook.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** A user of a journal whose state is a sum over all records, and who knows which of them it was given. */
final class Ledger implements RecordVisitor {
    final List<Long> read = new ArrayList<>();
    final List<Long> offered = new ArrayList<>();
    private final boolean accepts;
    private long last;
    private long sum;

    Ledger() {
        this(true);
    }

    Ledger(boolean accepts) {
        this.accepts = accepts;
    }

    /** Reads all of a journal. */
    static Ledger ofWhole(Path directory) {
        Ledger ledger = new Ledger(false);
        JournalScanner.of(directory).scan(ledger, finding -> {
            throw new AssertionError(finding.toString());
        });
        return ledger;
    }

    /** The sequence of the last record, and the sum up to it. */
    String state() {
        return last + ":" + Long.toHexString(sum);
    }

    long last() {
        return last;
    }

    void write(SnapshotOutput out) {
        out.putLong(last).putLong(sum);
        for (int i = 0; i < last % 50; i++) {
            out.putInt(i);
        }
    }

    @Override
    public boolean onSnapshot(SnapshotInput snapshot) {
        offered.add(snapshot.sequence());
        if (!accepts) {
            return false;
        }
        last = snapshot.readLong();
        sum = snapshot.readLong();
        while (snapshot.remaining() > 0) {
            snapshot.readInt();
        }
        return true;
    }

    @Override
    public boolean onRecord(RecordView record) {
        byte[] payload = new byte[record.payloadLength()];
        record.buffer().getBytes(record.payloadOffset(), payload);
        CRC32C crc = new CRC32C();
        crc.update(payload);
        last = record.sequence();
        sum = sum * 31 + crc.getValue() + record.type() + last;
        read.add(last);
        return true;
    }
}
