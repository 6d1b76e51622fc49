package io.flipbook.replay.trace;

import java.util.Locale;

/** The forms of a trace. */
public enum InputKind {
    /** Each line decides for itself whether it is QEMU's or the kernel's. */
    AUTO,
    /** QEMU's {@code log} trace backend. */
    QEMU_LOG,
    /** {@code perf script}, {@code trace-cmd report}, or the kernel's trace pipe. */
    KERNEL_TRACE,
    /** Records as JSON, which {@link TraceReader} does not read. */
    JSONL;

    /** The word of the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
