package io.flipbook.replay.scenario;

import static java.util.Map.entry;

import io.flipbook.replay.scenario.Statement.ChangeOp;
import io.flipbook.replay.scenario.Statement.HoldKind;
import io.flipbook.replay.scenario.Statement.HoldOp;
import io.flipbook.replay.scenario.Statement.Initiator;
import io.flipbook.replay.scenario.Statement.ListenerKind;
import io.flipbook.replay.scenario.Statement.Memory;
import io.flipbook.replay.scenario.Statement.Mixed;
import io.flipbook.replay.scenario.Statement.OnVeto;
import io.flipbook.replay.scenario.Statement.PinOp;
import io.flipbook.replay.scenario.Statement.Section;
import io.flipbook.replay.scenario.Statement.Side;
import io.flipbook.replay.scenario.Statement.SourceOp;
import io.flipbook.replay.scenario.Statement.Switch;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How one statement is written.
 *
 * @param arguments the words after the first, for messages
 * @param counts how many of them there may be
 * @param options the keys of the options that it takes
 * @param reading what the words make
 */
record StatementForm(String arguments, Set<Integer> counts, Set<String> options, Reading reading) {
    /** Makes a statement of words whose count and options are known to fit. */
    interface Reading {
        Statement read(Words words) throws ScenarioSyntaxException;
    }

    private static final Map<String, StatementForm> FORMS = Map.ofEntries(
            entry(
                    "region",
                    new StatementForm(
                            "NAME SIZE",
                            Set.of(2),
                            Set.of(
                                    "page",
                                    "initial",
                                    "plug-block",
                                    "memory",
                                    "backing",
                                    "folio",
                                    "hugetlb",
                                    "discard",
                                    "hold"),
                            StatementForm::region)),
            entry("remove-region", fixed(1, "NAME", w -> new Statement.RemoveRegion(w.line(), w.name(0)))),
            entry(
                    "policy",
                    new StatementForm("", Set.of(0), Set.of("mixed", "on-veto", "profile"), StatementForm::policy)),
            entry(
                    "listener",
                    new StatementForm(
                            "NAME REGION [OFFSET SIZE]",
                            Set.of(2, 4),
                            Set.of("veto", "kind", "limit", "granule", "large-pages", "container", "watch", "hold"),
                            StatementForm::listener)),
            entry("unlisten", fixed(1, "NAME", w -> new Statement.Unlisten(w.line(), w.name(0)))),
            entry("to-shared", change(ChangeOp.TO_SHARED, Set.of("by"))),
            entry("to-private", change(ChangeOp.TO_PRIVATE, Set.of("by"))),
            entry("plug", change(ChangeOp.PLUG, Set.of())),
            entry("unplug", change(ChangeOp.UNPLUG, Set.of())),
            entry("unplug-all", fixed(1, "REGION", w -> new Statement.UnplugAll(w.line(), w.name(0)))),
            entry("map", fixed(4, "GPA SIZE REGION OFFSET", StatementForm::map)),
            entry("unmap", fixed(1, "GPA", w -> new Statement.Unmap(w.line(), w.number(0)))),
            entry(
                    "convert",
                    new StatementForm("GPA SIZE shared|private", Set.of(3), Set.of("by"), StatementForm::convert)),
            entry("pin", pin(PinOp.PIN)),
            entry("unpin", pin(PinOp.UNPIN)),
            entry("reference", pin(PinOp.REFERENCE)),
            entry("release", pin(PinOp.RELEASE)),
            entry("cost", fixed(1, "REGION", w -> new Statement.Cost(w.line(), w.name(0)))),
            entry("discard", fixed(2, "acquire|release KIND", StatementForm::discard)),
            entry("restart", fixed(0, "", w -> new Statement.Restart(w.line()))),
            entry("state", fixed(1, "REGION", w -> new Statement.State(w.line(), w.name(0)))),
            entry("populated", fixed(3, "REGION OFFSET SIZE", StatementForm::populated)),
            entry("mappings", fixed(1, "NAME", w -> new Statement.Mappings(w.line(), w.name(0)))),
            entry(
                    "source-add",
                    new StatementForm("REGION NAME", Set.of(2), Set.of("block", "initial"), StatementForm::sourceAdd)),
            entry(
                    "source-remove",
                    fixed(2, "REGION NAME", w -> new Statement.SourceRemove(w.line(), w.name(0), w.name(1)))),
            entry("source-populate", sourceChange(SourceOp.SOURCE_POPULATE)),
            entry("source-discard", sourceChange(SourceOp.SOURCE_DISCARD)),
            entry(
                    "memtype",
                    new StatementForm(
                            "REGION OFFSET SIZE",
                            Set.of(3),
                            Set.of("honour-guest-type", "ept", "guest", "host"),
                            StatementForm::memoryTypes)),
            entry("mapped", fixed(1, "NAME", w -> new Statement.Mapped(w.line(), w.name(0)))),
            entry(
                    "dma",
                    fixed(
                            3,
                            "NAME OFFSET SIZE",
                            w -> new Statement.Dma(w.line(), w.name(0), w.number(1), w.number(2)))));

    private static StatementForm fixed(int count, String arguments, Reading reading) {
        return new StatementForm(arguments, Set.of(count), Set.of(), reading);
    }

    private static StatementForm change(ChangeOp op, Set<String> options) {
        return new StatementForm(
                "REGION OFFSET SIZE",
                Set.of(3),
                options,
                w -> new Statement.Change(w.line(), op, w.name(0), w.number(1), w.number(2), by(w)));
    }

    private static Initiator by(Words w) throws ScenarioSyntaxException {
        return w.optionalChoice("by", Initiator.class).orElse(Initiator.GUEST);
    }

    private static StatementForm sourceChange(SourceOp op) {
        return fixed(
                4,
                "REGION NAME OFFSET SIZE",
                w -> new Statement.SourceChange(w.line(), op, w.name(0), w.name(1), w.number(2), w.number(3)));
    }

    private static StatementForm pin(PinOp op) {
        return fixed(
                3, "REGION OFFSET SIZE", w -> new Statement.Pin(w.line(), op, w.name(0), w.number(1), w.number(2)));
    }

    /** The statement that the words are. */
    static Statement read(Words words) throws ScenarioSyntaxException {
        StatementForm form = FORMS.get(words.op());
        if (form == null) {
            throw words.bad("unknown statement " + Words.quoted(words.op()));
        }
        for (String key : words.optionKeys()) {
            if (!form.options.contains(key)) {
                throw words.bad("unknown option " + Words.quoted(key) + " of " + words.op());
            }
        }
        if (!form.counts.contains(words.count())) {
            String takes = form.arguments.isEmpty() ? "no words" : form.arguments;
            throw words.bad(words.op() + " takes " + takes + ", not " + words.count() + " words");
        }
        return form.reading.read(words);
    }

    private static Statement region(Words w) throws ScenarioSyntaxException {
        return new Statement.Region(
                w.line(),
                w.name(0),
                w.number(1),
                w.optionalNumber("page").orElse(Statement.DEFAULT_PAGE_BYTES),
                w.optionalChoice("initial", Side.class),
                w.optionalNumber("plug-block"),
                w.optionalChoice("memory", Memory.class).orElse(Memory.TWO_SIDED),
                memories(w),
                w.optionalChoice("hold", HoldKind.class));
    }

    private static Optional<Statement.Memories> memories(Words w) throws ScenarioSyntaxException {
        Optional<Statement.Backing> kind = w.optionalChoice("backing", Statement.Backing.class);
        OptionalLong folio = w.optionalNumber("folio");
        Optional<Switch> hugetlb = w.optionalChoice("hugetlb", Switch.class);
        Optional<Switch> discard = w.optionalChoice("discard", Switch.class);
        if (kind.isEmpty() && (folio.isPresent() || hugetlb.isPresent() || discard.isPresent())) {
            String option = folio.isPresent() ? "folio" : hugetlb.isPresent() ? "hugetlb" : "discard";
            throw w.bad(option + " without backing");
        }
        return kind.map(
                each -> new Statement.Memories(each, folio, hugetlb.orElse(Switch.OFF), discard.orElse(Switch.ON)));
    }

    private static Statement sourceAdd(Words w) throws ScenarioSyntaxException {
        return new Statement.SourceAdd(
                w.line(),
                w.name(0),
                w.name(1),
                w.optionalNumber("block"),
                w.optionalChoice("initial", Statement.Initially.class).orElse(Statement.Initially.DISCARDED));
    }

    private static Statement memoryTypes(Words w) throws ScenarioSyntaxException {
        return new Statement.MemoryTypes(
                w.line(),
                w.name(0),
                w.number(1),
                w.number(2),
                w.optionalChoice("honour-guest-type", Switch.class),
                w.optionalChoice("ept", RangeType.class),
                w.optionalChoice("guest", PatType.class),
                w.optionalChoice("host", RangeType.class));
    }

    private static Statement policy(Words w) throws ScenarioSyntaxException {
        return new Statement.Policy(
                w.line(),
                w.optionalChoice("mixed", Mixed.class),
                w.optionalChoice("on-veto", OnVeto.class),
                w.optionalChoice("profile", Profile.class));
    }

    private static Statement listener(Words w) throws ScenarioSyntaxException {
        ListenerKind kind = w.optionalChoice("kind", ListenerKind.class).orElse(ListenerKind.PLAIN);
        boolean limited = kind == ListenerKind.TYPE1 || kind == ListenerKind.TYPE1_V1;
        OptionalLong limit = w.optionalNumber("limit");
        OptionalLong granule = w.optionalNumber("granule");
        Optional<String> container = w.optionalName("container");
        Optional<Switch> largePages = w.optionalChoice("large-pages", Switch.class);
        if (limit.isPresent() && !limited) {
            throw w.bad("limit without kind=type1");
        }
        if ((granule.isPresent() || container.isPresent()) && kind == ListenerKind.PLAIN) {
            throw w.bad((granule.isPresent() ? "granule" : "container") + " without a kind that maps");
        }
        if (largePages.isPresent() && kind != ListenerKind.IOMMUFD) {
            throw w.bad("large-pages without kind=iommufd");
        }
        if (limited) {
            limit = OptionalLong.of(limit.orElse(Statement.DEFAULT_LIMIT_ENTRIES));
        }
        Optional<Section> section =
                w.count() == 4 ? Optional.of(new Section(w.number(2), w.number(3))) : Optional.empty();
        return new Statement.Listener(
                w.line(),
                w.name(0),
                w.name(1),
                section,
                w.optionalVeto(),
                kind,
                limit,
                granule,
                largePages,
                container,
                w.optionalChoice("watch", Side.class).orElse(Side.SHARED),
                w.optionalChoice("hold", HoldKind.class));
    }

    private static Statement map(Words w) throws ScenarioSyntaxException {
        return new Statement.Map(w.line(), w.number(0), w.number(1), w.name(2), w.number(3));
    }

    private static Statement convert(Words w) throws ScenarioSyntaxException {
        return new Statement.Convert(w.line(), w.number(0), w.number(1), w.choice(2, Side.class), by(w));
    }

    private static Statement discard(Words w) throws ScenarioSyntaxException {
        return new Statement.DiscardHold(w.line(), w.choice(0, HoldOp.class), w.choice(1, HoldKind.class));
    }

    private static Statement populated(Words w) throws ScenarioSyntaxException {
        return new Statement.Populated(w.line(), w.name(0), w.number(1), w.number(2));
    }
}
