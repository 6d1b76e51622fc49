package io.flipbook.engine;

import io.flipbook.engine.memtype.TypeAttributes;
import java.util.List;

/**
 * What there is to know of a guest's memory. To be asked by the thread that changes it. Sizes are unsigned bytes. Once
 * it is closed, what asks for pages throws {@link IllegalStateException}.
 */
public interface GuestView {
    /**
     * The digest of the state: the sum over all pages that are set in a source, so that equal states have equal ones.
     */
    long digest();

    /** Whether a refusal has halted the guest. */
    boolean isHalted();

    /** How mixed ranges and refusals are treated now. */
    Policy policy();

    /** The regions, in the order in which they were added. */
    List<RegionSpec> regions();

    /** Where regions are mapped, ascending by address. */
    List<LayoutRecord.Mapped> maps();

    /**
     * The region that a map shows part of.
     *
     * @throws IllegalArgumentException if there is no region of that number, or no longer
     */
    RegionSpec regionOf(LayoutRecord.Mapped map);

    /**
     * The runs of pages of whose memory types something was said that is not the default, ascending.
     *
     * @throws IllegalArgumentException if there is no region of that name
     */
    List<MemoryTypeRange> memoryTypes(String region);

    /**
     * What decides the memory type of the page that holds an offset.
     *
     * @throws IllegalArgumentException if there is no region of that name, or if it ends before the offset
     */
    TypeAttributes memoryType(String region, long offset);

    /** The listeners that are registered, in order. */
    List<ListenerSpec> listeners();

    /** The sequences of the requests that have no outcome, ascending. */
    List<Long> undecided();

    /** Why there is no such range of whole pages in a region of that name; {@link Rejection#NONE} if there is. */
    Rejection checkRange(String region, long offset, long sizeBytes);

    /**
     * Whether a whole range is populated: each of its pages shared, and plugged where the region has a plug block.
     *
     * @throws IllegalArgumentException if {@link #checkRange} has something against the range
     */
    boolean isPopulated(String region, long offset, long sizeBytes);

    /**
     * Shows the populated runs of a range, ascending, until the visitor has enough: QEMU's replay_populated.
     *
     * @throws IllegalArgumentException if {@link #checkRange} has something against the range
     */
    default void visitPopulated(String region, long offset, long sizeBytes, RunVisitor visitor) {
        visitPresent(region, Side.SHARED, offset, sizeBytes, visitor);
    }

    /**
     * Shows the runs of a range that are there for the holders of a side, ascending, until the visitor has enough: of
     * the shared side what is populated, of the private side what is not shared and to which all other sources say yes.
     *
     * @throws IllegalArgumentException if {@link #checkRange} has something against the range
     */
    void visitPresent(String region, Side side, long offset, long sizeBytes, RunVisitor visitor);

    /**
     * Shows the runs of a range that are not populated, until the visitor has enough: QEMU's replay_discarded.
     *
     * @throws IllegalArgumentException if {@link #checkRange} has something against the range
     */
    void visitDiscarded(String region, long offset, long sizeBytes, RunVisitor visitor);

    /**
     * Shows the shared runs of a region, ascending, until the visitor has enough.
     *
     * @throws IllegalArgumentException if there is no region of that name
     */
    default void visitShared(String region, RunVisitor visitor) {
        visitSource(region, "shared", visitor);
    }

    /**
     * Shows the plugged runs of a region, ascending, until the visitor has enough.
     *
     * @throws IllegalArgumentException if there is no region of that name, or it has no plug block
     */
    default void visitPlugged(String region, RunVisitor visitor) {
        visitSource(region, "plugged", visitor);
    }

    /** The sources that were added to a region, in order. */
    List<SourceSpec> addedSources(String region);

    /** As {@link #visitSource(String, String, long, long, RunVisitor)}, of a whole region. */
    void visitSource(String region, String source, RunVisitor visitor);

    /** Takes in how many references there are on each page of a run. */
    @FunctionalInterface
    interface PinVisitor {
        /**
         * A run of pages with the same number of references.
         *
         * @param offset from the start of the region, in bytes
         * @param sizeBytes more than 0
         * @param count how many references each page has, at least 1
         */
        void onRun(long offset, long sizeBytes, long count);
    }

    /** Shows the runs of a region that are pinned, ascending; two neighbours never have the same count. */
    void visitPins(String region, PinVisitor visitor);

    /** How often a hold for or against discards is held. */
    long held(DiscardHold hold);

    /**
     * Shows the runs of a range to which a source of its region says yes, ascending: {@code shared}, {@code plugged},
     * or one that was added.
     *
     * @throws IllegalArgumentException if there is no such source, or {@link #checkRange} has something against the
     *     range
     */
    void visitSource(String region, String source, long offset, long sizeBytes, RunVisitor visitor);

    /** Whether each page of a range is pinned; throws as {@link #isPopulated} does. */
    boolean isPinned(String region, long offset, long sizeBytes);

    /**
     * The smallest unit in which a region's pages become populated or not, in bytes: QEMU's get_min_granularity.
     *
     * @throws IllegalArgumentException if there is no region of that name
     */
    long granularityBytes(String region);

    /** Whether every page that is mapped in a range of guest physical addresses is shared, or, if asked so, private. */
    boolean isEverywhere(long gpa, long sizeBytes, boolean shared);

    /**
     * Whether every page of a range of a region is shared, or, if asked so, private.
     *
     * @throws IllegalArgumentException if {@link #checkRange} has something against the range
     */
    boolean isEverywhere(String region, long offset, long sizeBytes, boolean shared);
}
