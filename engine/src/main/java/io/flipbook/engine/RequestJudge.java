package io.flipbook.engine;

import java.util.Map;

/**
 * Says of a request what the state alone can say: whether it is valid, and what it would change. The checks and their
 * order are those of QEMU's {@code kvm_convert_memory}, RamBlockAttributes and virtio-mem where these agree; pure.
 */
final class RequestJudge {
    private static final long SMALLEST_PAGE_MASK = RegionSpec.DEFAULT_PAGE_BYTES - 1;

    private final Map<String, Region> regions;
    private final AddressSpace addresses;

    RequestJudge(Map<String, Region> regions, AddressSpace addresses) {
        this.regions = regions;
        this.addresses = addresses;
    }

    /**
     * Judges a request: fills {@code change}, and {@code outcome} where nobody need be asked.
     *
     * @return whether there is something to do: the request is valid and changes pages
     */
    boolean judge(ConversionRequest request, Policy policy, Change change, Outcome outcome) {
        Operation operation = request.operation();
        change.begin(operation);
        Rejection invalid = operation.isByAddress()
                ? findParts(request, policy.profile(), change)
                : findRange(request, operation, change);
        if (invalid != Rejection.NONE) {
            outcome.reject(invalid);
            return false;
        }
        change.measure();
        Rejection mixed = mixed(operation, policy.mixed(), change);
        if (mixed != Rejection.NONE) {
            outcome.reject(mixed);
            return false;
        }
        if (change.pages() == 0) {
            outcome.kind(Outcome.Kind.NOOP);
            return false;
        }
        return change.populates() || !isPinned(change, outcome);
    }

    /**
     * The region that a request names; null where it names none, or there is none of that name.
     *
     * @throws IllegalArgumentException if that is no name
     */
    Region regionOf(ConversionRequest request) {
        if (request.operation().isByAddress()) {
            return null;
        }
        Region region = regions.get(request.region());
        if (region == null) {
            Names.check(request.region());
        }
        return region;
    }

    /** Whether every mapped page of a range of addresses is shared, or private. */
    boolean isEverywhere(long gpa, long sizeBytes, boolean shared) {
        Change change = new Change();
        ConversionRequest request = shared
                ? ConversionRequest.convertToShared(gpa, sizeBytes)
                : ConversionRequest.convertToPrivate(gpa, sizeBytes);
        judge(request, Policy.DEFAULT, change, new Outcome());
        change.measure();
        return change.pages() == 0;
    }

    /** Checks a range of a region as every statement that names one does; the region itself is known. */
    static Rejection checkRange(Region region, long offset, long sizeBytes, long unitBytes) {
        if (sizeBytes == 0) {
            return Rejection.ZERO_SIZE;
        }
        if (!isMultiple(offset, unitBytes) || !isMultiple(sizeBytes, unitBytes)) {
            return Rejection.MISALIGNED;
        }
        long end = offset + sizeBytes;
        if (Long.compareUnsigned(end, offset) < 0
                || Long.compareUnsigned(end, region.spec().sizeBytes()) > 0) {
            return Rejection.OUT_OF_RANGE;
        }
        return Rejection.NONE;
    }

    private Rejection findRange(ConversionRequest request, Operation operation, Change change) {
        Region region = regions.get(request.region());
        if (region == null) {
            return Rejection.UNKNOWN_REGION;
        }
        if (operation.isAboutPlugging() && region.plugged() == null) {
            return Rejection.NOT_PLUGGABLE;
        }
        if (operation == Operation.UNPLUG_ALL) {
            change.addPart(region, 0, region.pageCount());
            return Rejection.NONE;
        }
        long unitBytes = region.spec().pageBytes();
        if (operation.isAboutPlugging()) {
            unitBytes = region.spec().plugBlockBytes();
        } else if (operation.isAboutAddedSource()) {
            Source source = region.addedSource(request.source());
            if (source == null) {
                return Rejection.UNKNOWN_SOURCE;
            }
            change.setSource(source);
            unitBytes = region.toBytes(source.pagesPerUnit());
        }
        Rejection invalid = checkRange(region, request.start(), request.sizeBytes(), unitBytes);
        if (invalid == Rejection.NONE) {
            long from = region.toPage(request.start());
            change.addPart(region, from, from + region.toPage(request.sizeBytes()));
        }
        return invalid;
    }

    private Rejection findParts(ConversionRequest request, Policy.Profile profile, Change change) {
        long gpa = request.start();
        long sizeBytes = request.sizeBytes();
        if (sizeBytes == 0) {
            return Rejection.ZERO_SIZE;
        }
        if (((gpa | sizeBytes) & SMALLEST_PAGE_MASK) != 0) {
            return Rejection.MISALIGNED;
        }
        long last = gpa + sizeBytes - 1;
        if (Long.compareUnsigned(last, gpa) < 0) {
            return Rejection.OUT_OF_RANGE;
        }
        long mappedBytes = 0;
        for (int i = addresses.indexAtOrAfter(gpa);
                i < addresses.count() && Long.compareUnsigned(addresses.first(i), last) <= 0;
                i++) {
            Region region = addresses.region(i);
            long partFirst = maxUnsigned(gpa, addresses.first(i));
            long partLast = minUnsigned(last, addresses.last(i));
            long offset = addresses.toOffset(i, partFirst);
            long partBytes = partLast - partFirst + 1;
            if (((offset | partBytes) & (region.spec().pageBytes() - 1)) != 0) {
                change.dropParts(); // an answer from outside cannot mean those before it alone
                return Rejection.MISALIGNED;
            }
            long from = region.toPage(offset);
            change.addPart(region, from, from + region.toPage(partBytes));
            mappedBytes += partBytes;
        }
        if (profile == Policy.Profile.QEMU_10_1 && isCutOff(gpa, last)) {
            change.setCutOff();
            return Rejection.NONE;
        }
        return request.operation().populates() || mappedBytes == sizeBytes ? Rejection.NONE : Rejection.UNMAPPED;
    }

    /** QEMU looks up the section under the first page alone, and uses the whole size with it. */
    private boolean isCutOff(long gpa, long last) {
        int first = addresses.indexAtOrAfter(gpa);
        return first < addresses.count()
                && Long.compareUnsigned(addresses.first(first), gpa) <= 0
                && Long.compareUnsigned(addresses.last(first), last) < 0;
    }

    private static Rejection mixed(Operation operation, Policy.Mixed policy, Change change) {
        if (operation == Operation.UNPLUG_ALL) {
            return Rejection.NONE;
        }
        if (operation.isAboutPlugging()) {
            return change.isMixed() || change.pages() == 0 ? Rejection.MIXED : Rejection.NONE;
        }
        if (change.isMixed()) {
            if (policy == Policy.Mixed.REFUSE) {
                return Rejection.MIXED;
            }
            if (policy == Policy.Mixed.PER_PAGE && change.unitPages(0) == 1) {
                change.setPageByPage();
            }
        }
        return Rejection.NONE;
    }

    /** A page that is referenced cannot stop being there; KVM answers EAGAIN and where the first one is. */
    private static boolean isPinned(Change change, Outcome outcome) {
        for (int part = 0; part < change.partCount(); part++) {
            Region region = change.region(part);
            if (region.pins().isEmpty()) {
                continue;
            }
            long page = change.firstPinned(part);
            if (page >= 0) {
                outcome.reject(Rejection.BUSY).busyAt(region.id(), region.name(), region.toBytes(page));
                return true;
            }
        }
        return false;
    }

    /** A page is a power of two, a plug block need not be; a division costs as much as the rest of the checks. */
    static boolean isMultiple(long bytes, long unitBytes) {
        long mask = unitBytes - 1;
        return (unitBytes & mask) == 0 ? (bytes & mask) == 0 : Long.remainderUnsigned(bytes, unitBytes) == 0;
    }

    private static long maxUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static long minUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
