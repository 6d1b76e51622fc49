package io.flipbook.replay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flipbook.replay.scenario.Statement.ChangeOp;
import io.flipbook.replay.scenario.Statement.HoldKind;
import io.flipbook.replay.scenario.Statement.HoldOp;
import io.flipbook.replay.scenario.Statement.ListenerKind;
import io.flipbook.replay.scenario.Statement.Memory;
import io.flipbook.replay.scenario.Statement.Mixed;
import io.flipbook.replay.scenario.Statement.OnVeto;
import io.flipbook.replay.scenario.Statement.PinOp;
import io.flipbook.replay.scenario.Statement.Section;
import io.flipbook.replay.scenario.Statement.Side;
import io.flipbook.replay.scenario.Statement.Veto;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScenarioParserTest {
    private static List<Statement> parse(String script) throws ScenarioSyntaxException {
        return ScenarioParser.parse("made.flip", script.getBytes(StandardCharsets.UTF_8));
    }

    private static Statement one(String line) throws ScenarioSyntaxException {
        List<Statement> statements = parse(line);
        assertThat(statements).hasSize(1);
        return statements.get(0);
    }

    private static ScenarioSyntaxException refusal(byte[] script) {
        return catchThrowableOfType(ScenarioSyntaxException.class, () -> ScenarioParser.parse("made.flip", script));
    }

    private static ScenarioSyntaxException refusal(String script) {
        return refusal(script.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void resolvesTheDefaultsOfARegion() throws Exception {
        assertThat(one("region ram 16M"))
                .isEqualTo(new Statement.Region(
                        1,
                        "ram",
                        16 << 20,
                        4096,
                        Optional.empty(),
                        OptionalLong.empty(),
                        Memory.TWO_SIDED,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void takesOptionsAnywhereAfterTheFirstWord() throws Exception {
        Statement expected = new Statement.Region(
                1,
                "r",
                8 << 20,
                65536,
                Optional.of(Side.SHARED),
                OptionalLong.of(2 << 20),
                Memory.IN_PLACE,
                Optional.empty(),
                Optional.empty());
        assertThat(one("region r 8M page=64K initial=shared plug-block=2M memory=in-place"))
                .isEqualTo(expected);
        assertThat(one("region memory=in-place page=64K r plug-block=2M 8M initial=shared"))
                .isEqualTo(expected);
    }

    @Test
    void keepsAPlugBlockOfZeroApartFromNone() throws Exception {
        assertThat(((Statement.Region) one("region e 64K plug-block=0")).plugBlockBytes())
                .hasValue(0);
    }

    @Test
    void readsAPolicyOfWhatIsNamed() throws Exception {
        assertThat(one("policy"))
                .isEqualTo(new Statement.Policy(1, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(one("policy on-veto=keep"))
                .isEqualTo(new Statement.Policy(1, Optional.empty(), Optional.of(OnVeto.KEEP), Optional.empty()));
        assertThat(one("policy mixed=per-page on-veto=detach"))
                .isEqualTo(new Statement.Policy(
                        1, Optional.of(Mixed.PER_PAGE), Optional.of(OnVeto.DETACH), Optional.empty()));
        assertThat(one("policy profile=qemu-10.1"))
                .isEqualTo(new Statement.Policy(1, Optional.empty(), Optional.empty(), Optional.of(Profile.QEMU_10_1)));
    }

    @Test
    void readsAListenerOfAWholeRegion() throws Exception {
        assertThat(one("listener vfio0 ram"))
                .isEqualTo(new Statement.Listener(
                        1,
                        "vfio0",
                        "ram",
                        Optional.empty(),
                        Optional.empty(),
                        ListenerKind.PLAIN,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Side.SHARED,
                        Optional.empty()));
    }

    @Test
    void readsAListenerOfASection() throws Exception {
        assertThat(one("listener l r 64K 512K veto=3,1,0x2,1:ENOMEM kind=type1 limit=2"))
                .isEqualTo(new Statement.Listener(
                        1,
                        "l",
                        "r",
                        Optional.of(new Section(64 << 10, 512 << 10)),
                        Optional.of(new Veto(List.of(1L, 2L, 3L), "ENOMEM")),
                        ListenerKind.TYPE1,
                        OptionalLong.of(2),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Side.SHARED,
                        Optional.empty()));
    }

    @Test
    void readsWhatAKindThatMapsTakes() throws Exception {
        assertThat(one("listener l r kind=iommufd granule=2M large-pages=off container=c watch=private"))
                .isEqualTo(new Statement.Listener(
                        1,
                        "l",
                        "r",
                        Optional.empty(),
                        Optional.empty(),
                        ListenerKind.IOMMUFD,
                        OptionalLong.empty(),
                        OptionalLong.of(2 << 20),
                        Optional.of(Statement.Switch.OFF),
                        Optional.of("c"),
                        Side.PRIVATE,
                        Optional.empty()));
        assertThat(((Statement.Listener) one("listener l r kind=type1-v1")).limitEntries())
                .hasValue(65535);
    }

    @Test
    void givesAType1ListenerItsLimit() throws Exception {
        assertThat(((Statement.Listener) one("listener l r kind=type1")).limitEntries())
                .hasValue(65535);
    }

    @Test
    void ordersVetoesWithoutASign() throws Exception {
        Statement.Listener listener = (Statement.Listener) one("listener l r veto=0xffffffffffffffff,1:E2BIG");
        assertThat(listener.veto()).contains(new Veto(List.of(1L, -1L), "E2BIG"));
    }

    @Test
    void readsEveryChange() throws Exception {
        for (ChangeOp change : ChangeOp.values()) {
            Statement read = one(change.word() + " ram 4K 0x2000");
            assertThat(read).isEqualTo(new Statement.Change(1, change, "ram", 4096, 8192, Statement.Initiator.GUEST));
            assertThat(read.op()).isEqualTo(change.word());
        }
    }

    @Test
    void readsWhatConcernsAddresses() throws Exception {
        assertThat(parse("map 4G 2M ram 1M\nunmap 4G\nconvert 0xfffffffffffff000 4K private\nconvert 0 1 shared"))
                .containsExactly(
                        new Statement.Map(1, 1L << 32, 2 << 20, "ram", 1 << 20),
                        new Statement.Unmap(2, 1L << 32),
                        new Statement.Convert(3, -4096, 4096, Side.PRIVATE, Statement.Initiator.GUEST),
                        new Statement.Convert(4, 0, 1, Side.SHARED, Statement.Initiator.GUEST));
    }

    @Test
    void readsPinsAndHolds() throws Exception {
        assertThat(parse("pin r 0 4K\nunpin r 4K 8K\ndiscard acquire uncoordinated-disable\n"
                        + "discard release coordinated-require"))
                .containsExactly(
                        new Statement.Pin(1, PinOp.PIN, "r", 0, 4096),
                        new Statement.Pin(2, PinOp.UNPIN, "r", 4096, 8192),
                        new Statement.DiscardHold(3, HoldOp.ACQUIRE, HoldKind.UNCOORDINATED_DISABLE),
                        new Statement.DiscardHold(4, HoldOp.RELEASE, HoldKind.COORDINATED_REQUIRE));
    }

    @Test
    void readsTheRest() throws Exception {
        assertThat(parse("unlisten l\nunplug-all r\nrestart\nstate r\npopulated r 0 4K\nmappings l"))
                .containsExactly(
                        new Statement.Unlisten(1, "l"),
                        new Statement.UnplugAll(2, "r"),
                        new Statement.Restart(3),
                        new Statement.State(4, "r"),
                        new Statement.Populated(5, "r", 0, 4096),
                        new Statement.Mappings(6, "l"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "region r 1", "policy", "listener l r", "unlisten l", "to-shared r 0 1", "to-private r 0 1",
                "plug r 0 1", "unplug r 0 1", "unplug-all r", "map 0 1 r 0", "unmap 0", "convert 0 1 shared",
                "pin r 0 1", "unpin r 0 1", "discard acquire require", "restart", "state r", "populated r 0 1",
                "mappings l"
            })
    void namesTheFirstWordAsTheOp(String line) throws Exception {
        assertThat(one(line).op()).isEqualTo(line.split(" ")[0]);
    }

    @Test
    void countsLinesAndSkipsWhatHoldsNone() throws Exception {
        assertThat(parse("# made\r\n\r\n \t \n\tstate\t a  \r\n\nstate b#c d e f\n#"))
                .containsExactly(new Statement.State(4, "a"), new Statement.State(6, "b"));
    }

    @Test
    void looksAtNothingInAComment() throws Exception {
        byte[] script = "state r #\0\u001b= # \r".getBytes(StandardCharsets.UTF_8);
        script[10] = (byte) 0xff;
        assertThat(ScenarioParser.parse("made.flip", script)).containsExactly(new Statement.State(1, "r"));
    }

    @Test
    void readsAnEmptyScript() throws Exception {
        assertThat(parse("")).isEmpty();
    }

    @Test
    void takesEveryCharacterOfANameAndNoOther() throws Exception {
        assertThat(one("state aZ09_.-")).isEqualTo(new Statement.State(1, "aZ09_.-"));
        assertThat(one("state -")).isEqualTo(new Statement.State(1, "-"));
        for (String bad : List.of("a/b", "a:b", "\u00e9", "a,", "@", "\ud83d\ude00")) {
            assertThat(refusal("state " + bad).reason()).startsWith("bad name");
        }
    }

    @Test
    void bindsAName() throws Exception {
        assertThat(one("state " + "n".repeat(255)).line()).isEqualTo(1);
        assertThat(refusal("state " + "n".repeat(256)).reason())
                .isEqualTo("name '" + "n".repeat(80) + "...' is longer than 255 characters");
    }

    @Test
    void bindsAnErrno() throws Exception {
        assertThat(one("listener l r veto=1:E" + "9".repeat(31)).line()).isEqualTo(1);
        assertThat(refusal("listener l r veto=1:E" + "9".repeat(32)).reason()).contains("longer than 32");
    }

    @Test
    void bindsTheVetoesAndCountsRepeatsOnce() throws Exception {
        String most = LongStream.rangeClosed(1, 4096).mapToObj(Long::toString).collect(Collectors.joining(","));
        assertThat(one("listener l r veto=1," + most + ":EIO").line()).isEqualTo(1);
        assertThat(refusal("listener l r veto=" + most + ",4097:EIO").reason()).contains("more than 4096");
    }

    @Test
    void bindsALineWithItsComment() throws Exception {
        assertThat(one("state r #" + "x".repeat(65536 - 9)).line()).isEqualTo(1);
        assertThat(refusal("state a\nstate r #" + "x".repeat(65536 - 8)).getMessage())
                .isEqualTo("made.flip:2: the line is longer than 65536 bytes");
    }

    @Test
    void bindsAScriptReadFromAStream() {
        InputStream endless = new InputStream() {
            private int at;

            @Override
            public int read() {
                return at++ % 1024 == 1023 ? '\n' : '#';
            }

            @Override
            public int read(byte[] to, int from, int length) {
                for (int i = 0; i < length; i++) {
                    to[from + i] = (byte) read();
                }
                return length;
            }
        };
        ScenarioSyntaxException refused =
                catchThrowableOfType(ScenarioSyntaxException.class, () -> ScenarioParser.parse("made.flip", endless));
        assertThat(refused.reason()).isEqualTo("the script is longer than 67108864 bytes");
        assertThat(refused.line()).isEqualTo(65537);
    }

    @Test
    void readsAStream() throws IOException, ScenarioSyntaxException {
        assertThat(ScenarioParser.parse("-", new ByteArrayInputStream("restart\n".getBytes(StandardCharsets.UTF_8))))
                .containsExactly(new Statement.Restart(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "frobnicate|unknown statement 'frobnicate'",
                "State r|unknown statement 'State'",
                "=x|unknown statement '=x'",
                "page=4K region r 1M|unknown statement 'page=4K'",
                "region r|region takes NAME SIZE, not 1 words",
                "region r 1M 2M|region takes NAME SIZE, not 3 words",
                "region r page=4K|region takes NAME SIZE, not 1 words",
                "listener l r 0|listener takes NAME REGION [OFFSET SIZE], not 3 words",
                "restart now|restart takes no words, not 1 words",
                "policy keep|policy takes no words, not 1 words",
                "region r 1M colour=red|unknown option 'colour' of region",
                "region r 1M =4K|unknown option '' of region",
                "state r page=4K|unknown option 'page' of state",
                "region r 1M page=4K page=4K|option 'page' stands twice",
                "region r 1M page=4K=4K|'4K=4K' is no number",
                "region r 1M page=|'' is no number",
                "region r 1M initial=Shared|'Shared' is none of private, shared",
                "region r 1M memory=in_place|'in_place' is none of two-sided, in-place",
                "policy mixed=|'' is none of segments, per-page, refuse",
                "policy on-veto=panic|'panic' is none of rollback, detach, halt, keep, partial, all-private,"
                        + " undo-listeners, retry",
                "convert 0 4K open|'open' is none of private, shared",
                "discard hold require|'hold' is none of acquire, release",
                "discard acquire all|'all' is none of disable, uncoordinated-disable, require, coordinated-require",
                "listener l r kind=vdpa|'vdpa' is none of plain, type1, type1-v1, iommufd",
                "listener l r limit=4|limit without kind=type1",
                "listener l r limit=4 kind=plain|limit without kind=type1",
                "listener l r limit=4 kind=iommufd|limit without kind=type1",
                "listener l r granule=2M|granule without a kind that maps",
                "listener l r container=c kind=plain|container without a kind that maps",
                "listener l r large-pages=off kind=type1|large-pages without kind=iommufd",
                "listener l r watch=both|'both' is none of private, shared",
                "policy profile=qemu|'qemu' is none of flipbook, qemu-10.1",
                "source-add r s initial=shared|'shared' is none of populated, discarded",
                "memtype r 0|memtype takes REGION OFFSET SIZE, not 2 words",
                "memtype r 0 4K honour-guest-type=yes|'yes' is none of on, off",
                "memtype r 0 4K ept=UC-|'UC-' is none of UC, WC, WT, WP, WB",
                "memtype r 0 4K host=UC-|'UC-' is none of UC, WC, WT, WP, WB",
                "memtype r 0 4K guest=wc|'wc' is none of UC, UC-, WC, WT, WP, WB",
                "memtype r 0 4K type=WC|unknown option 'type' of memtype",
                "listener l r kind=type1 limit=x|'x' is no number",
                "listener l r veto=1|veto '1' is not K[,K...]:ERRNO",
                "listener l r veto=:EIO|'' is no number",
                "listener l r veto=1,:EIO|'' is no number",
                "listener l r veto=-1:EIO|'-1' is no number",
                "listener l r veto=2,0:EIO|veto of call 0: the first call is 1",
                "listener l r veto=1:|bad errno '': 'E' and upper-case letters or digits make one",
                "listener l r veto=1:E|bad errno 'E': 'E' and upper-case letters or digits make one",
                "listener l r veto=1:Eio|bad errno 'Eio': 'E' and upper-case letters or digits make one",
                "listener l r veto=1:NOMEM|bad errno 'NOMEM': 'E' and upper-case letters or digits make one",
                "listener l r veto=1:EIO:EIO|bad errno 'EIO:EIO': 'E' and upper-case letters or digits make one",
            })
    void refuses(String line, String reason) {
        ScenarioSyntaxException refused = refusal("restart\n" + line + "\nworse still");
        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessage("made.flip:2: " + reason);
    }

    @Test
    void refusesWhatIsNotText() {
        assertThat(refusal(new byte[] {'s', 't', (byte) 0xc3, ' ', 'r'}).reason())
                .isEqualTo("the line is not UTF-8");
        assertThat(refusal("state r\u001b[2J").reason()).isEqualTo("control character \\u001b");
        assertThat(refusal("state r\0").reason()).isEqualTo("control character \\u0000");
        assertThat(refusal("state r\u0085").reason()).isEqualTo("control character \\u0085");
        assertThat(refusal("state r\r\r\n").reason()).isEqualTo("control character \\u000d");
        assertThat(refusal("state r\r # why").reason()).isEqualTo("control character \\u000d");
    }

    @Test
    void showsHostileTextEscapedAndCut() {
        assertThat(refusal("\u202etats").reason()).isEqualTo("unknown statement '\\u202etats'");
        assertThat(refusal("x".repeat(500)).reason()).isEqualTo("unknown statement '" + "x".repeat(80) + "...'");
        ScenarioSyntaxException refused = catchThrowableOfType(
                ScenarioSyntaxException.class, () -> ScenarioParser.parse("a\nb\u00e9.flip", new byte[] {'x'}));
        assertThat(refused).hasMessage("a\\u000ab\u00e9.flip:1: unknown statement 'x'");
    }
}
