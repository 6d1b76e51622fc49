package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BisectCliTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path directory;

    @Test
    void theFirstRecordIsSaidAsADumpSaysIt() throws IOException {
        Path journal = Cli.journal(
                directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 8K", "to-private ram 0 16K");
        Cli.Result found = Cli.run("bisect", journal, "shared", ">", "8K", "--format", "json");
        assertThat(found.code()).isZero();
        assertThat(found.out())
                .isEqualTo(Cli.run("dump", journal, "--from", "6", "--to", "6", "--format", "json")
                        .out())
                .startsWith("{\"sequence\":6,");
        assertThat(Cli.run("bisect", journal, "shared > 8K").out()).startsWith("       6  ");
    }

    @Test
    void thatThereIsNoneIsCode1() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K");
        Cli.Result none = Cli.run("bisect", journal, "shared > 4K", "--format", "json");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.out()).isEqualTo("{\"found\":false,\"last-sequence\":5}\n");
        assertThat(Cli.run("bisect", journal, "halted").out()).isEqualTo("at no record up to sequence 5\n");
        assertThat(Cli.run("bisect", journal, "shared > 0", "--to", "3").code()).isEqualTo(1);
        assertThat(Cli.run("bisect", journal, "shared > 0", "--to", "5").code()).isZero();
        assertThat(Cli.run("bisect", journal, "halted", "--to", "6").code()).isEqualTo(2);
        assertThat(Cli.run("bisect", journal, "sequence > 0", "--from", "4").out())
                .startsWith("       4  ");
    }

    @Test
    void aListenerIsAskedAboutAtTheRecordThatRegistersIt() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M", // 2
                "to-shared ram 0 12K", // 3 4
                "listener refuses ram kind=type1 limit=2", // 5 6
                "listener vfio0 ram kind=type1", // 7
                "restart"); // 8 9
        assertThat(Cli.run("bisect", journal, "mappings vfio0 = 3").out()).startsWith("       7  ");
        assertThat(Cli.run("bisect", journal, "mappings refuses >= 0").code()).isEqualTo(1);
        assertThat(Cli.run("bisect", journal, "mappings vfio0 = 3 and sequence > 8")
                        .code())
                .isZero();
        assertThat(Cli.run("bisect", journal, "listener = refuses").out()).startsWith("       6  ");
    }

    @Test
    void aStaleMappingFailsTheCheck() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M", // 2
                "listener good ram kind=type1", // 3
                "listener old ram kind=type1-v1 granule=16K", // 4
                "to-shared ram 0 16K", // 5 6
                "to-private ram 8K 4K", // 7 8: begins inside a mapping of version 1
                "to-private ram 32K 4K");
        Cli.Result stale = Cli.run("bisect", journal, "check fails", "--format", "json");
        assertThat(stale.code()).isZero();
        assertThat(stale.out()).startsWith("{\"sequence\":8,");
        assertThat(Cli.run("dump", journal, "--where", "check fails").lines()).hasSize(4);
    }

    @Test
    void damageBehindTheAnswerIsNoMatterAndBeforeItIsCode3() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        Damage.record(journal, 5);
        assertThat(Cli.run("bisect", journal, "shared > 0").code()).isZero();
        assertThat(Cli.run("bisect", journal, "undecided = 0 and shared > 0").code())
                .isZero();
        Cli.Result behind = Cli.run("bisect", journal, "shared > 4K");
        assertThat(behind.code()).isEqualTo(3);
        assertThat(behind.out()).isEmpty();
        assertThat(behind.err()).contains("sequence 5").hasLineCount(1);
        assertThat(Cli.run("bisect", journal, "--run", "true").code()).isEqualTo(3);
    }

    @Test
    void anAnswerThatWasChangedWithItsChecksumIsNotBelieved() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        Damage.forge(journal, 4);
        Cli.Result forged = Cli.run("bisect", journal, "shared > 0");
        assertThat(forged.code()).isEqualTo(3);
        assertThat(forged.out()).isEmpty();
        assertThat(forged.err()).contains("chain in ");
    }

    @Test
    void aLiveJournalIsRead() {
        Path journal = directory.resolve("live");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 16 * PAGE));
            engine.convert(ConversionRequest.toShared("ram", 0, PAGE));
            assertThat(Cli.run("bisect", journal, "page ram:0 is shared").out()).startsWith("       4  ");
            assertThat(Cli.run("bisect", journal, "--run", "grep -q '\"shared\":.*0x1000'")
                            .out())
                    .isNotEmpty();
        }
    }

    @Test
    void whatMakesNoSenseIsCode2WithCaretsUnderTheWord() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M");
        Cli.Result wrong = Cli.run("bisect", journal, "page 0 iz shared");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().lines())
                .containsExactly(
                        "flipbook: 'is' is missing here: page 0 iz shared",
                        "                                       ^^");
        assertThat(Cli.run("dump", journal, "--where", "halted or").err().lines())
                .hasSize(2);
        assertThat(Cli.run("bisect", journal).code()).isEqualTo(2);
        assertThat(Cli.run("bisect", journal, "halted", "--run", "true").code()).isEqualTo(2);
        assertThat(Cli.run("bisect", journal, "--run", "true", "--from", "9").code())
                .isEqualTo(2);
    }

    @Test
    void aCommandIsAskedUntilItsAnswerTurns() throws IOException {
        Path journal = sharedOneByOne(300);
        Path asked = directory.resolve("asked");
        for (int page : new int[] {1, 2, 77, 150, 299}) {
            Files.deleteIfExists(asked);
            String text = "0x" + Integer.toHexString(2 * page * PAGE) + "\",\"0x1000\"";
            Cli.Result found = Cli.run(
                    "bisect", journal, "--format", "json", "--run", "echo x >> " + asked + "; grep -qF '" + text + "'");
            assertThat(found.code()).as("%s", found).isZero();
            assertThat(found.out()).startsWith("{\"sequence\":" + (4 + 2 * page) + ",");
            assertThat(Files.readAllLines(asked)).hasSizeLessThan(16);
        }
    }

    @Test
    void aCommandSeesTheStateAsTheStateCommandPrintsIt() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "listener l ram", "to-shared ram 0 4K");
        Path seen = Files.createDirectories(directory.resolve("seen"));
        String keep = "keep() { s=$(sed 's/^{\"sequence\":\\([0-9]*\\).*/\\1/' \"$1\"); cp \"$1\" " + seen
                + "/$s; test $s -ge 4; }; keep";
        assertThat(Cli.run("bisect", journal, "--run", keep).out()).startsWith("       4  ");
        for (String sequence : seen.toFile().list()) {
            assertThat(Files.readString(seen.resolve(sequence)))
                    .isEqualTo(Cli.run("state", journal, "--at", sequence, "--format", "json")
                            .out());
        }
        assertThat(seen.toFile().list()).hasSizeGreaterThan(3);
    }

    @Test
    void neighboursAreTriedWhereACommandCannotSay() throws IOException {
        Path journal = sharedOneByOne(100);
        String skip = "f() { s=$(sed 's/^{\"sequence\":\\([0-9]*\\).*/\\1/' \"$2\"); "
                + "case $s in 1|203) ;; *) test $((s % 7)) -ne 3 && exit 125;; esac; test $s -ge $1; }; f ";
        Cli.Result found = Cli.run("bisect", journal, "--format", "json", "--run", skip + 101);
        assertThat(found.code()).isEqualTo(125);
        assertThat(found.out()).isEqualTo("{\"found\":false,\"no\":94,\"yes\":101}\n");
        Cli.Result text = Cli.run("bisect", journal, "--run", skip + 101);
        assertThat(text.out()).isEqualTo("cannot say: no at sequence 94, yes at 101\n");
    }

    @Test
    void aCommandThatNeverSaysYesIsCode1AndOneThatBreaksCode3() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K");
        assertThat(Cli.run("bisect", journal, "--run", "false").code()).isEqualTo(1);
        assertThat(Cli.run("bisect", journal, "--run", "exit 125;").code()).isEqualTo(125);
        assertThat(Cli.run("bisect", journal, "--run", "true").out()).startsWith("       1  ");
        Cli.Result broken = Cli.run("bisect", journal, "--run", "echo noise; exit 77;");
        assertThat(broken.code()).isEqualTo(3);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("noise\n", "ended with code 77 at sequence 5");
    }

    @Test
    void dumpShowsTheRecordsAtWhichAPredicateHolds() throws IOException {
        Path journal = Cli.journal(
                directory,
                "region ram 1M",
                "listener vfio0 ram kind=type1 limit=2",
                "to-shared ram 0 8K",
                "to-shared ram 64K 4K",
                "to-private ram 0 8K");
        assertThat(where(journal, "outcome = rolled-back and errno = ENOSPC")).containsExactly("7");
        assertThat(where(journal, "shared(ram) = 8K")).containsExactly("5", "6", "7", "8");
        assertThat(where(journal, "mappings vfio0 = 2 and type = outcome")).containsExactly("5", "7");
        assertThat(Cli.run("dump", journal, "--where", "shared = 8K", "--from", "6", "--to", "7", "--type", "outcome")
                        .lines())
                .hasSize(1);
        assertThat(Cli.run("dump", journal, "--where", "sequence > 0").out())
                .isEqualTo(Cli.run("dump", journal).out());
        assertThat(Cli.run("dump", journal, "--where", "mappings vfio0 >= 0 or sequence > 0")
                        .out())
                .isEqualTo(Cli.run("dump", journal).out());
    }

    @Test
    void ofADamagedJournalDumpShowsWhatIsBeforeTheDamage() throws IOException {
        Path journal = Cli.journal(directory, "region ram 1M", "to-shared ram 0 4K", "to-shared ram 8K 4K");
        Damage.record(journal, 5);
        for (String predicate : List.of("sequence > 0", "undecided >= 0", "mappings l > 3 or sequence > 0")) {
            Cli.Result result = Cli.run("dump", journal, "--where", predicate);
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.lines()).as(predicate).hasSize(4);
        }
    }

    /** Records 4, 6, 8, … share pages 0, 2, 4, … */
    private Path sharedOneByOne(int count) throws IOException {
        List<String> statements = new ArrayList<>(List.of("region ram 1G"));
        for (int i = 0; i < count; i++) {
            statements.add("to-shared ram " + 2L * i * PAGE + " 4K");
        }
        return Cli.journal(directory, statements.toArray(String[]::new));
    }

    private static List<String> where(Path journal, String predicate) {
        Cli.Result result = Cli.run("dump", journal, "--format", "json", "--where", predicate);
        assertThat(result.code()).isZero();
        return result.lines().stream()
                .map(line -> line.replaceAll("^\\{\"sequence\":(\\d+),.*", "$1"))
                .toList();
    }
}
