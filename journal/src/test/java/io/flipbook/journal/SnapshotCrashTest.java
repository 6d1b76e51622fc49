package io.flipbook.journal;

import static io.flipbook.journal.SnapshotTest.reopen;
import static io.flipbook.journal.SnapshotTest.snapshots;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.SnapshotWriter.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that are killed while they make a snapshot. */
@Tag("long")
class SnapshotCrashTest {
    private static final int ROUNDS = Integer.getInteger("flipbook.rounds", 3);

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource(Step.class)
    void halfASnapshotIsNeverUsedWhereverItsMakerIsKilled(Step step) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path directory = temp.resolve("journal-" + round);
            Journals.writeMixed(directory);
            SnapshotTest.make(directory, 5);
            SnapshotTest.make(directory, 9);
            String whole = Ledger.ofWhole(directory).state();

            killAt(step, directory, 15);

            boolean renamed = step.compareTo(Step.RENAMED) >= 0;
            assertThat(JournalSnapshots.in(directory).check().findings()).isEmpty();
            Ledger ledger = reopen(directory);
            assertThat(ledger.state()).isEqualTo(whole);
            assertThat(ledger.offered).containsExactly(renamed ? 15L : 9L);
            boolean isRemoved = !renamed || step == Step.OLD_REMOVED;
            assertThat(snapshots(directory)).hasSize(isRemoved ? 2 : 3);

            // Another that is killed there leaves no more than the first; and the next one leaves nothing of them.
            killAt(step, directory, 17);
            assertThat(JournalSnapshots.in(directory).check().findings()).isEmpty();
            assertThat(snapshots(directory)).hasSize(isRemoved ? 2 : 3);
            long next = SnapshotTest.make(directory, Long.MAX_VALUE);
            assertThat(JournalSnapshots.in(directory).check().findings()).isEmpty();
            assertThat(snapshots(directory))
                    .containsExactly("snapshot-" + next + ".fbs", "snapshot-" + (renamed ? 17 : 9) + ".fbs");
            try (var files = Files.list(directory)) {
                assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(SnapshotFile.ASIDE));
            }
        }
    }

    private static void killAt(Step step, Path directory, long upTo) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SnapshotCrashTest.class.getName()));
        command.addAll(List.of(directory.toString(), step.name(), Long.toString(upTo)));
        Process maker = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(maker.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(output.readLine()).isEqualTo(step.name());
        } finally {
            maker.destroyForcibly();
            maker.onExit().join();
        }
    }

    /** Makes a snapshot, and waits at a step of that to be killed. */
    public static void main(String[] arguments) {
        Ledger state = new Ledger();
        JournalSnapshots.in(Path.of(arguments[0])).make(state, Long.parseLong(arguments[2]), state::write, step -> {
            if (step.name().equals(arguments[1])) {
                System.out.println(step);
                while (true) {
                    java.util.concurrent.locks.LockSupport.park();
                }
            }
        });
    }
}
