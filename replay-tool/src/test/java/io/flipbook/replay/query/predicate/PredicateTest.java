package io.flipbook.replay.query.predicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.ConversionRequest.SourceClock;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.SourceSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.journal.JournalScanner;
import io.flipbook.replay.query.Beginning;
import io.flipbook.replay.query.HistoryMoments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of a history with 1 begin, 2 region ram of 16 pages (in place), 3 region vmem in blocks of 2 pages, 4 map of ram, 5
 * listener vfio0 of 3 mappings, 6 and 7 pages 0 to 1 shared, 8 a pin of page 0, 9 and 10 page 0 to private: busy, 11
 * and 12 pages 3 and 4 shared: no room, 13 policy keep, 14 and 15 pages 3 and 4 shared: diverged, 16 and 17 block 1
 * plugged, 18 and 19 all of vmem shared, 20 source held, 21 and 22 it holds all back, 23 a request without an outcome,
 * 24 end.
 */
final class PredicateTest {
    private static final long PAGE = 4096;

    @TempDir
    private static Path directory;

    private static Path journal;

    @BeforeAll
    static void record() {
        journal = directory.resolve("journal");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(new RegionSpec("ram", 16 * PAGE, PAGE, false, false, 0, RegionSpec.Memory.IN_PLACE));
            engine.addRegion(RegionSpec.of("vmem", 8 * PAGE).pluggedInBlocksOf(2 * PAGE));
            engine.map(0x100000, 16 * PAGE, "ram", 0);
            engine.register(ListenerSpec.of("vfio0", "ram", ListenerSpec.Kind.TYPE1)
                    .limitedTo(3)
                    .refusing(Errno.of("ENOMEM"), 99));
            engine.convert(ConversionRequest.toShared("ram", 0, 2 * PAGE).at(SourceClock.BOOT, 10_000_000_000L));
            engine.pin(true, "ram", 0, PAGE);
            engine.convert(ConversionRequest.convertToPrivate(0x100000, PAGE).at(SourceClock.BOOT, 20_000_000_000L));
            engine.convert(ConversionRequest.toShared("ram", 3 * PAGE, 2 * PAGE));
            engine.setPolicy(new Policy(Policy.Mixed.SEGMENTS, Policy.OnVeto.KEEP));
            engine.convert(ConversionRequest.toShared("ram", 3 * PAGE, 2 * PAGE));
            engine.convert(ConversionRequest.inRegion(io.flipbook.engine.Operation.PLUG, "vmem", 2 * PAGE, 2 * PAGE));
            engine.convert(ConversionRequest.toShared("vmem", 0, 8 * PAGE));
            engine.addSource(new SourceSpec("held", "vmem", 0), false);
            engine.begin(ConversionRequest.toShared("ram", 8 * PAGE, PAGE));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "sequence = 7 | 7",
                "sequence >= 23 | 23 24",
                "sequence<3 | 1 2",
                "type = request | 6 9 11 14 16 18 21 23",
                "type = begin or type = end | 1 24",
                "outcome = rejected | 10",
                "outcome != committed | 10 12 15",
                "not outcome = committed and type = outcome | 10 12 15",
                "reason = busy | 10",
                "reason != halted | 10",
                "op = to-private | ",
                "op = convert | 9 10",
                "op = plug | 16 17",
                "op = source-discard | 21 22",
                "region = ram | 2 4 5 6 7 8 9 10 11 12 14 15 23",
                "region != ram and type = request | 16 18 21",
                "listener = vfio0 | 12 15",
                "errno = ENOSPC | 12 15",
                "errno != ENOSPC | ",
                "pages > 1 | 7 15 17 19 22",
                "pages = 0 | 10 12",
                "shared(ram) >= 8K and sequence < 9 | 7 8",
                "shared(ram) = 0x4000 and type = outcome | 15 17 19 22",
                "shared > 40K | 19 20 21 22 23 24",
                "shared(nothing) < 1 | ",
                "runs(ram) = 2 and sequence < 17 | 15 16",
                "runs = 3 | 19 20 21 22 23 24",
                "mappings vfio0 = 2 and sequence < 12 | 7 8 9 10 11",
                "mappings vfio0 < 1 | 5 6",
                "mappings nobody >= 0 | ",
                "undecided > 0 and not type = request | 24",
                "undecided = 1 | 6 9 11 14 16 18 21 23 24",
                "listeners >= 1 and sequence <= 6 | 5 6",
                "halted | ",
                "not halted and sequence = 1 | 1",
                "page 0x101000 is shared and sequence < 9 | 7 8",
                "page ram:0x1fff is shared and sequence < 9 | 7 8",
                "page 0x200000 is private | ",
                "page 0x100000 is private and sequence < 9 | 4 5 6",
                "page ram:0 is pinned and sequence < 11 | 8 9 10",
                "page vmem:0x2000 is plugged and sequence < 20 | 17 18 19",
                "page ram:0 is plugged and sequence < 4 | 2 3",
                "page vmem:0x2000 is populated | 19 20 21",
                "page vmem:0 is populated | ",
                "range ram:0 8K is shared and sequence < 9 | 7 8",
                "range 0x100000 12K is shared | ",
                "range 0x103000 8K is shared and sequence < 18 | 15 16 17",
                "range ram:0xf000 8K is private | ",
                "range ram:0xf000 4K is private and sequence < 4 | 2 3",
                "check fails | ",
                "time >= 20.0 and sequence < 12 | 9 10 11",
                "time < 20.0 | 6 7 8",
                "time > 2020-01-01T00:00:00Z and sequence = 3 | 3",
                "time < 2020-01-01T00:00:00Z | ",
                "sequence = 1 or sequence = 2 and sequence = 3 | 1",
                "(sequence = 1 or sequence = 2) and not (sequence = 1) | 2",
                "not not sequence = 4 | 4",
            })
    void holdsAt(String predicate, String sequences) {
        String expected = sequences == null ? "" : sequences;
        assertThat(holds(Predicate.parse(predicate))).as(predicate).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | 0 | something that holds or not is missing here",
                "shared | 6 | a comparison",
                "shared > | 8 | a number",
                "shared > 64X | 9 | not a number",
                "shared > 99999999999999999999999 | 9 | not a number",
                "shared = = 3 | 9 | a number",
                "shared == 3 | 7 | a comparison",
                "shared(ram > 3 | 11 | ')' is missing here",
                "shared() > 3 | 7 | the name of a region is missing here",
                "page 0 iz shared | 7 | 'is' is missing here",
                "page 0 is schared | 10 | pages are shared, private, populated, plugged, pinned",
                "page :0 is shared | 5 | not a place",
                "range 0 is shared | 8 | not a size",
                "range 0 0 is shared | 8 | a range has a size",
                "mappings > 3 | 9 | the name of a listener is missing here",
                "outcome = gone | 10 | none of aborted, all-private, committed",
                "outcome > committed | 8 | names are = or !=",
                "type = outcom | 7 | none of begin",
                "reason = none | 9 | none of bad-listener",
                "errno = ENOSPACE! | 16 | 'and' or 'or' is missing here",
                "errno != enospc | 9 | not the name of an errno (ENOSPC)",
                "op = flip | 5 | none of",
                "time > yesterday | 7 | not a time",
                "check failed | 6 | 'fails' is missing here",
                "halted halted | 7 | 'and' or 'or' is missing here",
                "halted and | 10 | something that holds or not is missing here",
                "and halted | 0 | no word that a term begins with",
                "(halted | 7 | ')' is missing here",
                "halted) | 6 | 'and' or 'or' is missing here",
                "not | 3 | something that holds or not is missing here",
                "sharedd > 3 | 0 | no word that a term begins with",
                "= 3 | 0 | something that holds or not is missing here",
            })
    void saysWithWhichWordSomethingIsWrong(String predicate, int position, String reason) {
        PredicateSyntaxException error =
                catchThrowableOfType(PredicateSyntaxException.class, () -> Predicate.parse(predicate));
        assertThat(error).as(predicate).isNotNull();
        assertThat(error.getMessage()).startsWith(reason).endsWith(": " + predicate);
        assertThat(error.position()).as(predicate).isEqualTo(position);
        int column = error.getMessage().length() - predicate.length() + position;
        assertThat(error.caretLine()).startsWith(" ".repeat(column) + "^");
    }

    @Test
    void caretsStandUnderAWordBehindTextThatHadToBeEscaped() {
        PredicateSyntaxException error = catchThrowableOfType(
                PredicateSyntaxException.class, () -> Predicate.parse("halted\tand\u202e \n nothing"));
        assertThat(error.getMessage()).endsWith(": halted\\u0009and\\u202e \\u000a nothing");
        int column = error.getMessage().indexOf("and\\u202e");
        assertThat(error.caretLine()).isEqualTo(" ".repeat(column) + "^".repeat("and\\u202e".length()));
    }

    @Test
    void ofALongOneTheSurroundingsOfTheWordAreShown() {
        String predicate = "halted or ".repeat(100) + "nothing" + " or halted".repeat(100);
        PredicateSyntaxException error =
                catchThrowableOfType(PredicateSyntaxException.class, () -> Predicate.parse(predicate));
        assertThat(error.getMessage()).contains(": ...").endsWith("...");
        assertThat(error.getMessage().length()).isLessThan(500);
        assertThat(error.getMessage().indexOf("nothing"))
                .isEqualTo(error.caretLine().indexOf('^'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "not "})
    void nestingIsBounded(String nested) {
        String tail = nested.equals("(") ? ")" : "";
        assertThat(holds(Predicate.parse(nested.repeat(62) + "sequence = 3" + tail.repeat(62))))
                .isEqualTo("3");
        PredicateSyntaxException error = catchThrowableOfType(
                PredicateSyntaxException.class, () -> Predicate.parse(nested.repeat(1000) + "halted"));
        assertThat(error.getMessage()).startsWith("nested deeper than 64");
    }

    @Test
    void lengthIsBounded() {
        String longest = "halted or ".repeat(409) + "halted";
        assertThat(holds(Predicate.parse(longest))).isEmpty();
        PredicateSyntaxException error =
                catchThrowableOfType(PredicateSyntaxException.class, () -> Predicate.parse(longest + " or halted"));
        assertThat(error.getMessage()).startsWith("longer than 4096 characters");
    }

    @Test
    void asksForNoMoreThanItNeeds() {
        assertThat(Predicate.parse("outcome = committed and sequence > 3").needsState())
                .isFalse();
        assertThat(Predicate.parse("page 0 is shared").needsState()).isTrue();
        assertThat(Predicate.parse("page 0 is shared").needsCounts()).isFalse();
        assertThat(Predicate.parse("shared > 3").needsModels()).isFalse();
        assertThat(Predicate.parse("halted or mappings a > 3").needsModels()).isTrue();
        assertThat(Predicate.parse("mappings a > 3").needsState()).isFalse();
        assertThat(Predicate.parse("mappings a > 3").needsCheck()).isFalse();
        assertThat(Predicate.parse("check fails").needsCheck()).isTrue();
        assertThat(Predicate.parse("check fails").needsModels()).isTrue();
    }

    private static String holds(Predicate predicate) {
        List<Long> sequences = new ArrayList<>();
        Beginning beginning = Beginning.OF_ALL;
        try (HistoryMoments moments = new HistoryMoments(beginning, predicate, moment -> {
            if (predicate.holds(moment)) {
                sequences.add(moment.record().sequence());
            }
            return true;
        })) {
            JournalScanner.of(journal).scan(moments, finding -> {
                throw new AssertionError(finding);
            });
            moments.finish();
        }
        return sequences.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
