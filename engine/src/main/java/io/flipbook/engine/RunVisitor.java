package io.flipbook.engine;

/** Is shown runs of pages, ascending; as the callback of QEMU's replay_populated and replay_discarded it may stop. */
@FunctionalInterface
public interface RunVisitor {
    /**
     * One maximal run inside the range that was asked for.
     *
     * @return whether to go on
     */
    boolean onRun(long offset, long sizeBytes);
}
