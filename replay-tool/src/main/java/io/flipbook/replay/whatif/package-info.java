/**
 * A history asked other questions than what it was: as a scenario that leads to the same state
 * ({@link io.flipbook.replay.whatif.ScenarioExport}), under another policy or IOMMU
 * ({@link io.flipbook.replay.whatif.Alternative}), and made as small as possible
 * ({@link io.flipbook.replay.whatif.Minimizer}).
 *
 * <p>The first two follow a {@link io.flipbook.replay.history.HistoryPlayer}. All belongs to one thread, but for the
 * trials of the last.
 */
package io.flipbook.replay.whatif;
