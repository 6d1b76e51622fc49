package io.flipbook.engine.live;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the thread that changes a guest does for its {@link GuestReader}s. It says which regions there are, and after
 * each change the digest and the sequence; and gives memory here that it needs no more.
 *
 * <p><b>Order of a change</b>: {@link LiveRegion#beginChange} of all its regions, the bits, {@link #publish}, {@link
 * LiveRegion#endChange} of all. So the digest that a reader finds while a region's version stays as it is tells of
 * that region's bits, and who has read one region of a change does not read another one as it was before.
 *
 * <p><b>A region that goes</b> is first in a change, and stays in it: who has found it before reads no digest of a
 * state in which it is not there any more, but tries again, and does not find it.
 *
 * <p><b>Order of freeing</b>: the writer first makes memory unreachable, then looks who is inside; a reader first says
 * that it is inside, then looks for memory. All four are volatile, so one of the two sees the other. The last of those
 * who were inside frees it on its way out.
 */
public final class LiveGuest {
    private static final VarHandle VERSION;
    private static final VarHandle SEQUENCE;
    private static final VarHandle DIGEST;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VERSION = lookup.findVarHandle(LiveGuest.class, "version", long.class);
            SEQUENCE = lookup.findVarHandle(LiveGuest.class, "sequence", long.class);
            DIGEST = lookup.findVarHandle(LiveGuest.class, "digest", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Map<String, LiveRegion> regions = new ConcurrentHashMap<>();
    private final List<GuestReader> readers = new CopyOnWriteArrayList<>();
    private final Queue<RetiredMemory> retired = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private long version;
    private long sequence;
    private long digest;

    /** A guest without regions. */
    public LiveGuest() {}

    /** Adds a region; nobody reads it before its first change has ended. */
    public void add(LiveRegion region) {
        regions.put(region.name(), region);
    }

    /** Takes a region away, in a change of it that never ends; its memory is still to be {@link #retire retired}. */
    public void remove(LiveRegion region) {
        regions.remove(region.name(), region);
    }

    /** Takes all regions away; their memory is still to be {@link #retire retired}. */
    public void clear() {
        regions.clear();
    }

    /** How many bytes are shared of each region of which any are, by name. Any thread may ask. */
    public Map<String, Long> sharedBytes() {
        Map<String, Long> bytes = new TreeMap<>();
        regions.forEach((name, region) -> {
            long shared = region.sharedPages() << region.pageShift();
            if (shared != 0) {
                bytes.put(name, shared);
            }
        });
        return Collections.unmodifiableMap(bytes);
    }

    /** Says what the state is now that a change has led to. Inside the change of all regions that it is of. */
    public void publish(long newSequence, long newDigest) {
        VERSION.setOpaque(this, version + 1);
        VarHandle.storeStoreFence();
        SEQUENCE.setOpaque(this, newSequence);
        DIGEST.setOpaque(this, newDigest);
        VERSION.setRelease(this, version + 1);
    }

    /** Frees memory that readers cannot come to any more, at once or when those who may look at it have left. */
    public void retire(Runnable free) {
        RetiredMemory memory = new RetiredMemory(free, readers);
        if (!memory.freeIfLeft()) {
            retired.add(memory);
            sweep();
        }
    }

    /** Refuses readers from now on; whether it did not before. */
    public boolean close() {
        boolean wasOpen = !closed;
        closed = true;
        clear();
        return wasOpen;
    }

    /**
     * A reader, for one thread at a time; any may ask for one.
     *
     * @throws IllegalStateException if this is closed
     */
    public GuestReader reader() {
        GuestReader reader = new GuestReader(this);
        readers.add(reader);
        if (closed) {
            readers.remove(reader);
        }
        checkOpen();
        return reader;
    }

    /** Forgets a reader. */
    void remove(GuestReader reader) {
        readers.remove(reader);
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the engine is closed: what was read of it is not there any more");
        }
    }

    List<String> regionNames() {
        return regions.keySet().stream().sorted().toList();
    }

    LiveRegion region(String name) {
        LiveRegion region = regions.get(name);
        if (region == null) {
            checkOpen();
            throw new IllegalArgumentException("no region " + name);
        }
        return region;
    }

    /** Frees what can be freed; by whoever leaves. */
    void sweep() {
        if (!retired.isEmpty()) {
            retired.removeIf(RetiredMemory::freeIfLeft);
        }
    }

    /** Puts sequence and digest of one moment into a reader; false if they are just being changed. */
    boolean read(GuestReader into) {
        long before = (long) VERSION.getAcquire(this);
        long sequenceRead = (long) SEQUENCE.getOpaque(this);
        long digestRead = (long) DIGEST.getOpaque(this);
        VarHandle.loadLoadFence();
        into.found(sequenceRead, digestRead);
        return (before & 1) == 0 && (long) VERSION.getOpaque(this) == before;
    }
}
