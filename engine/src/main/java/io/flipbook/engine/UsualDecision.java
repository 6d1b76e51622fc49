package io.flipbook.engine;

import io.flipbook.journal.RecordView;
import org.agrona.DirectBuffer;

/**
 * The outcome that nearly all requests have, made quickly when it is read back: all pages of one range of one region
 * differed, and all of them came to be shared, or private. It is the same by the rules of {@link RequestJudge} and
 * {@link Change}, which are for everything else, and for whatever is wrong.
 */
final class UsualDecision {
    private final GuestMemory memory;
    private final UndecidedRequests undecided;
    private Region region;
    private long from;
    private long to;

    UsualDecision(GuestMemory memory, UndecidedRequests undecided) {
        this.memory = memory;
        this.undecided = undecided;
    }

    /** Changes the state as an outcome says; false, and nothing has happened, where it is not of this kind. */
    boolean apply(RecordView outcome) {
        DirectBuffer buffer = outcome.buffer();
        int payload = outcome.payloadOffset();
        if (!OutcomeCodec.isPlainCommit(buffer, payload, outcome.payloadLength())) {
            return false;
        }
        ConversionRequest request = undecided.first(OutcomeCodec.requestSequence(buffer, payload));
        if (request == null || !find(request) || OutcomeCodec.pages(buffer, payload) != to - from) {
            return false;
        }
        boolean value = request.operation().populates();
        long added = region.shared().digestOf(from, to);
        long delta = value ? added : -added;
        if (memory.digest() + delta != OutcomeCodec.digest(buffer, payload)) {
            return false;
        }
        region.live().beginChange();
        if (!region.shared().flip(from, to, value)) {
            region.live().endChange();
            return false;
        }
        undecided.takeFirst();
        region.live().addSharedPages(value ? to - from : from - to);
        memory.changeDigest(delta);
        region.live().endChange();
        return true;
    }

    private boolean find(ConversionRequest request) {
        Operation operation = request.operation();
        if (operation.isByAddress()) {
            return findMapped(request.start(), request.sizeBytes());
        }
        return (operation == Operation.TO_SHARED || operation == Operation.TO_PRIVATE)
                && findNamed(request.region(), request.start(), request.sizeBytes());
    }

    /** Finds a range of addresses that one map holds. */
    private boolean findMapped(long gpa, long sizeBytes) {
        AddressSpace addresses = memory.addresses();
        int map = addresses.indexAtOrAfter(gpa);
        if (map == addresses.count()
                || Long.compareUnsigned(addresses.first(map), gpa) > 0
                || Long.compareUnsigned(sizeBytes - 1, addresses.last(map) - gpa) > 0
                || (gpa & RegionSpec.DEFAULT_PAGE_BYTES - 1) != 0) {
            return false;
        }
        return findPages(addresses.region(map), addresses.toOffset(map, gpa), sizeBytes);
    }

    private boolean findNamed(String name, long offset, long sizeBytes) {
        Region named = memory.region(name);
        return named != null && findPages(named, offset, sizeBytes);
    }

    private boolean findPages(Region of, long offset, long sizeBytes) {
        region = of;
        from = of.toPage(offset);
        to = from + of.toPage(sizeBytes);
        return RequestJudge.checkRange(of, offset, sizeBytes, of.spec().pageBytes()) == Rejection.NONE;
    }
}
