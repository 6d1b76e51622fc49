package io.flipbook.engine;

/** The types of the engine's records, in the part of the numbers that the journal leaves to its user. */
public final class RecordTypes {
    public static final int REGION = 16;
    public static final int MAP = 18;
    public static final int UNMAP = 19;
    public static final int POLICY = 20;
    public static final int LISTENER = 21;
    public static final int UNLISTEN = 22;
    public static final int PIN = 23;
    public static final int HOLD = 24;
    public static final int SOURCE = 25;
    public static final int UNSOURCE = 26;
    public static final int MEMORY_TYPE = 27;
    public static final int REQUEST = 32;
    public static final int OUTCOME = 33;
    public static final int OBSERVATION = 34;

    private RecordTypes() {}
}
