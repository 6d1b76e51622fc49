package io.flipbook.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.flipbook.engine.Answer;
import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import io.flipbook.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportCliTest {
    private static final Pattern FIELD =
            Pattern.compile("\"([a-z-]+)\":(\"((?:[^\"\\\\]|\\\\.)*)\"|([0-9]+|true|false)|\\[[^\\]]*\\])");
    private static final String[] STATEMENTS = {
        "region ram 1M plug-block=64K",
        "region inplace 1M memory=in-place backing=model folio=64K",
        "memtype inplace 0 64K honour-guest-type=on ept=UC guest=WC host=WB",
        "map 0x0 1M ram 0",
        "policy on-veto=detach",
        "listener a ram kind=type1 limit=1",
        "listener b ram veto=1:EBUSY",
        "plug ram 0 128K",
        "to-shared ram 0 8K",
        "to-shared ram 3 4K",
        "convert 0x8000 4K shared",
        "restart",
        "unmap 0x0"
    };

    @TempDir
    private Path directory;

    @Test
    void theTableHoldsWhatTheRecordsHold() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        List<String> json = Cli.run("dump", journal, "--format=json").lines();
        Path file = directory.resolve("out.csv");
        Cli.Result result = Cli.run("export", journal, "--out", file);
        assertThat(result)
                .isEqualTo(new Cli.Result(
                        0,
                        "exported " + json.size() + " records, up to sequence " + json.size() + ", to " + file + "\n",
                        ""));
        List<String> rows = Files.readAllLines(file);
        assertThat(rows).hasSize(json.size() + 1);
        List<String> names = cells(rows.get(0));
        assertThat(names).startsWith("sequence", "time", "type").doesNotHaveDuplicates();
        for (int i = 0; i < json.size(); i++) {
            List<String> cells = cells(rows.get(i + 1));
            assertThat(cells).hasSameSizeAs(names);
            int filled = 0;
            Matcher field = FIELD.matcher(json.get(i).replaceAll("\"refusals\":\\[[^\\]]*\\]", "\"refusals\":[]"));
            while (field.find()) {
                String cell = cells.get(names.indexOf(field.group(1)));
                String value = field.group(3) != null ? field.group(3) : field.group(4);
                filled++;
                if (value != null) {
                    assertThat(cell).as(json.get(i)).isEqualTo(value);
                } else {
                    assertThat(cell).as(json.get(i)).isNotEmpty();
                }
            }
            assertThat(cells.stream().filter(cell -> !cell.isEmpty())).hasSize(filled);
        }
        assertThat(Files.readString(file)).contains(",a b,a:1:ENOSPC b:1:EBUSY,");
    }

    @Test
    void jsonLinesAreWhatDumpPrintsAndAreReadBack() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        Path file = directory.resolve("out.jsonl");
        assertThat(Cli.run("export", journal, "--out", file, "--format=json").out())
                .isEqualTo("{\"file\":\"" + file + "\",\"records\":"
                        + Files.readAllLines(file).size() + ",\"last-sequence\":"
                        + Files.readAllLines(file).size() + ",\"damaged\":false}\n");
        assertThat(Files.readString(file))
                .isEqualTo(Cli.run("dump", journal, "--format=json").out());
        Path copy = directory.resolve("copy");
        assertThat(Cli.run("record", file, "--input=jsonl", "--journal", copy).code())
                .isZero();
    }

    @Test
    void whatASpreadsheetWouldTakeForAFormulaIsText() throws IOException {
        Path journal = directory.resolve("journal");
        JournalConfig config = JournalConfig.of(journal).writer("=cmd|' /C calc'!A0,\"x\"\n\033[31m");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledAs(config))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
        }
        Path file = directory.resolve("out.csv");
        assertThat(Cli.run("export", journal, "--out", file).code()).isZero();
        assertThat(Files.readString(file)).contains(",\"'=cmd|' /C calc'!A0,\"\"x\"\"\\u000a\\u001b[31m\",");
        assertThat(Files.readAllLines(file)).hasSize(4);
    }

    /** Read without the messages that it was written by. */
    @Test
    void aTraceHasASliceForEachRequestAndAnInstantForEachRefusal() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        List<String> records = Cli.run("dump", journal, "--format=json").lines();
        Path file = directory.resolve("out.pftrace");
        assertThat(Cli.run("export", journal, "--out", file).code()).isZero();
        List<String> tracks = new ArrayList<>();
        List<String> events = new ArrayList<>();
        long arguments = 0;
        for (ByteString bytes :
                UnknownFieldSet.parseFrom(Files.readAllBytes(file)).getField(1).getLengthDelimitedList()) {
            UnknownFieldSet packet = UnknownFieldSet.parseFrom(bytes);
            assertThat(number(packet, 10)).isEqualTo(1);
            if (packet.hasField(60)) {
                UnknownFieldSet track = message(packet, 60);
                tracks.add(number(track, 1) + " " + text(track, 2));
                continue;
            }
            assertThat(number(packet, 8)).isGreaterThan(TimeUnit.DAYS.toNanos(365));
            UnknownFieldSet event = message(packet, 11);
            events.add(number(event, 11) + " " + number(event, 9) + (event.hasField(23) ? " " + text(event, 23) : ""));
            arguments += event.getField(4).getLengthDelimitedList().size();
        }
        assertThat(tracks).containsExactly("1 records", "2 refusals", "3 requests");
        assertThat(events)
                .hasSize(records.size() + 2)
                .containsSequence("3 1 to-shared", "3 2", "2 3 a ENOSPC", "2 3 b EBUSY", "3 1 to-shared", "3 2")
                .startsWith("1 3 begin", "1 3 region");
        assertThat(arguments).isGreaterThan(3L * records.size());
    }

    private static UnknownFieldSet message(UnknownFieldSet of, int field) throws IOException {
        return UnknownFieldSet.parseFrom(
                of.getField(field).getLengthDelimitedList().get(0));
    }

    private static long number(UnknownFieldSet of, int field) {
        return of.getField(field).getVarintList().get(0);
    }

    private static String text(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    @Test
    void requestsThatAreOpenAtTheSameTimeAreOnTracksOfTheirOwn() throws IOException {
        Path journal = directory.resolve("journal");
        Path file = directory.resolve("out.pftrace");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            long first = engine.begin(ConversionRequest.toShared("ram", 0, 4096));
            engine.begin(ConversionRequest.toShared("ram", 4096, 4096));
            engine.decide(first, Answer.ENGINE);
            engine.begin(ConversionRequest.toShared("ram", 8192, 4096));
        }
        assertThat(Cli.run("export", journal, "--out", file).code()).isZero();
        List<Long> tracks = new ArrayList<>();
        for (ByteString bytes :
                UnknownFieldSet.parseFrom(Files.readAllBytes(file)).getField(1).getLengthDelimitedList()) {
            UnknownFieldSet packet = UnknownFieldSet.parseFrom(bytes);
            if (packet.hasField(11)) {
                tracks.add(number(message(packet, 11), 11));
            }
        }
        assertThat(tracks).startsWith(1L, 1L, 3L, 4L, 3L, 3L);
    }

    @Test
    void replacesAFileOnlyWhenItIsComplete() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        Path file = Files.writeString(directory.resolve("out.csv"), "before");
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(Cli.run("export", empty, "--out", file).code()).isEqualTo(3);
        assertThat(file).hasContent("before");
        assertThat(Cli.run("export", journal, "--out", file).code()).isZero();
        assertThat(file).content().startsWith("sequence,");
        Path link = Files.createSymbolicLink(directory.resolve("link.csv"), journal.resolve("flipbook.manifest"));
        byte[] manifest = Files.readAllBytes(link);
        assertThat(Cli.run("export", journal, "--out", link).code()).isZero();
        assertThat(journal.resolve("flipbook.manifest")).hasBinaryContent(manifest);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void ofADamagedJournalWhatIsBeforeTheDamageIsWrittenAndTheCodeIs3() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        Damage.record(journal, 6);
        Path file = directory.resolve("out.csv");
        Cli.Result result = Cli.run("export", journal, "--out", file);
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).startsWith("exported 5 records, up to sequence 5, to ");
        assertThat(result.err()).contains("sequence 6").hasLineCount(1);
        assertThat(Files.readAllLines(file)).hasSize(6);

        Path nothing = Cli.journal(Files.createDirectory(directory.resolve("other")), STATEMENTS);
        Damage.record(nothing, 1);
        assertThat(Cli.run("export", nothing, "--out", directory.resolve("nothing.csv"))
                        .code())
                .isEqualTo(3);
        assertThat(directory.resolve("nothing.csv")).doesNotExist();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void isCalledWronglyWithAnotherEndingOrAPlaceWhereNothingMayBe() throws IOException {
        Path journal = Cli.journal(directory, STATEMENTS);
        Files.createDirectory(directory.resolve("directory.csv"));
        for (Path file : List.of(
                directory.resolve("out.xls"),
                directory.resolve("csv"),
                directory.resolve("directory.csv"),
                journal.resolve("out.csv"),
                Path.of("/"))) {
            Cli.Result result = Cli.run("export", journal, "--out", file);
            assertThat(result.code()).as(file.toString()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).hasLineCount(1);
        }
        assertThat(Cli.run("export", journal).code()).isEqualTo(2);
        assertThat(Cli.run("export", journal, "--out", directory.resolve("no/such/out.csv"))
                        .code())
                .isEqualTo(3);
        assertThat(Cli.run("verify", journal).code()).isZero();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aJournalThatIsWrittenIsExportedAsFarAsItIs() {
        Path journal = directory.resolve("journal");
        Path file = directory.resolve("out.csv");
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(journal))) {
            assertThat(Cli.run("export", journal, "--out", file).out()).startsWith("exported 1 records, ");
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.convert(ConversionRequest.toShared("ram", 0, 4096));
            assertThat(Cli.run("export", journal, "--out", file).out()).startsWith("exported 4 records, ");
        }
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".aside")).toList();
        }
    }

    /** The cells of a row, as RFC 4180 has them. */
    private static List<String> cells(String row) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i <= row.length(); i++) {
            char c = i == row.length() ? ',' : row.charAt(i);
            if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (c == '"') {
                quoted = !quoted;
                if (quoted && i > 0 && row.charAt(i - 1) == '"') {
                    cell.append(c);
                }
            } else {
                cell.append(c);
            }
        }
        return cells;
    }
}
