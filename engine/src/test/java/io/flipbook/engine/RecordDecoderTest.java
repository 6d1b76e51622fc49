package io.flipbook.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.journal.JournalScanner;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordDecoderTest {
    private static final int CAME_AND_WENT = GuestMemory.MAX_LISTENERS + 10;

    @TempDir
    Path directory;

    @Test
    void knowsNamesOfListenersThatWentNotLongAgo() {
        try (ConversionEngine engine = ConversionEngine.open(EngineConfig.journaledIn(directory.resolve("journal")))) {
            engine.addRegion(RegionSpec.of("ram", 1 << 20));
            engine.register(ListenerSpec.of("stays", "ram", ListenerSpec.Kind.PLAIN));
            for (int i = 1; i <= CAME_AND_WENT; i++) {
                engine.register(ListenerSpec.of("guest" + i, "ram", ListenerSpec.Kind.PLAIN));
                engine.unregister("guest" + i);
            }
        }
        RecordDecoder decoder = new RecordDecoder();
        JournalScanner.of(directory.resolve("journal"))
                .scan(
                        record -> {
                            if (decoder.read(record) == RecordDecoder.Kind.LAYOUT
                                    && decoder.layout() instanceof LayoutRecord.ListenerEnded ended) {
                                assertThat(decoder.listenerName(ended.id())).isEqualTo("guest" + ended.id());
                            }
                            return true;
                        },
                        finding -> {
                            throw new AssertionError(finding);
                        });
        assertThat(decoder.listenerName(0)).isEqualTo("stays");
        assertThat(decoder.listenerName(1)).isEqualTo("#1");
        assertThat(decoder.listenerName(10)).isEqualTo("#10");
        assertThat(decoder.listenerName(11)).isEqualTo("guest11");
        assertThat(decoder.listenerName(CAME_AND_WENT)).isEqualTo("guest" + CAME_AND_WENT);
    }
}
