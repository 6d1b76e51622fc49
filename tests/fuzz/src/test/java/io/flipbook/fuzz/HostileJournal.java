package io.flipbook.fuzz;

import io.flipbook.journal.RecordLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A journal's files, made step by step as an input says, over a {@link Skeleton}. Checksums, lengths and the write
 * position are right unless a step changes them, so that what is behind those checks is reached.
 *
 * <pre>
 *   0 record    u8 type, u8 flags, u8 quirks, u8 place in units of 8, u8 n, n bytes of payload
 *   1 outcome   as a record, in the place that the last one has reserved
 *   2 patch     u8 file, s32 offset, u8 n, n bytes
 *   3 cut       u8 file, s32 length
 *   4 manifest  u16 n, n bytes; the line with the checksum is added
 *   5 roll      ends the file and begins the second one
 *   6 raw       u8 n, n bytes behind the last document
 *   7 snapshot  u8 sequence, u8 n, n bytes of payload, u8 offset and u8 change of a byte of the header
 * </pre>
 */
final class HostileJournal {
    private static final int FILE_BYTES = 5 << 18;
    private static final int USED_BYTES = Skeleton.FIRST_RECORDS + (64 << 10);
    private static final int WORD_BYTES = Integer.BYTES;
    private static final int END_MARK = 0xc000_0000;
    private static final int DAY = 19676;
    private static final int HEADER_BYTES = 88;

    private final Skeleton skeleton;
    private final String[] names = {
        Skeleton.FIRST_FILE, Skeleton.SECOND_FILE, Skeleton.METADATA, "flipbook.manifest", "snapshot-1.fbs"
    };
    private final ByteBuffer[] files = new ByteBuffer[names.length];
    private final int[] lengths = new int[names.length];

    private int current;
    private int end = Skeleton.FIRST_RECORDS;
    private int document;
    private int place;
    private int placeBytes;
    private long sequence;
    private long timeNs = Skeleton.TIME_NS;
    private int crc;

    HostileJournal(Skeleton skeleton) {
        this.skeleton = skeleton;
        set(0, skeleton.rollFile(USED_BYTES), FILE_BYTES);
        byte[] metadata = skeleton.metadata();
        set(2, metadata, metadata.length);
    }

    void take(Input input) {
        while (input.hasMore()) {
            switch (input.u8() & 7) {
                case 0 -> record(input, false);
                case 1 -> record(input, true);
                case 2 -> patch(file(input), input.s32(), input.take(input.u8()));
                case 3 -> lengths[file(input)] = (input.s32() & Integer.MAX_VALUE) % (2 * FILE_BYTES);
                case 4 -> manifest(input.take(input.u16()));
                case 5 -> roll();
                case 6 -> raw(input.take(input.u8()));
                default -> snapshot(input);
            }
        }
    }

    boolean hasSnapshot() {
        return files[4] != null;
    }

    /** Writes the files into a directory, in place of those that are there. */
    void writeTo(Path directory) throws IOException {
        try (var old = Files.list(directory)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        for (int i = 0; i < names.length; i++) {
            if (files[i] != null) {
                write(directory.resolve(names[i]), files[i].duplicate().clear(), lengths[i]);
            }
        }
    }

    private static void write(Path file, ByteBuffer bytes, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(bytes.limit(Math.min(bytes.limit(), length)));
            if (length > channel.size()) {
                channel.write(ByteBuffer.allocate(1), length - 1);
            }
        }
    }

    private int file(Input input) {
        int file = input.u8() % names.length;
        return files[file] == null ? 0 : file;
    }

    private void set(int file, byte[] bytes, int length) {
        files[file] = ByteBuffer.wrap(bytes).order(RecordLayout.ORDER);
        lengths[file] = length;
    }

    private void record(Input input, boolean inPlace) {
        int type = input.u8();
        int flags = input.u8();
        int quirks = input.u8();
        int reserved = 8 * input.u8();
        byte[] payload = input.take(input.u8());
        byte[] record = record(type, flags, quirks, payload);
        int space = record.length + reserved + 2 * WORD_BYTES;
        if (inPlace ? record.length > placeBytes : end + space > USED_BYTES) {
            return;
        }
        if (inPlace) {
            files[current].put(place, record);
            placeBytes = 0;
            return;
        }
        boolean joins = (quirks & 16) != 0 && document != 0;
        document = joins ? document : end;
        int first = joins ? end : end + WORD_BYTES;
        files[current].put(first, record);
        place = first + record.length;
        placeBytes = (flags & RecordLayout.RESERVES) != 0 ? reserved : 0;
        end = place + placeBytes;
        files[current].putInt(document, end - document - WORD_BYTES);
        files[current].putLong(Skeleton.WRITE_POSITION, document);
        files[current].putLong(Skeleton.WRITE_POSITION + Long.BYTES, document);
    }

    private byte[] record(int type, int flags, int quirks, byte[] payload) {
        byte[] bytes = new byte[RecordLayout.PAYLOAD_OFFSET + (payload.length + 7) / 8 * 8];
        ByteBuffer record = ByteBuffer.wrap(bytes).order(RecordLayout.ORDER);
        sequence += (quirks & 1) != 0 ? 2 : 1;
        timeNs += (quirks & 4) != 0 ? -1 : 1;
        record.putInt(bytes.length)
                .put((byte) type)
                .put((byte) RecordLayout.VERSION)
                .putShort((short) flags);
        record.putLong(sequence)
                .putLong(timeNs)
                .putInt((quirks & 2) != 0 ? 0 : crc)
                .putInt(0)
                .put(payload);
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, RecordLayout.CRC_OFFSET);
        sum.update(bytes, RecordLayout.PAYLOAD_OFFSET, bytes.length - RecordLayout.PAYLOAD_OFFSET);
        int computed = (int) sum.getValue();
        crc = Integer.bitCount(computed) < 2 ? ~computed : computed;
        record.putInt(RecordLayout.CRC_OFFSET, (quirks & 8) != 0 ? crc ^ 0x1010 : crc);
        return bytes;
    }

    private void patch(int file, int offset, byte[] bytes) {
        int capacity = files[file].capacity();
        if (bytes.length <= capacity) {
            files[file].put((offset & Integer.MAX_VALUE) % (capacity - bytes.length + 1), bytes);
        }
    }

    private void manifest(byte[] body) {
        CRC32C sum = new CRC32C();
        sum.update(body);
        String last = String.format("crc %08x\n", (int) sum.getValue());
        byte[] text = Arrays.copyOf(body, body.length + last.length());
        System.arraycopy(last.getBytes(StandardCharsets.US_ASCII), 0, text, body.length, last.length());
        set(3, text, text.length);
    }

    private void roll() {
        if (current == 0) {
            files[0].putInt(end, END_MARK);
            set(1, skeleton.rollFile(USED_BYTES), FILE_BYTES);
            files[2].putLong(skeleton.highestDayOffset(), DAY + 1);
            current = 1;
            end = Skeleton.FIRST_RECORDS;
            document = 0;
            placeBytes = 0;
        }
    }

    private void raw(byte[] bytes) {
        if (end + bytes.length + WORD_BYTES <= USED_BYTES) {
            files[current].put(end, bytes);
            end += bytes.length;
            document = 0;
        }
    }

    private void snapshot(Input input) {
        int named = input.u8();
        byte[] payload = input.take(input.u8());
        int offset = input.u8() % (HEADER_BYTES - WORD_BYTES);
        int change = input.u8();
        names[4] = "snapshot-" + named + ".fbs";
        CRC32C sum = new CRC32C();
        sum.update(payload);
        set(4, Arrays.copyOf(new byte[0], HEADER_BYTES + payload.length), HEADER_BYTES + payload.length);
        ByteBuffer file = files[4];
        file.put("FLIPSNAP".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(DAY + current);
        file.putLong(0).putLong(0).putLong(sequence).putLong(timeNs).putInt(crc).putInt((int) sum.getValue());
        file.putLong(document).putLong(sequence).putLong(payload.length).putInt(0);
        file.put(offset, (byte) (file.get(offset) ^ change));
        sum.reset();
        sum.update(file.array(), 0, HEADER_BYTES - WORD_BYTES);
        file.putInt((int) sum.getValue()).put(payload);
    }
}
