package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalScanner;
import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A question is answered the same with an index and without one, whatever becomes of the index. */
@Tag("long")
final class IndexAgreementTest {
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\",\"size\"");
    private static final Pattern LISTENER = Pattern.compile("(?:listener|name)=([a-z0-9-]+)");
    private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d+)");

    private static final String[] PREDICATES = {
        "errno = ENOSPC",
        "errno != ENOSPC",
        "outcome = committed and pages > 3",
        "not outcome = committed and type = outcome",
        "outcome = rolled-back or outcome = diverged",
        "type = recover",
        "type = listener",
        "op = to-private",
        "region = ram and type = outcome",
        "shared > 64K",
        "not shared > 64K",
        "shared = 0 and sequence > 40",
        "runs >= 3",
        "runs(ram) < 2 and not op = to-shared",
        "shared(ram) >= 16K and shared(ram) <= 32K",
        "page 0x1000 is shared",
        "not page 0x1000 is shared",
        "page 0x3000 is shared and errno = ENOSPC",
        "errno = ENOMEM or page 0x5000 is private and not page 0x2000 is private",
        "range 0 16K is populated",
        "range 0x4000 8K is pinned",
        "page 0 is plugged and sequence >= 50",
        "undecided > 1",
        "listeners = 0",
        "halted",
        "check fails",
        "check fails and outcome = committed",
        "time > 2026-01-01T00:00:00Z and errno = EINVAL",
    };

    @TempDir
    private Path directory;

    private Path indexes;

    @Test
    void ofHistoriesThatNoScriptMade() throws IOException {
        for (long seed : new SeedRange(1, 3).orAsAskedFor().seeds().toArray()) {
            Path journal = Files.createDirectory(directory.resolve("history-" + seed));
            RandomHistory.write(journal, seed, 160);
            check("seed " + seed, journal, new SplittableRandom(seed));
        }
    }

    @Test
    void ofRandomScripts() throws Exception {
        for (long seed : new SeedRange(1, 3).orAsAskedFor().seeds().toArray()) {
            new EngineScenarios(journal -> check("script " + seed, journal, new SplittableRandom(seed)))
                    .run(RandomScenario.script(seed, 120));
        }
    }

    /** Each bit in turn; in the gate one of so many. */
    @Test
    void withAnIndexInWhichABitIsWrong() throws IOException {
        Path journal = journal(3);
        List<List<String>> questions = fewQuestions(journal);
        List<String> answers = answers(questions, "--no-index");
        Path file = index(journal);
        byte[] good = Files.readAllBytes(file);
        long step = Long.getLong("flipbook.indexBits", 6007);
        for (long bit = 0; bit < good.length * 8L; bit += step) {
            byte[] bad = good.clone();
            bad[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);
            assertThat(answers(questions, "--index", indexes, "--index-every", "6"))
                    .as("bit %d", bit)
                    .isEqualTo(answers);
        }
    }

    @Test
    void withAnIndexThatIsCut() throws IOException {
        Path journal = journal(4);
        List<List<String>> questions = fewQuestions(journal);
        List<String> answers = answers(questions, "--no-index");
        Path file = index(journal);
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length += 1 + good.length / 40) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThat(answers(questions, "--index", indexes, "--index-every", "6"))
                    .as("%d bytes", length)
                    .isEqualTo(answers);
        }
    }

    @Test
    void withTheIndexOfAnotherJournal() throws IOException {
        Path one = journal(5);
        Path oneIndex = index(one);
        byte[] foreign = Files.readAllBytes(oneIndex);
        Path other = journal(6);
        Files.delete(oneIndex);
        Path otherIndex = index(other);
        Files.write(otherIndex, foreign);
        List<List<String>> questions = fewQuestions(other);
        assertThat(answers(questions, "--index", indexes, "--index-every", "6"))
                .isEqualTo(answers(questions, "--no-index"));
    }

    @Test
    void ofAJournalThatHasGoneOnSinceAndOfOneThatWasSetBack() throws IOException {
        Path journal = directory.resolve("grown");
        Path early = directory.resolve("early");
        convert(journal, 90, early);
        index(journal);
        convert(journal, 40, directory.resolve("later"));
        List<List<String>> questions = fewQuestions(journal);
        assertThat(answers(questions, "--index", indexes, "--index-every", "6"))
                .isEqualTo(answers(questions, "--no-index"));
        Files.delete(index(journal));
        index(journal);
        questions = fewQuestions(early);
        assertThat(answers(questions, "--index", indexes, "--index-every", "6"))
                .isEqualTo(answers(questions, "--no-index"));
    }

    @Test
    void ofADamagedJournalThatWasIndexedAsFarAsItWasGood() throws IOException {
        Path journal = journal(7);
        Path file;
        try (Stream<Path> files = Files.list(journal)) {
            file = files.filter(each -> each.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        String dump = run("dump", journal);
        byte[] bytes = Files.readAllBytes(file);
        JournalScanner.of(journal)
                .scan(
                        record -> {
                            if (record.sequence() == 150) {
                                bytes[(int) record.fileOffset() + record.length() - 1] ^= 4;
                            }
                            return true;
                        },
                        finding -> {});
        Files.write(file, bytes);
        indexes = directory.resolve("indexes");
        List<List<String>> questions = fewQuestions(journal);
        assertThat(answers(questions, "--index", indexes, "--index-every", "6"))
                .isEqualTo(answers(questions, "--no-index"));
        assertThat(run("dump", journal)).isNotEqualTo(dump);
    }

    private Path journal(long seed) {
        Path journal = directory.resolve("journal-" + seed);
        RandomHistory.write(journal, seed, 160);
        return journal;
    }

    /** Has an index made; where that is. */
    private Path index(Path journal) throws IOException {
        indexes = directory.resolve("indexes");
        run("state", journal, "--index", indexes, "--index-every", "6");
        try (Stream<Path> files = Files.list(indexes)) {
            return files.findFirst().orElseThrow();
        }
    }

    private void check(String what, Path journal, SplittableRandom random) throws IOException {
        indexes = Files.createTempDirectory(directory, "indexes");
        List<List<String>> questions = questions(journal, random);
        List<String> without = answers(questions, "--no-index");
        List<String> with = answers(questions, "--index", indexes, "--index-every", "6");
        for (int i = 0; i < questions.size(); i++) {
            assertThat(with.get(i)).as(what + ": " + questions.get(i)).isEqualTo(without.get(i));
        }
    }

    private List<List<String>> questions(Path journal, SplittableRandom random) {
        List<List<String>> questions = new ArrayList<>();
        String state = run("state", journal, "--format", "json");
        String dump = run("dump", journal);
        long last = Long.parseLong(firstOf(SEQUENCE, state).get(0));
        for (int i = 0; i < 6; i++) {
            long at = 1 + random.nextLong(last);
            questions.add(List.of("state", journal.toString(), "--at", "" + at, "--format", "json"));
            questions.add(List.of("diff", journal.toString(), "--from", "" + at));
        }
        List<String> places = new ArrayList<>(List.of("0x1000", "0x3000", "0x7000", "0x12345678000"));
        firstOf(NAME, state).forEach(region -> places.add(region + ":" + random.nextInt(16) * 4096));
        for (String place : places) {
            questions.add(List.of("blame", journal.toString(), place));
            String at = "" + (1 + random.nextLong(last));
            questions.add(List.of("blame", journal.toString(), place, "--at", at, "--format", "json"));
        }
        List<String> predicates = new ArrayList<>(List.of(PREDICATES));
        firstOf(LISTENER, dump).stream().distinct().forEach(listener -> {
            predicates.add("mappings " + listener + " > 2");
            predicates.add("mappings " + listener + " = 1 and not listener = " + listener);
        });
        predicates.forEach(predicate -> {
            questions.add(List.of("bisect", journal.toString(), predicate));
            questions.add(List.of("bisect", journal.toString(), predicate, "--from", "" + last / 2));
            questions.add(List.of("dump", journal.toString(), "--where", predicate));
        });
        return questions;
    }

    private List<List<String>> fewQuestions(Path journal) {
        return List.of(
                List.of("state", journal.toString()),
                List.of("state", journal.toString(), "--at", "70", "--format", "json"),
                List.of("blame", journal.toString(), "0x3000"),
                List.of("bisect", journal.toString(), "shared > 64K"));
    }

    private static List<String> answers(List<List<String>> questions, Object... options) {
        List<String> answers = new ArrayList<>();
        for (List<String> question : questions) {
            List<Object> arguments = new ArrayList<>(question);
            arguments.addAll(List.of(options));
            answers.add(run(arguments.toArray()));
        }
        return answers;
    }

    private static List<String> firstOf(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** The code and the answer; of what goes wrong too. */
    private static String run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        int code = Main.run(out, new ByteArrayOutputStream(), texts);
        return code + "\n" + out.toString(StandardCharsets.UTF_8);
    }

    /** A session in which pages of a guest become shared, and in the midst of which the journal is copied. */
    private static void convert(Path journal, int times, Path copy) throws IOException {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            if (engine.guest().regions().isEmpty()) {
                engine.addRegion(RegionSpec.of("ram", 1 << 20));
                engine.map(0, 1 << 20, "ram", 0);
                engine.register(
                        ListenerSpec.of("v0", "ram", ListenerSpec.Kind.TYPE1).limitedTo(50));
            }
            for (int i = 0; i < times; i++) {
                if (i == times / 2) {
                    copy(journal, copy);
                }
                engine.convert(ConversionRequest.convertToShared(i * 37 % 256 * 4096, 4096));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
