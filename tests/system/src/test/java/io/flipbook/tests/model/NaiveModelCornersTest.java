package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the text of the scenario language says and no scenario shows, worked out by hand. */
class NaiveModelCornersTest {
    /** Compares the last results of a script, without line and op. */
    private static void check(String script, String... expected) throws Exception {
        List<String> all = new NaiveModel().run(script);
        List<Map<String, Object>> actual = new ArrayList<>();
        for (String line : all.subList(all.size() - expected.length, all.size())) {
            Map<String, Object> result = JsonLine.read(line);
            result.remove("line");
            result.remove("op");
            actual.add(result);
        }
        List<Map<String, Object>> wanted = new ArrayList<>();
        for (String line : expected) {
            wanted.add(JsonLine.read(line.replace('\'', '"')));
        }
        assertThat(actual).isEqualTo(wanted);
    }

    @Test
    void usesAllBitsOfAnOffset() throws Exception {
        check(
                """
                region a 0xc000000000000000 page=0x4000000000000000
                map 0x4000000000000000 0xc000000000000000 a 0
                listener l a 0x4000000000000000 0x8000000000000000
                convert 0x8000000000000000 0x8000000000000000 shared
                """,
                "{'outcome':'committed','pages':2,'calls':[['l','populate','0x4000000000000000',"
                        + "'0x8000000000000000']]}");
    }

    @Test
    void detachesInTheMiddleOfAPageAndGoesOnWithTheOthers() throws Exception {
        check(
                """
                region a 16K
                listener x a
                listener y a 0 12K veto=1:EIO
                listener z a
                policy mixed=per-page on-veto=detach
                to-shared a 8K 4K
                to-shared a 0 16K
                """,
                "{'outcome':'committed','pages':1,'detached':['y'],'calls':[['x','populate','0x2000','0x1000'],"
                        + "['y','veto','0x2000','0x1000'],['y','discard','0x0','0x3000'],"
                        + "['z','populate','0x2000','0x1000']]}",
                "{'outcome':'committed','pages':3,'calls':[['x','populate','0x0','0x1000'],"
                        + "['z','populate','0x0','0x1000'],['x','populate','0x1000','0x1000'],"
                        + "['z','populate','0x1000','0x1000'],['x','populate','0x3000','0x1000'],"
                        + "['z','populate','0x3000','0x1000']]}");
    }

    @Test
    void countsPagesToldToNobodyUpToTheOneThatIsRefused() throws Exception {
        check(
                """
                region a 24K plug-block=8K initial=shared
                to-private a 0 20K
                plug a 8K 16K
                listener l a veto=2:EIO
                policy mixed=per-page on-veto=keep
                to-shared a 0 24K
                state a
                """,
                "{'outcome':'diverged','pages':3,'listener':'l','errno':'EIO','calls':["
                        + "['l','veto','0x2000','0x1000']]}",
                "{'outcome':'ok','shared':[['0x0','0x3000'],['0x5000','0x1000']],'plugged':[['0x2000','0x4000']]}");
    }

    @Test
    void keepsAllBlocksOfARefusedPlug() throws Exception {
        check(
                """
                region a 32K plug-block=8K
                to-shared a 4K 8K
                to-shared a 16K 4K
                listener l a kind=type1 limit=2
                policy mixed=per-page on-veto=keep
                plug a 0 32K
                mappings l
                """,
                "{'outcome':'diverged','pages':8,'listener':'l','errno':'ENOSPC','calls':["
                        + "['l','populate','0x1000','0x2000'],['l','veto','0x4000','0x1000']]}",
                "{'outcome':'ok','entries':2}");
    }

    @Test
    void goesThroughThePartsInOrderOfAddressNotOfOffset() throws Exception {
        check(
                """
                region a 16K memory=in-place
                map 0xffffffffffffe000 8K a 0
                map 0xffffffffffffc000 8K a 8K
                listener x a
                listener y a
                convert 0xffffffffffffc000 16K shared
                pin a 4K 12K
                convert 0xffffffffffffc000 16K private
                unpin a 4K 12K
                convert 0xffffffffffffd000 8K private
                """,
                "{'outcome':'committed','pages':4,'calls':[['x','populate','0x2000','0x2000'],"
                        + "['x','populate','0x0','0x2000'],['y','populate','0x2000','0x2000'],"
                        + "['y','populate','0x0','0x2000']]}",
                "{'outcome':'ok'}",
                "{'outcome':'rejected','reason':'busy','at':'0x2000','region':'a'}",
                "{'outcome':'ok'}",
                "{'outcome':'committed','pages':2,'calls':[['y','discard','0x3000','0x1000'],"
                        + "['y','discard','0x0','0x1000'],['x','discard','0x3000','0x1000'],"
                        + "['x','discard','0x0','0x1000']]}");
    }

    @Test
    void refusesAMixedRangeBeforeItLooksAtPins() throws Exception {
        check("""
            region a 8K memory=in-place
            to-shared a 0 4K
            pin a 0 4K
            policy mixed=refuse
            to-private a 0 8K
            to-private a 4K 4K
            """, "{'outcome':'rejected','reason':'mixed'}", "{'outcome':'noop','pages':0,'calls':[]}");
    }

    @Test
    void unplugsAllInRunsEvenPageByPage() throws Exception {
        check(
                """
                region a 24K plug-block=4K initial=shared
                plug a 0 8K
                plug a 12K 8K
                to-private a 16K 4K
                listener x a
                listener y a
                policy mixed=per-page
                unplug-all a
                """,
                "{'outcome':'committed','pages':4,'calls':[['y','discard','0x0','0x2000'],"
                        + "['y','discard','0x3000','0x1000'],['x','discard','0x0','0x2000'],"
                        + "['x','discard','0x3000','0x1000']]}");
    }

    @Test
    void doesNotCountBackWhenItUndoes() throws Exception {
        check("""
            region a 8K
            listener x a veto=3:EIO
            listener y a veto=1,2:ENOMEM
            to-shared a 0 4K
            to-shared a 0 4K
            to-shared a 0 4K
            """, "{'outcome':'rolled-back','listener':'x','errno':'EIO','calls':[['x','veto','0x0','0x1000']]}");
    }

    @Test
    void stillDoesSomeThingsWhileHalted() throws Exception {
        check(
                """
                region a 8K
                listener l a veto=1:EIO kind=type1
                policy on-veto=halt
                to-shared a 0 4K
                map 0 4K nosuch 0
                unmap 0
                unplug-all nosuch
                pin nosuch 0 0
                listener l nosuch
                convert 1 0 shared
                policy on-veto=keep
                discard acquire require
                region b 4K
                mappings l
                unlisten l
                restart
                to-shared a 0 4K
                discard release require
                """,
                "{'outcome':'halted','listener':'l','errno':'EIO','calls':[['l','veto','0x0','0x1000']]}",
                "{'outcome':'rejected','reason':'halted'}",
                "{'outcome':'rejected','reason':'halted'}",
                "{'outcome':'rejected','reason':'halted'}",
                "{'outcome':'rejected','reason':'halted'}",
                "{'outcome':'rejected','reason':'halted'}",
                "{'outcome':'rejected','reason':'halted'}",
                "{'outcome':'ok'}",
                "{'outcome':'ok'}",
                "{'outcome':'ok'}",
                "{'outcome':'ok','entries':0}",
                "{'outcome':'committed','calls':[['l','discard','0x0','0x2000']]}",
                "{'outcome':'ok','calls':[]}",
                "{'outcome':'committed','pages':1,'calls':[]}",
                "{'outcome':'rejected','reason':'not-held'}");
    }

    @Test
    void registersAgainInTheOldOrderWithoutThoseThatAreLost() throws Exception {
        check(
                """
                region a 16K
                listener x a
                listener y a kind=type1 limit=1
                listener z a 4K 8K
                policy on-veto=keep
                to-shared a 0 4K
                to-shared a 8K 4K
                restart
                listener y a 12K 4K
                to-shared a 12K 4K
                """,
                "{'outcome':'ok','lost':['y'],'calls':[['x','populate','0x0','0x1000'],"
                        + "['x','populate','0x2000','0x1000'],['y','populate','0x0','0x1000'],"
                        + "['y','veto','0x2000','0x1000'],['y','discard','0x0','0x1000'],"
                        + "['z','populate','0x2000','0x1000']]}",
                "{'outcome':'committed','calls':[]}",
                "{'outcome':'committed','pages':1,'calls':[['x','populate','0x3000','0x1000'],"
                        + "['y','populate','0x3000','0x1000']]}");
    }

    @Test
    void convertsNothingWhenOnePartIsNoMultipleOfItsPage() throws Exception {
        check(
                """
                region a 4K
                region b 64K page=64K
                map 0xf000 4K a 0
                map 0x10000 64K b 0
                convert 0xf000 8K shared
                convert 0 0x11000 private
                convert 0 0x20000 private
                convert 0 0x20000 shared
                """,
                "{'outcome':'rejected','reason':'misaligned'}",
                "{'outcome':'rejected','reason':'misaligned'}",
                "{'outcome':'rejected','reason':'unmapped'}",
                "{'outcome':'committed','pages':2,'calls':[]}");
    }
}
