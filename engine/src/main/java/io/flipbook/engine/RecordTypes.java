package io.flipbook.engine;

/** The types of the engine's records, in the part of the numbers that the journal leaves to its user. */
public final class RecordTypes {
    /** A region is added: {@link LayoutRecord.RegionAdded}. */
    public static final int REGION = 16;
    /** A region is gone: {@link LayoutRecord.RegionRemoved}. */
    public static final int UNREGION = 17;
    /** Part of a region is mapped: {@link LayoutRecord.Mapped}. */
    public static final int MAP = 18;
    /** A map is taken away: {@link LayoutRecord.Unmapped}. */
    public static final int UNMAP = 19;
    /** The policy from now on: {@link LayoutRecord.PolicySet}. */
    public static final int POLICY = 20;
    /** A listener is registered. */
    public static final int LISTENER = 21;
    /** A listener is gone: {@link LayoutRecord.ListenerEnded}. */
    public static final int UNLISTEN = 22;
    /** References on pages come or go: {@link LayoutRecord.PinChanged}. */
    public static final int PIN = 23;
    /** A hold for or against discards comes or goes: {@link LayoutRecord.HoldChanged}. */
    public static final int HOLD = 24;
    /** A source is added to a region: {@link SourceAdded}. */
    public static final int SOURCE = 25;
    /** A source is taken from a region: {@link SourceRemoved}. */
    public static final int UNSOURCE = 26;
    /** What decides memory types: {@link MemoryTypeSet}. */
    public static final int MEMORY_TYPE = 27;
    /** A request: {@link ConversionRequest}. */
    public static final int REQUEST = 32;
    /** What came of a request: {@link Outcome}. */
    public static final int OUTCOME = 33;
    /** What a source told beside: {@link Observation}. */
    public static final int OBSERVATION = 34;

    private RecordTypes() {}
}
