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

    /** What is in front of the request's sequence then. */
    private static final long PLAIN_COMMIT = Outcome.Kind.COMMITTED.ordinal()
            | Rejection.NONE.ordinal() << REASON_OFFSET * Byte.SIZE
            | Answer.ENGINE.ordinal() << ANSWER_OFFSET * Byte.SIZE;

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
        long first = buffer.getLong(offset + KIND_OFFSET, LITTLE_ENDIAN);
        int kind = (int) first & 0xff;
        int reason = (int) (first >>> REASON_OFFSET * Byte.SIZE) & 0xff;
        int answer = (int) (first >>> ANSWER_OFFSET * Byte.SIZE) & 0xff;
        if (kind >= KINDS.length || reason >= REASONS.length || answer >= ANSWERS.length) {
            throw new IllegalArgumentException("outcome with no such kind, reason or answer");
        }
        long pagesOrAt = buffer.getLong(offset + PAGES_OFFSET, LITTLE_ENDIAN);
        boolean busy = REASONS[reason] == Rejection.BUSY && ANSWERS[answer] == Answer.ENGINE;
        outcome.becomes(
                KINDS[kind],
                REASONS[reason],
                ANSWERS[answer],
                buffer.getLong(offset + REQUEST_OFFSET, LITTLE_ENDIAN),
                busy ? 0 : pagesOrAt,
                buffer.getLong(offset + DIGEST_OFFSET, LITTLE_ENDIAN));
        if (busy) {
            int regionId = (int) (first >>> REGION_OFFSET * Byte.SIZE) & 0xffff
                    | ((int) (first >>> REGION_HIGH_OFFSET * Byte.SIZE) & 0xff) << Short.SIZE;
            outcome.busyAt(regionId, names.nameOf(regionId), pagesOrAt);
        }
        int refusals = (int) (first >>> REFUSALS_OFFSET * Byte.SIZE) & 0xffff;
        if (refusals > 0) {
            decodeRefusals(
                    refusals, new PayloadReader().wrap(buffer, offset + LENGTH, length - LENGTH), names, outcome);
        }
    }

    /** Whether a payload says that the engine committed a request, and that nobody refused. */
    static boolean isPlainCommit(DirectBuffer buffer, int offset, int length) {
        return length >= LENGTH && buffer.getLong(offset + KIND_OFFSET, LITTLE_ENDIAN) == PLAIN_COMMIT;
    }

    static long requestSequence(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + REQUEST_OFFSET, LITTLE_ENDIAN);
    }

    static long pages(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + PAGES_OFFSET, LITTLE_ENDIAN);
    }

    static long digest(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + DIGEST_OFFSET, LITTLE_ENDIAN);
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
