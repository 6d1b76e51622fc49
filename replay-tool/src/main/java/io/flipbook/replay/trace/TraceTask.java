package io.flipbook.replay.trace;

/**
 * Who printed a line, as far as it says; every part is empty where it does not.
 *
 * @param comm the task's name in a kernel trace; may hold blanks, dashes and colons
 * @param threadId the thread: {@code THREADID} of QEMU's first prefix, {@code tid} of its second, the PID of
 *     {@code COMM-PID} (which is a thread's), the last number of perf's
 * @param processId the process, where a kernel trace names it besides the thread
 */
public record TraceTask(String comm, String threadId, String processId) {
    /** A line that names nobody. All such lines count as one thread. */
    public static final TraceTask NONE = new TraceTask("", "", "");

    /** {@code COMM-PID} of a kernel's line, the thread of a QEMU line, nothing for {@link #NONE}. */
    public String text() {
        return comm.isEmpty() ? threadId : comm + "-" + threadId;
    }
}
