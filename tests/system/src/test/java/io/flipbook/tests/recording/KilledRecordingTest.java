package io.flipbook.tests.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class KilledRecordingTest {
    private static final int ROUNDS = Integer.getInteger("flipbook.kills", 20);
    private static final long SEED = Long.getLong("flipbook.seed", System.nanoTime());
    private static final int LINES_AT_ONCE = 25;
    private static final long BETWEEN_NS = 1_000_000;

    /** So many rounds at most, where a program begins so slowly that it is mostly killed before it records. */
    private static final int MAX_ROUNDS = 4 * ROUNDS;

    /** From before the journal is opened until long after; longer by a step where that was too short. */
    private static final int MAX_LIFE_MS = 1800;

    private static final int LIFE_STEP_MS = 200;

    @TempDir
    private Path directory;

    @Test
    void leavesACleanJournalThatReplaysAndInWhichRecordingGoesOn() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        ConversionLog trace = new ConversionLog(SEED);
        Path journal = directory.resolve("journal");
        long sequence = 0;
        int roundsThatRecorded = 0;
        int maxLifeMs = MAX_LIFE_MS;
        for (int round = 1; round <= ROUNDS || roundsThatRecorded <= ROUNDS / 4 && round <= MAX_ROUNDS; round++) {
            String what = "round " + round + " of -Dflipbook.seed=" + SEED;
            Process recording = Tool.process("record", "-", "--journal", journal, "--region", "ram=1G@0")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            feed(trace, recording, System.nanoTime() + random.nextInt(maxLifeMs) * 1_000_000L);
            assertThat(recording.isAlive()).as(what).isTrue();
            recording.destroyForcibly().waitFor();

            Tool.Answer verified = Tool.run("verify", journal, "--format", "json");
            if (sequence == 0 && verified.exitCode() != 0) {
                assertThat(verified.err()).as(what).containsAnyOf("no such directory", "no journal");
                maxLifeMs += LIFE_STEP_MS;
                continue;
            }
            assertThat(verified.exitCode()).as("%s: %s", what, verified).isZero();
            long last = Long.parseLong(verified.field("last-sequence"));
            assertThat(last).as(what).isGreaterThanOrEqualTo(sequence);
            roundsThatRecorded += last > sequence ? 1 : 0;
            sequence = last;
            if (last == 0) { // killed between the manifest and the first record: there is nothing to replay
                continue;
            }
            Tool.Answer replayed = Tool.run("replay", journal, "--format", "json");
            assertThat(replayed.exitCode()).as("%s: %s", what, replayed).isZero();
            Tool.Answer state = Tool.runClean("state", journal, "--format", "json");
            assertThat(state.field("digest")).as(what).isEqualTo(replayed.field("digest"));
        }
        assertThat(roundsThatRecorded).isGreaterThan(ROUNDS / 4);
    }

    /** Writes lines to a recording until a moment has come, as a guest's log grows. */
    private static void feed(ConversionLog trace, Process recording, long untilNs) {
        try {
            OutputStream log = recording.getOutputStream();
            while (System.nanoTime() - untilNs < 0) {
                for (int i = 0; i < LINES_AT_ONCE; i++) {
                    log.write((trace.line() + "\n").getBytes(StandardCharsets.US_ASCII));
                }
                log.flush();
                LockSupport.parkNanos(BETWEEN_NS);
            }
        } catch (IOException e) {
            throw new AssertionError("the recording has ended before it was killed", e);
        }
    }
}
