package io.flipbook.replay.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.replay.record.RecordingException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layout that comes with the initial state, and one that a continued journal has to agree with. */
final class InitialLayoutTest {
    private static final String SLOT =
            "kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x%x ua=0x7f0000000000 guest_memfd=9"
                    + " guest_memfd_offset=0x0 ret=0";
    private static final String STATE = "{\"regions\":[{\"name\":\"ram\",\"size\":\"0x1000000\",\"page\":\"0x1000\","
            + "\"shared\":[[\"0x2000\",\"0x1000\"]]}],"
            + "\"maps\":[{\"gpa\":\"0x0\",\"size\":\"0x1000000\",\"region\":\"ram\",\"offset\":\"0x0\"}]}";

    @TempDir
    private Path directory;

    private TraceLab lab;

    @BeforeEach
    void makeALab() {
        lab = new TraceLab(directory);
    }

    @Test
    void laysOutWhatTheInitialStateTellsOfWhereNothingElseIsAskedFor() throws Exception {
        lab.initial(lab.file("state.json", STATE).toString());
        lab.record("kvm_convert_memory start 0x1000 size 0x1000 private_to_shared");
        assertThat(lab.shared("ram")).containsExactly(1L, 2L);
        lab.record("kvm_convert_memory start 0x2000 size 0x1000 shared_to_private");
        assertThat(lab.shared("ram")).containsExactly(1L);
    }

    @Test
    void saysThatAnInitialStateTellsOfRegionsThatNoSlotIs() throws Exception {
        lab.initial(lab.file("state.json", STATE).toString());
        lab.record(String.format(SLOT, 0x200000), "kvm_convert_memory start 0x0 size 0x1000 private_to_shared");
        assertThat(lab.notes).singleElement().asString().contains("no").contains("ram");
    }

    @Test
    void refusesToGoOnWithSlotsThatAreOthersThanTheJournals() throws Exception {
        lab.record(String.format(SLOT, 0x200000), "kvm_convert_memory start 0x0 size 0x1000 private_to_shared");
        assertThatThrownBy(() -> lab.record(String.format(SLOT, 0x100000)))
                .isInstanceOfSatisfying(
                        RecordingException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONGLY_CALLED))
                .hasMessageContaining("another layout")
                .hasMessageContaining("slot 0");
        lab.record(String.format(SLOT, 0), String.format(SLOT, 0x100000));
        assertThat(lab.records("region")).hasSize(2);
    }
}
