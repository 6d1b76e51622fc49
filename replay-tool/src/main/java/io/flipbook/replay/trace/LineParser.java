package io.flipbook.replay.trace;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Makes an event of a line.
 *
 * <p>Where a prefix is known in full, the event's name stands right after it and nowhere else. Otherwise any text may
 * stand before the name: the first name of ours is taken whose rest fits up to the end of the line. A line is damaged
 * when it names an event of ours that does not fit, and when it is no line of a trace at all.
 */
final class LineParser {
    private static final int MAX_NAME_BYTES = 64;

    private final boolean readsQemu;
    private final boolean readsKernel;
    private final Prefix prefix = new Prefix();
    private final Cursor cursor = new Cursor();
    private byte[] line = new byte[0];
    private static final int MAX_FURNITURE_BYTES = 64;
    private static final Pattern FURNITURE = Pattern.compile("cpus=\\d{1,6}|version = \\d{1,6}|CPU \\d{1,6} is empty");

    private int from;
    private int to;

    LineParser(InputKind kind) {
        if (kind == InputKind.JSONL) {
            throw new IllegalArgumentException("records as JSON are no trace's lines");
        }
        readsQemu = kind != InputKind.KERNEL_TRACE;
        readsKernel = kind != InputKind.QEMU_LOG;
    }

    /** Reads the bytes, which may end in blanks and a carriage return but hold no line feed. */
    TraceLine parse(long number, byte[] bytes, int start, int end) {
        line = bytes;
        to = end;
        while (to > start && (Ascii.isBlank(line[to - 1]) || line[to - 1] == '\r')) {
            to--;
        }
        from = Ascii.skipBlanks(line, start, to);
        prefix.clear();
        TraceEvent event = event();
        if (prefix.timeTooLarge()) {
            event = damaged("", "a time past 64 bits of nanoseconds");
        }
        return new TraceLine(number, prefix.time(), prefix.task(), event);
    }

    private TraceEvent event() {
        if (from == to || line[from] == '#' || isFurniture()) {
            return new TraceEvent.Ignored("");
        }
        if (readsQemu && prefix.readThreadAndSeconds(line, from, to)) {
            return qemuEvent(Ascii.skipBlanks(line, prefix.nameAt(), to), false);
        }
        if (readsQemu && prefix.readIsoTime(line, from, to)) {
            int rest = prefix.nameAt();
            return prefix.readThreadInBrackets(line, rest, to) ? qemuEvent(prefix.nameAt(), true) : anywhere(rest);
        }
        if (readsKernel && prefix.readKernelHeader(line, from, to)) {
            return kernelEvent(prefix.nameAt());
        }
        return anywhere(from);
    }

    /**
     * Whether it is one of the lines that trace-cmd's report has beside events. That events were lost is none of them:
     * it is to be seen.
     */
    private boolean isFurniture() {
        boolean mayBe = line[from] == 'c' || line[from] == 'C' || line[from] == 'v';
        return mayBe
                && to - from <= MAX_FURNITURE_BYTES
                && FURNITURE.matcher(text(from, to)).matches();
    }

    private TraceEvent qemuEvent(int at, boolean mayBeMessage) {
        int end = Ascii.skipWord(line, at, to);
        EventFormat format = EventFormat.ofQemu(line, at, end);
        return format != null ? read(format, end) : otherEvent(at, end, mayBeMessage);
    }

    private TraceEvent kernelEvent(int at) {
        int end = Ascii.skipWord(line, at, to);
        int name = at;
        if (end + 1 < to && line[end] == ':' && Ascii.isWord(line[end + 1])) {
            name = end + 1;
            end = Ascii.skipWord(line, name, to);
        }
        EventFormat format = EventFormat.ofKernel(line, name, end);
        if (format != null && isMeant(format, at, name, end)) {
            return readAfterColon(format, end);
        }
        return otherEvent(name, end, false);
    }

    /** Whether the system before the name is the event's, or, where it goes unsaid, cannot well be another. */
    private boolean isMeant(EventFormat format, int system, int name, int end) {
        if (name > system) {
            return format.isOfSystem(text(system, name - 1));
        }
        cursor.reset(line, Math.min(end + 1, to), to);
        cursor.blanks();
        return !format.isOfSystem("iommu") || cursor.isNext("IOMMU:");
    }

    private TraceEvent readAfterColon(EventFormat format, int at) {
        boolean colon = at < to && line[at] == ':';
        return colon ? readRest(format, at + 1) : damaged(format.name(), "no ':' after the event's name");
    }

    private TraceEvent read(EventFormat format, int at) {
        boolean ends = at == to || Ascii.isBlank(line[at]);
        return ends ? readRest(format, at) : damaged(format.name(), "no blank after the event's name");
    }

    private TraceEvent readRest(EventFormat format, int at) {
        cursor.reset(line, at, to);
        cursor.blanks();
        TraceEvent event = format.read(cursor);
        if (!cursor.failed()) {
            return event;
        }
        return damaged(format.name(), cursor.failure() + " at column " + (cursor.position() - from + 1));
    }

    /** An event that is none of ours, of which no more is asked than that it have a name. */
    private TraceEvent otherEvent(int at, int end, boolean mayBeMessage) {
        boolean ends = end == to || Ascii.isBlank(line[end]) || line[end] == ':';
        if (end == at || end - at > MAX_NAME_BYTES || !ends || (mayBeMessage && !isEventName(at, end))) {
            return damaged("", "no event after the prefix");
        }
        if (end == to && EventFormat.isStartOfAName(line, at, end)) {
            return damaged("", "an event's name cut short");
        }
        EventFormat ours = EventFormat.ofQemu(line, at, end);
        if (ours != null) {
            return damaged(ours.name(), "QEMU's event where the kernel's are");
        }
        return new TraceEvent.Ignored(text(at, end));
    }

    /** Whether it looks like an event's name and not like a word of a sentence. */
    private boolean isEventName(int at, int end) {
        boolean underscore = false;
        for (int i = at; i < end; i++) {
            underscore |= line[i] == '_';
        }
        return underscore && line[at] >= 'a' && line[at] <= 'z';
    }

    /** The first event of ours that fits; else what the first that does not is wrong with; else any other event. */
    private TraceEvent anywhere(int start) {
        TraceEvent misfit = null;
        int end;
        for (int at = start; at < to; at = end + 1) {
            end = Ascii.skipWord(line, at, to);
            TraceEvent event = end == at ? null : eventOfWord(at, end);
            if (event != null && !(event instanceof TraceEvent.Damaged)) {
                readEndOfFreePrefix(start, at);
                return event;
            }
            misfit = misfit == null ? event : misfit;
        }
        if (misfit != null) {
            return misfit;
        }
        end = Ascii.skipWord(line, start, to);
        boolean shaped = (end == to || Ascii.isBlank(line[end])) && isEventName(start, end);
        return shaped ? otherEvent(start, end, true) : damaged("", "not a line of a trace");
    }

    private TraceEvent eventOfWord(int at, int end) {
        EventFormat format = readsQemu ? EventFormat.ofQemu(line, at, end) : null;
        if (format != null) {
            return read(format, end);
        }
        format = readsKernel ? EventFormat.ofKernel(line, at, end) : null;
        if (format == null) {
            return null;
        }
        boolean meant = !format.isOfSystem("iommu") || followsIommu(at);
        return meant ? readAfterColon(format, end) : null;
    }

    private boolean followsIommu(int at) {
        int system = at - "iommu:".length();
        cursor.reset(line, Math.max(from, system), at);
        return system >= from && cursor.isNext("iommu:");
    }

    /** A free prefix may itself end in one of QEMU's, as when a log was copied into another. */
    private void readEndOfFreePrefix(int start, int at) {
        int word = Ascii.trimEnd(line, start, at);
        while (word > start && !Ascii.isBlank(line[word - 1])) {
            word--;
        }
        TraceTime before = prefix.time();
        if (readsQemu && !prefix.readThreadAndSeconds(line, word, at) && before == TraceTime.NONE && start < at) {
            prefix.readThreadInBrackets(line, start, at);
        }
    }

    private TraceEvent.Damaged damaged(String name, String reason) {
        return new TraceEvent.Damaged(name, reason, Excerpt.of(line, from, to));
    }

    private String text(int at, int end) {
        return new String(line, at, end - at, StandardCharsets.US_ASCII);
    }
}
