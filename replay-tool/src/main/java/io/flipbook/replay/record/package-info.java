/**
 * The recording of traces: lines of QEMU's log or of the kernel's trace drive an engine with a journal.
 *
 * <p>One kind of event drives ({@link io.flipbook.replay.record.ClaimSource} ranks them), the others that tell of the
 * same conversions go on record as observations and are compared. Requests to virtio-mem devices wait for their
 * answers. The memory is laid out as the command line says, else as it is in the journal, else from the trace itself. A
 * trace is hostile: whatever it holds, memory is bounded, nothing is guessed, and what was left out is counted with its
 * reason.
 */
package io.flipbook.replay.record;
