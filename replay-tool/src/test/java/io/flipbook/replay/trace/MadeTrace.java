package io.flipbook.replay.trace;

import io.flipbook.replay.trace.TraceTime.Clock;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;

/**
 * Made lines, and what each of them must be read as.
 *
 * <p>Nothing here was recorded from a guest: the formats are real, the conversions are drawn from a seed. Among the
 * sound requests are redundant ones, empty and misaligned ones, and ones outside all memory. One seed gives one trace.
 */
final class MadeTrace {
    /** A line without its line feed, and what it says. */
    record Made(String line, TraceTime time, TraceTask task, TraceEvent event) {}

    private static final long PAGE = 4096;
    private static final long LOW_BYTES = 2L << 30;
    private static final long HIGH_GPA = 4L << 30;
    private static final long START_US = 1_767_607_872_000_000L;
    private static final String[] COMMS = {"CPU 0/KVM", "qemu-system-x86", "kworker/0:2", "a-1 [0]: b", "<...>"};

    private final Random random;
    private final long seed;
    private long timeUs;
    private TraceEvent.KvmConvertMemory last = new TraceEvent.KvmConvertMemory(0, PAGE, false);

    MadeTrace(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** The comment that says what such a trace is. */
    String label() {
        return "# made by a generator, seed " + seed + ": recorded from no guest";
    }

    /** A QEMU log's next line, with one of the prefixes. */
    Made nextOfQemu() {
        last = conversion();
        timeUs += 1 + random.nextInt(2000);
        String event = "kvm_convert_memory start 0x" + Long.toHexString(last.startGpa()) + " size 0x"
                + Long.toHexString(last.sizeBytes()) + (last.toPrivate() ? " shared_to_private" : " private_to_shared");
        int thread = 9000 + random.nextInt(4);
        long nowUs = START_US + timeUs;
        String seconds = seconds(nowUs);
        TraceTime time = new TraceTime(Clock.EPOCH, nowUs * 1000);
        TraceTask task = new TraceTask("", Integer.toString(thread), "");
        return switch (random.nextInt(7)) {
            case 0 -> new Made(event, TraceTime.NONE, TraceTask.NONE, last);
            case 1 -> new Made("host qemu[77]: " + event, TraceTime.NONE, TraceTask.NONE, last);
            case 2 -> new Made("host: " + thread + "@" + seconds + ":" + event, time, task, last);
            case 3 -> new Made(iso(nowUs) + " qemu-system-x86_64: (" + thread + ":main): " + event, time, task, last);
            case 4 ->
                new Made(
                        iso(nowUs) + " [guest one] qemu: (" + thread + ":CPU 0/KVM): " + event + "\r",
                        time,
                        task,
                        last);
            default ->
                new Made(thread + "@" + seconds + ":" + event + (random.nextBoolean() ? " " : ""), time, task, last);
        };
    }

    /** A kernel trace's next line, as perf, trace-cmd or the trace pipe print it. */
    Made nextOfKernel() {
        last = conversion();
        timeUs += 1 + random.nextInt(2000);
        long start = last.startGpa() >>> 12;
        long end = start + (last.sizeBytes() >>> 12);
        TraceEvent event = new TraceEvent.KvmVmSetMemAttributes(start << 12, end << 12, last.toPrivate() ? 8 : 0);
        String rest = frame(start) + " -- " + frame(end) + (last.toPrivate() ? " [0x8]" : " [0x0]");
        String comm = COMMS[random.nextInt(COMMS.length)];
        int thread = 100 + random.nextInt(4);
        String name = "kvm_vm_set_mem_attributes: ";
        String id = Integer.toString(thread);
        String seconds = seconds(timeUs);
        TraceTime time = new TraceTime(Clock.BOOT, timeUs * 1000);
        TraceTask task = new TraceTask(comm, id, "");
        TraceTask ofProcess = new TraceTask(comm, id, "99");
        String ftrace = "    " + comm + "-" + id;
        return switch (random.nextInt(5)) {
            case 0 -> new Made(comm + "  " + id + " [003] " + seconds + "000: kvm:" + name + rest, time, task, event);
            case 1 ->
                new Made(comm + " 99/" + id + " [003]  " + seconds + ": kvm:" + name + rest, time, ofProcess, event);
            case 2 -> new Made(ftrace + " [000]  " + seconds + ": " + name + "    " + rest, time, task, event);
            case 3 ->
                new Made(ftrace + " (     99) [000] d..1. " + seconds + ": " + name + rest, time, ofProcess, event);
            default -> new Made(ftrace + "       [000] ..... " + seconds + ": " + name + rest, time, task, event);
        };
    }

    private TraceEvent.KvmConvertMemory conversion() {
        boolean toPrivate = random.nextBoolean();
        long page = random.nextInt(1 << 19) * PAGE;
        long start = random.nextBoolean() ? page % LOW_BYTES : HIGH_GPA + page;
        long size = PAGE << random.nextInt(10);
        return switch (random.nextInt(20)) {
            case 0 -> last;
            case 1 -> new TraceEvent.KvmConvertMemory(start, 0, toPrivate);
            case 2 -> new TraceEvent.KvmConvertMemory(start + 1 + random.nextInt(4095), size, toPrivate);
            case 3 -> new TraceEvent.KvmConvertMemory(start, size - 512, toPrivate);
            case 4 -> new TraceEvent.KvmConvertMemory(0xfec00000L, PAGE, toPrivate);
            case 5 -> new TraceEvent.KvmConvertMemory(1L << 52, size, toPrivate);
            default -> new TraceEvent.KvmConvertMemory(start, size, toPrivate);
        };
    }

    private static String seconds(long us) {
        return us / 1_000_000 + "." + Long.toString(1_000_000 + us % 1_000_000).substring(1);
    }

    private static String iso(long us) {
        String micros = Long.toString(1_000_000 + us % 1_000_000).substring(1);
        return Instant.ofEpochSecond(us / 1_000_000).toString().replace("Z", "." + micros + "Z");
    }

    private static String frame(long frame) {
        String digits = Long.toHexString(frame);
        return "0x" + "0".repeat(14 - digits.length()) + digits;
    }

    /** Prints a QEMU log: {@code SEED LINES}. */
    public static void main(String[] args) throws IOException {
        MadeTrace trace = new MadeTrace(Long.parseLong(args[0]));
        try (OutputStream out = new BufferedOutputStream(System.out)) {
            out.write((trace.label() + "\n").getBytes(StandardCharsets.UTF_8));
            for (long left = Long.parseLong(args[1]); left > 0; left--) {
                out.write((trace.nextOfQemu().line() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
