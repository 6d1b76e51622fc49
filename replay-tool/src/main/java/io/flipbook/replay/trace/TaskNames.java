package io.flipbook.replay.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads who printed a line; one task's lines that follow each other share one value. */
final class TaskNames {
    /** The longest thread that is taken, and the longest name of a task. */
    static final int MAX_BYTES = 64;

    /** Where a kernel header's CPU stands at the latest, counted from the first byte that is no blank. */
    static final int MAX_HEADER_BYTES = 160;

    private static final int KERNEL_COMM_BYTES = 15;

    /** What {@link #lastTask} was read from: of QEMU a number, which a task of the kernel never is. */
    private byte[] last = new byte[0];

    private TraceTask lastTask = TraceTask.NONE;

    /** QEMU's thread. */
    TraceTask thread(byte[] line, int from, int to) {
        if (!Arrays.equals(last, 0, last.length, line, from, to)) {
            keep(line, from, to, new TraceTask("", text(line, from, to), ""));
        }
        return lastTask;
    }

    /** The kernel's task or null: {@code COMM-PID}, {@code COMM-PID (TGID)}, {@code COMM PID}, {@code COMM PID/TID}. */
    TraceTask task(byte[] line, int from, int to) {
        if (Arrays.equals(last, 0, last.length, line, from, to)) {
            return lastTask;
        }
        TraceTask read = read(line, from, to);
        if (read != null) {
            keep(line, from, to, read);
        }
        return read;
    }

    /** Whether the name of the task that was read last is no longer than the kernel lets one be. */
    boolean isShortComm() {
        return lastTask.comm().length() <= KERNEL_COMM_BYTES;
    }

    private void keep(byte[] line, int from, int to, TraceTask read) {
        last = Arrays.copyOfRange(line, from, to);
        lastTask = read;
    }

    private TraceTask read(byte[] line, int from, int to) {
        int end = Ascii.trimEnd(line, from, to);
        String process = "";
        if (end > from && line[end - 1] == ')') {
            int open = end;
            while (open > from && line[open - 1] != '(') {
                open--;
            }
            int digits = Ascii.skipBlanks(line, open, end);
            process = text(line, digits, Ascii.skipDigits(line, digits, end));
            end = Ascii.trimEnd(line, from, Math.max(from, open - 1));
        }
        int number = startOfNumber(line, from, end);
        if (number == end || number <= from + 1) {
            return null;
        }
        if (line[number - 1] == '/') {
            int processNumber = startOfNumber(line, from, number - 1);
            if (processNumber == number - 1 || processNumber <= from + 1 || !Ascii.isBlank(line[processNumber - 1])) {
                return null;
            }
            return named(line, from, processNumber - 1, number, end, text(line, processNumber, number - 1));
        }
        boolean separated = line[number - 1] == '-' || Ascii.isBlank(line[number - 1]);
        return separated ? named(line, from, number - 1, number, end, process) : null;
    }

    private TraceTask named(byte[] line, int from, int commEnd, int number, int end, String process) {
        int trimmed = Ascii.trimEnd(line, from, commEnd);
        if (trimmed == from || trimmed - from > MAX_BYTES) {
            return null;
        }
        return new TraceTask(text(line, from, trimmed), text(line, number, end), process);
    }

    private static int startOfNumber(byte[] line, int from, int end) {
        int i = end;
        while (i > from && Ascii.isDigit(line[i - 1])) {
            i--;
        }
        return i;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.UTF_8);
    }
}
