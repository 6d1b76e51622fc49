package io.flipbook.replay.query;

/**
 * Of which record a state is.
 *
 * @param sequence the record's sequence
 * @param timeNs its journal time, in ns since the epoch
 * @param sync the sync policy of its session as text; null where that is not known
 * @param powerCut what a power cut could have cost when it was the last; null where that is not known
 */
public record StateAt(long sequence, long timeNs, String sync, String powerCut) {}
