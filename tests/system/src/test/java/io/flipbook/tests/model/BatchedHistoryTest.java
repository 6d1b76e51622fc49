package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same requests, one after the other or in batches: nobody can tell, but by where the records lie. */
@Tag("long")
final class BatchedHistoryTest {
    private static final int ACTIONS = 200;

    @TempDir
    private Path directory;

    private int alike;

    @Test
    void isTheSameAsThatOfTheSameRequestsOneAfterTheOther() throws Exception {
        long[] seeds = new SeedRange(1, 40).orAsAskedFor().seeds().toArray();
        for (long seed : seeds) {
            Path apart = Files.createDirectory(directory.resolve("apart-" + seed));
            Path together = Files.createDirectory(directory.resolve("together-" + seed));
            List<String> toldApart = RandomHistory.writeSeveralAtOnce(apart, seed, ACTIONS, false);
            List<String> toldTogether = RandomHistory.writeSeveralAtOnce(together, seed, ACTIONS, true);

            String what = "seed " + seed;
            assertThat(told(toldTogether, false)).as(what).isEqualTo(told(toldApart, false));
            assertThat(told(toldTogether, true)).as(what).isEqualTo(told(toldApart, true));
            answer(0, "verify", together);
            answer(0, "replay", together);
            compare(what, apart, together);
        }
        assertThat(alike).isGreaterThan(seeds.length / 4);
    }

    /** Where no batch was cut short by a listener that stopped the engine, the same is on record. */
    private void compare(String what, Path apart, Path together) {
        compare(what, apart, together, List.of("state", "--format=json"));
        compare(what, apart, together, List.of("check", "--format=json"));
        if (aborted(together) != aborted(apart)) {
            return;
        }
        alike++;
        for (String type : List.of("request", "outcome", "listener", "unlisten", "recover", "pin")) {
            compare(what, apart, together, List.of("dump", "--type", type, "--format=json"));
        }
        compare(what, apart, together, List.of("scenario"));
        compare(what, apart, together, List.of("blame", "ram:0x5000", "--format=json"));
        compare(what, apart, together, List.of("blame", "pool:0x3000", "--format=json"));
        compare(what, apart, together, List.of("whatif", "--policy", "on-veto=partial", "--format=json"));
        compare(what, apart, together, List.of("whatif", "--fail", "a:5:EIO", "--format=json"));
    }

    private static void compare(String what, Path apart, Path together, List<Object> command) {
        assertThat(answer(command, together)).as("%s: %s", what, command).isEqualTo(answer(command, apart));
    }

    private static long aborted(Path journal) {
        return answer(0, "dump", journal, "--where", "outcome = aborted")
                .lines()
                .count();
    }

    private static List<String> told(List<String> all, boolean outcomes) {
        return all.stream()
                .filter(line -> line.startsWith("outcome") == outcomes)
                .toList();
    }

    /** Without sequences and times, which say where the records lie and when they were written. */
    private static String sameWherever(String text) {
        return text.replaceAll("\"(sequence|request|since|refused|outcome-sequence|last-sequence|took-ns)\":\\d+", "")
                .replaceAll("\"out-of-step-(since|until)\":\\d+", "")
                .replaceAll("\"(events|records|checked)\":\\d+", "")
                .replaceAll("(record|sequence) \\d+", "")
                .replaceAll("\"explained\":.*", "") // one of several, whichever comes first
                .replaceAll("\"undecided\":\\[[^\\]]*\\]", "")
                .replaceAll("\"time\":\"[^\"]*\"", "")
                .replaceAll("(?m)^#.*$", "");
    }

    private static String answer(List<Object> command, Path journal) {
        Object[] all = Stream.concat(
                        Stream.of(command.get(0), journal), command.stream().skip(1))
                .toArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = run(out, all);
        return code + "\n" + sameWherever(out.toString(StandardCharsets.UTF_8));
    }

    private static String answer(int code, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out, arguments)).as("%s", List.of(arguments)).isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int run(ByteArrayOutputStream out, Object... arguments) {
        return Main.run(out, out, Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
    }
}
