package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path temp;

    @Test
    void smoke() {
        Path dir = temp.resolve("j");
        UnsafeBuffer b = new UnsafeBuffer(new byte[64]);
        for (int round = 0; round < 3; round++) {
            List<Long> seen = new ArrayList<>();
            try (Journal j = Journal.open(JournalConfig.of(dir).blockSizeBytes(1 << 20), r -> seen.add(r.sequence()))) {
                System.out.println("recovered " + seen);
                j.append(16, 1, b, 0, 13);
                j.appendReserving(17, 0, b, 0, 64, 64);
                j.fill(18, 3, b, 0, 60);
                j.appendReserving(17, 0, b, 0, 64, 8);
                if (round == 1) j.fill(18, 3, b, 0, 60);
            }
            List<String> found = new ArrayList<>();
            ScanSummary s = JournalScanner.of(dir).scan(r -> true, f -> found.add(f.toString()));
            System.out.println(s + "\n" + found);
            List<Long> tailed = new ArrayList<>();
            try (JournalTailer t = JournalTailer.open(dir)) {
                t.poll(r -> tailed.add(r.sequence()), 1000);
            }
            System.out.println("tailed " + tailed);
            assertThat(found).isEmpty();
        }
    }
}
