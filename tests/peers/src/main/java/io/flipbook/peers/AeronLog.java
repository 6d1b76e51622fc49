package io.flipbook.peers;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.archive.status.RecordingPos;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.flipbook.benchmarks.Contestant;
import io.flipbook.benchmarks.Place;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * Messages that Aeron Archive records, on threads of its own: one of the driver, one of the archive. Done when the last
 * of them is recorded. Not forced (level 0).
 */
final class AeronLog implements Contestant {
    private static final String CHANNEL = "aeron:ipc?term-length=64m";
    private static final String CONTROL = "aeron:ipc?term-length=64k";
    private static final int STREAM = 7;

    private final UnsafeBuffer record = new UnsafeBuffer(new byte[LogPeers.RECORD_BYTES]);
    private ArchivingMediaDriver driver;
    private AeronArchive archive;
    private ExclusivePublication publication;
    private CountersReader counters;
    private int recordedCounter;

    @Override
    public void open(Place place) {
        String driverDirectory = place.path().resolve("driver").toString();
        driver = ArchivingMediaDriver.launch(
                new MediaDriver.Context()
                        .aeronDirectoryName(driverDirectory)
                        .threadingMode(ThreadingMode.SHARED)
                        .dirDeleteOnStart(true),
                new Archive.Context()
                        .aeronDirectoryName(driverDirectory)
                        .archiveDir(place.path().resolve("archive").toFile())
                        .threadingMode(ArchiveThreadingMode.SHARED)
                        .controlChannelEnabled(false)
                        .localControlChannel(CONTROL)
                        .archiveClientContext(new AeronArchive.Context().controlResponseChannel(CONTROL))
                        .replicationChannel("aeron:udp?endpoint=localhost:0")
                        .fileSyncLevel(0)
                        .catalogFileSyncLevel(0));
        archive = AeronArchive.connect(new AeronArchive.Context()
                .aeronDirectoryName(driverDirectory)
                .controlRequestChannel(CONTROL)
                .controlResponseChannel(CONTROL));
        publication = archive.context().aeron().addExclusivePublication(CHANNEL, STREAM);
        archive.startRecording(CHANNEL, STREAM, SourceLocation.LOCAL);
        counters = archive.context().aeron().countersReader();
        do {
            Thread.onSpinWait();
            recordedCounter =
                    RecordingPos.findCounterIdBySession(counters, publication.sessionId(), archive.archiveId());
        } while (recordedCounter == CountersReader.NULL_COUNTER_ID);
    }

    @Override
    public void run(int operations) {
        for (int i = 0; i < 2 * operations; i++) {
            while (publication.offer(record, 0, LogPeers.RECORD_BYTES) < 0) {
                Thread.onSpinWait();
            }
        }
        while (counters.getCounterValue(recordedCounter) < publication.position()) {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        Aeron aeron = archive.context().aeron();
        publication.close();
        archive.close();
        aeron.close();
        driver.close();
    }
}
