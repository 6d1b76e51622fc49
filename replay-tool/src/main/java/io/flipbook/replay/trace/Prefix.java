package io.flipbook.replay.trace;

import io.flipbook.replay.trace.TraceTime.Clock;

/** What stands before an event's name: who, when, and where the name begins. Reused from line to line. */
final class Prefix {
    private final TaskNames names = new TaskNames();
    private final TimeText text = new TimeText();

    private TraceTime time = TraceTime.NONE;
    private TraceTask task = TraceTask.NONE;
    private boolean timeTooLarge;
    private int nameAt;

    TraceTime time() {
        return time;
    }

    TraceTask task() {
        return task;
    }

    /** Whether a time was read that does not fit. */
    boolean timeTooLarge() {
        return timeTooLarge;
    }

    /** Where the prefix ends and the event's name begins. */
    int nameAt() {
        return nameAt;
    }

    void clear() {
        time = TraceTime.NONE;
        task = TraceTask.NONE;
        timeTooLarge = false;
    }

    private void setTime(Clock clock) {
        timeTooLarge = text.timeNs() == TimeText.TOO_LARGE;
        time = timeTooLarge ? TraceTime.NONE : new TraceTime(clock, text.timeNs());
    }

    /** Whether {@code THREADID@SECS.FRACTION:} stands there; if so it is taken. */
    boolean readThreadAndSeconds(byte[] line, int from, int to) {
        int at = Ascii.skipDigits(line, from, to);
        if (at == from
                || at - from > TaskNames.MAX_BYTES
                || at == to
                || line[at] != '@'
                || !text.readSeconds(line, at + 1, to)) {
            return false;
        }
        if (text.end() == to || line[text.end()] != ':') {
            return false;
        }
        setTime(Clock.EPOCH);
        task = names.thread(line, from, at);
        nameAt = text.end() + 1;
        return true;
    }

    /** Whether an ISO 8601 time and a blank stand there; if so the time is taken. */
    boolean readIsoTime(byte[] line, int from, int to) {
        if (!text.readIso(line, from, to) || text.end() == to || !Ascii.isBlank(line[text.end()])) {
            return false;
        }
        setTime(Clock.EPOCH);
        nameAt = Ascii.skipBlanks(line, text.end(), to);
        return true;
    }

    /** Whether the first {@code (tid:thread): }, past a name in brackets, is there; if so it is taken. */
    boolean readThreadInBrackets(byte[] line, int from, int to) {
        int at = line[from] == '[' ? endOfBracket(line, from, to) : from;
        for (; at < to; at++) {
            if (line[at] == '(' && readThreadAt(line, at, to)) {
                return true;
            }
        }
        return false;
    }

    private static int endOfBracket(byte[] line, int from, int to) {
        for (int i = from; i + 1 < to; i++) {
            if (line[i] == ']' && line[i + 1] == ' ') {
                return i + 1;
            }
        }
        return from;
    }

    private boolean readThreadAt(byte[] line, int open, int to) {
        int colon = Ascii.skipDigits(line, open + 1, to);
        if (colon == open + 1 || colon - open > TaskNames.MAX_BYTES || colon == to || line[colon] != ':') {
            return false;
        }
        int last = Math.min(to - 2, colon + TaskNames.MAX_BYTES);
        for (int i = colon + 1; i < last; i++) {
            if (line[i] == ')' && line[i + 1] == ':' && line[i + 2] == ' ') {
                task = names.thread(line, open + 1, colon);
                nameAt = Ascii.skipBlanks(line, i + 3, to);
                return true;
            }
        }
        return false;
    }

    /**
     * Whether {@code TASK [CPU] FLAGS SECS: } stands there, flags or not; if so it is taken.
     *
     * <p>A task chooses its own name, so it may look like the middle of a header; and a marker's text may look like a
     * whole one. Hence of several readings the last is right whose task's name is no longer than the kernel's 15 bytes.
     */
    boolean readKernelHeader(byte[] line, int from, int to) {
        int last = Math.min(to, from + TaskNames.MAX_HEADER_BYTES);
        boolean found = false;
        for (int open = from + 1; open < last; open++) {
            if (line[open] != '[') {
                continue;
            }
            int end = endOfHeader(line, open, to);
            TraceTask read = end < 0 ? null : names.task(line, from, open);
            if (read != null && (!found || names.isShortComm())) {
                task = read;
                setTime(Clock.BOOT);
                nameAt = end;
                found = true;
            }
        }
        return found;
    }

    private int endOfHeader(byte[] line, int open, int to) {
        int close = Ascii.skipDigits(line, open + 1, to);
        if (close == open + 1 || close + 1 >= to || line[close] != ']' || !Ascii.isBlank(line[close + 1])) {
            return -1;
        }
        int at = Ascii.skipBlanks(line, close + 1, to);
        if (!isTimeAt(line, at, to)) {
            while (at < to && !Ascii.isBlank(line[at])) {
                at++;
            }
            at = Ascii.skipBlanks(line, at, to);
            if (!isTimeAt(line, at, to)) {
                return -1;
            }
        }
        return Ascii.skipBlanks(line, text.end() + 1, to);
    }

    private boolean isTimeAt(byte[] line, int at, int to) {
        return text.readSeconds(line, at, to) && text.end() < to && line[text.end()] == ':';
    }
}
