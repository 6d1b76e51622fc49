package io.flipbook.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.flipbook.engine.device.Errno;
import io.flipbook.journal.RecordLayout;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An {@link Outcome} as the payload of an OUTCOME record. On the hot path: allocates nothing where nobody refused.
 *
 * <pre>
 *   0  u8   kind                          8  u64  sequence of the request
 *   1  u8   reason                       16  u64  pages; where the reason is busy the offset of the page
 *   2  u8   who decided                  24  u64  digest of the state after it
 *   3  u8   region of a busy page,       32  one entry for each refusal:
 *           bits 16 to 23                      u32 listener   u64 call   u8 1: it threw   u16 length   errno, ASCII
 *   4  u16  count of refusals
 *   6  u16  its bits 0 to 15
 * </pre>
 */
final class OutcomeCodec {
    /** The length of the payload of an outcome without a refusal: what a request reserves. */
    static final int LENGTH = 32;

    private static final int LONGEST_REFUSAL = Integer.BYTES + Long.BYTES + Byte.BYTES + Short.BYTES + Errno.MAX_LENGTH;

    private static final int KIND_OFFSET = 0;
    private static final int REASON_OFFSET = KIND_OFFSET + Byte.BYTES;
    private static final int ANSWER_OFFSET = REASON_OFFSET + Byte.BYTES;
    private static final int REGION_HIGH_OFFSET = ANSWER_OFFSET + Byte.BYTES;
    private static final int REFUSALS_OFFSET = REGION_HIGH_OFFSET + Byte.BYTES;
    private static final int REGION_OFFSET = REFUSALS_OFFSET + Short.BYTES;
    private static final int REQUEST_OFFSET = REGION_OFFSET + Short.BYTES;
    private static final int PAGES_OFFSET = REQUEST_OFFSET + Long.BYTES;
    private static final int DIGEST_OFFSET = PAGES_OFFSET + Long.BYTES;

    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();
    private static final Rejection[] REASONS = Rejection.values();
    private static final Answer[] ANSWERS = Answer.values();

    private OutcomeCodec() {}

    /** The longest record of an outcome with so many refusals, in bytes. */
    static int longestRecord(int refusals) {
        return BitUtil.align(RecordLayout.PAYLOAD_OFFSET + LENGTH + refusals * LONGEST_REFUSAL, RecordLayout.ALIGNMENT);
    }

    /** Writes what every outcome has. */
    static void encode(Outcome outcome, MutableDirectBuffer buffer, int offset) {
        boolean busy = outcome.atRegion() != null;
        long first = outcome.kind().ordinal()
                | outcome.reason().ordinal() << REASON_OFFSET * Byte.SIZE
                | outcome.answer().ordinal() << ANSWER_OFFSET * Byte.SIZE
                | (outcome.atRegionId() >>> Short.SIZE & 0xffL) << REGION_HIGH_OFFSET * Byte.SIZE
                | (outcome.refusalCount() & 0xffffL) << REFUSALS_OFFSET * Byte.SIZE
                | (outcome.atRegionId() & 0xffffL) << REGION_OFFSET * Byte.SIZE;
        // at once: the processor waits where it loads what was stored in parts
        buffer.putLong(offset + KIND_OFFSET, first, LITTLE_ENDIAN);
        buffer.putLong(offset + REQUEST_OFFSET, outcome.requestSequence(), LITTLE_ENDIAN);
        buffer.putLong(offset + PAGES_OFFSET, busy ? outcome.at() : outcome.pages(), LITTLE_ENDIAN);
        buffer.putLong(offset + DIGEST_OFFSET, outcome.digest(), LITTLE_ENDIAN);
    }

    /** Writes an outcome with its refusals; allocates. */
    static void encodeWithRefusals(Outcome outcome, MutableDirectBuffer scratch, PayloadWriter writer) {
        encode(outcome, scratch, 0);
        writer.reset();
        for (int offset = 0; offset < LENGTH; offset += Long.BYTES) {
            writer.putLong(scratch.getLong(offset, LITTLE_ENDIAN));
        }
        for (Outcome.Refusal refusal : outcome.refusals()) {
            writer.putInt(refusal.listenerId())
                    .putLong(refusal.call())
                    .putByte(refusal.threw() ? 1 : 0)
                    .putText(refusal.errno().name());
        }
    }

    /**
     * Reads an outcome.
     *
     * @throws IllegalArgumentException if the payload does not hold one
     */
    static void decode(DirectBuffer buffer, int offset, int length, RecordedNames names, Outcome outcome) {
        if (length < LENGTH) {
            throw new IllegalArgumentException("outcome of " + length + " bytes");
        }
        int kind = buffer.getByte(offset + KIND_OFFSET) & 0xff;
        int reason = buffer.getByte(offset + REASON_OFFSET) & 0xff;
        int answer = buffer.getByte(offset + ANSWER_OFFSET) & 0xff;
        if (kind >= KINDS.length || reason >= REASONS.length || answer >= ANSWERS.length) {
            throw new IllegalArgumentException("outcome with no such kind, reason or answer");
        }
        long pagesOrAt = buffer.getLong(offset + PAGES_OFFSET, LITTLE_ENDIAN);
        outcome.clear()
                .reject(REASONS[reason])
                .kind(KINDS[kind])
                .decided(buffer.getLong(offset + REQUEST_OFFSET, LITTLE_ENDIAN), ANSWERS[answer])
                .digest(buffer.getLong(offset + DIGEST_OFFSET, LITTLE_ENDIAN));
        if (REASONS[reason] == Rejection.BUSY && ANSWERS[answer] == Answer.ENGINE) {
            int regionId = buffer.getShort(offset + REGION_OFFSET, LITTLE_ENDIAN) & 0xffff
                    | (buffer.getByte(offset + REGION_HIGH_OFFSET) & 0xff) << Short.SIZE;
            outcome.busyAt(regionId, names.nameOf(regionId), pagesOrAt);
        } else {
            outcome.pages(pagesOrAt);
        }
        int refusals = buffer.getShort(offset + REFUSALS_OFFSET, LITTLE_ENDIAN) & 0xffff;
        if (refusals > 0) {
            decodeRefusals(
                    refusals, new PayloadReader().wrap(buffer, offset + LENGTH, length - LENGTH), names, outcome);
        }
    }

    private static void decodeRefusals(int count, PayloadReader in, RecordedNames names, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            int listenerId = in.readInt("listener");
            long call = in.readLong("call");
            boolean threw = in.readFlag("threw");
            Errno errno = Errno.of(in.readText("errno"));
            outcome.addRefusal(new Outcome.Refusal(listenerId, names.listenerNameOf(listenerId), call, errno, threw));
        }
    }
}
