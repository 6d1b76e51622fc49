package io.flipbook.journal;

import java.util.UUID;

/**
 * What a scan of a journal saw.
 *
 * @param firstSequence sequence of the first good record, 0 when there is none
 * @param lastSequence sequence of the last good record, damage before it or not; 0 when there is none
 * @param lastGoodSequence all records from the first to this one are good and nothing before it is damaged
 * @param records how many good records there are
 * @param firstTimeNs journal time of the first good record, ns since the epoch
 * @param lastTimeNs journal time of the last good record, ns since the epoch
 * @param lastCrc checksum of the last good record
 * @param findings how many findings there are
 * @param endedCleanly the last record says that the session ended
 * @param unfinished bytes of a record that a writer was writing when it was killed or is writing now, else null
 * @param openPlace the place that is reserved at the very end and not filled yet, else null
 * @param identity of the journal, null when its first record could not be read
 * @param formatVersion of the journal, 0 when its first record could not be read
 * @param writer the program that began the journal, as it named itself; may hold any character
 * @param syncPolicy of the last session, null when it could not be read, or is before the snapshot that a scan began at
 * @param fileBytes the lengths of all roll files together; they are sparse, less is on disk
 * @param dataBytes the bytes up to the end of the data in each roll file together
 * @param rollFiles how many roll files there are
 */
public record ScanSummary(
        long firstSequence,
        long lastSequence,
        long lastGoodSequence,
        long records,
        long firstTimeNs,
        long lastTimeNs,
        int lastCrc,
        long findings,
        boolean endedCleanly,
        Extent unfinished,
        Extent openPlace,
        UUID identity,
        int formatVersion,
        String writer,
        SyncPolicy syncPolicy,
        long fileBytes,
        long dataBytes,
        int rollFiles) {}
