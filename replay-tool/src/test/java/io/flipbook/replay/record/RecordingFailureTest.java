package io.flipbook.replay.record;

import static io.flipbook.replay.record.TraceLab.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.EngineConfig;
import io.flipbook.replay.record.RecordingException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording cannot read or write, and which lines it takes. */
final class RecordingFailureTest {
    private static final String SHARE = "kvm_convert_memory start 0x1000 size 0x1000 private_to_shared";

    @TempDir
    private Path directory;

    private TraceLab lab;

    @BeforeEach
    void makeALab() {
        lab = new TraceLab(directory);
    }

    @Test
    void saysWhereTheTraceCannotBeRead() {
        lab.regions("ram=16M@0");
        assertRefused(Kind.NOT_ACCESSIBLE, "no such file", () -> lab.record(directory.resolve("missing")));
        assertRefused(Kind.NOT_ACCESSIBLE, "is a directory", () -> lab.record(directory));
    }

    @Test
    void refusesAJournalThatAnotherWriterHas() throws Exception {
        lab.regions("ram=16M@0");
        try (ConversionEngine other = ConversionEngine.open(EngineConfig.journaledIn(lab.journal()))) {
            assertRefused(Kind.NOT_ACCESSIBLE, "open for writing", () -> lab.record(SHARE));
            assertThat(other.lastSequence()).isEqualTo(1);
        }
    }

    @Test
    void saysWhatIsOnRecordWhenTheJournalFails() throws Exception {
        int[] readings = {0};
        lab.regions("ram=16M@0").clock(() -> {
            if (++readings[0] > 6) {
                throw new IllegalStateException("no room");
            }
            return readings[0];
        });
        assertRefused(
                Kind.NOT_ACCESSIBLE,
                "no room; nothing more is appended, open the journal again; on record is all up to sequence 6, what 1"
                        + " lines told",
                () -> lab.record(SHARE, "kvm_convert_memory start 0x0 size 0x1000 private_to_shared", SHARE));
        assertThat(lab.records("request")).hasSize(2);
        assertThat(lab.records("outcome")).hasSize(1);
    }

    @Test
    void saysWhatIsOnRecordWhenTheTraceFails() throws Exception {
        InputStream failing = new SequenceInputStream(
                new ByteArrayInputStream((SHARE + "\n").getBytes(StandardCharsets.US_ASCII)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("no such luck");
                    }
                });
        lab.regions("ram=16M@0");
        assertRefused(
                Kind.NOT_ACCESSIBLE,
                "no such luck; on record is all up to sequence 5, what 1 lines told",
                () -> lab.follow(failing));
        assertThat(lab.shared("ram")).containsExactly(1L);
    }

    @Test
    void refusesADirectoryOfOtherThings() throws Exception {
        Files.createDirectory(lab.journal());
        Files.writeString(lab.journal().resolve("letter.txt"), "Dear");
        lab.regions("ram=16M@0");
        assertRefused(Kind.WRONGLY_CALLED, "", () -> lab.record(SHARE));
    }

    @Test
    void takesOnlyTheLinesOfTheTaskThatIsChosen() throws Exception {
        String form = "%s [000] ..... 1.5: kvm_vm_set_mem_attributes: 0x%016x -- 0x%016x [0x0]";
        String[] lines = {
            String.format(form, "vcpu0-71", 1, 2),
            String.format(form, "vcpu0-72", 2, 3),
            String.format(form, "other one-71", 3, 4),
            "kvm_convert_memory start 0x9000 size 0x1000 private_to_shared"
        };
        RecordingSummary byNumber = lab.regions("ram=16M@0").task("71").record(lines);
        assertThat(lab.shared("ram")).containsExactly(1L, 3L);
        assertThat(byNumber.skipped().of("other-task")).isEqualTo(2);
        assertThat(byNumber.drivers()).containsExactly("kvm_vm_set_mem_attributes");
        lab.task("vcpu0").record(lines);
        assertThat(lab.shared("ram")).containsExactly(1L, 2L, 3L);
        assertThat(lab.notes).isEmpty();
        lab.task(null).record(lines[0], lines[1]);
        assertThat(lab.notes).singleElement().asString().contains("2 tasks");
    }

    @Test
    void takesOnlyTheThreadThatIsChosen() throws Exception {
        lab.regions("ram=16M@0")
                .task("12")
                .record("12@1.5:" + SHARE, "13@1.5:" + SHARE.replace("0x1000 size", "0 size"));
        assertThat(lab.shared("ram")).containsExactly(1L);
    }
}
