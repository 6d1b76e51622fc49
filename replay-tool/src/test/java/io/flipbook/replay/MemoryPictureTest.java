package io.flipbook.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ConversionEngine;
import io.flipbook.engine.ConversionRequest;
import io.flipbook.engine.EngineConfig;
import io.flipbook.engine.RegionSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemoryPictureTest {
    private static final long PAGE = 4096;
    private static final RegionSpec RAM = RegionSpec.of("ram", 16 * PAGE);
    private static final RegionSpec BLOCKS = RegionSpec.of("ram", 16 * PAGE).pluggedInBlocksOf(2 * PAGE);

    private final ConversionEngine engine = ConversionEngine.open(EngineConfig.transientOne());

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void drawsPrivateAndSharedPages() {
        engine.addRegion(RAM);
        engine.convert(ConversionRequest.toShared("ram", 4 * PAGE, 4 * PAGE));
        assertThat(draw(RAM, 21, "now"))
                .containsExactly(
                        "     0x0      0x10000", "now  ....####........", "", "     . private  # shared  each 4 KiB");
    }

    @Test
    void drawsWhatIsPartlySharedAsSuchWhereACharacterStandsForSeveralPages() {
        engine.addRegion(RAM);
        engine.convert(ConversionRequest.toShared("ram", PAGE, 3 * PAGE));
        assertThat(draw(RAM, 13, "now").get(1)).isEqualTo("now  +#......");
    }

    @Test
    void drawsPluggedBlocksAndWhatOfThemIsShared() {
        engine.addRegion(BLOCKS);
        engine.convert(ConversionRequest.plug("ram", 0, 8 * PAGE));
        engine.convert(ConversionRequest.toShared("ram", 0, 2 * PAGE));
        engine.convert(ConversionRequest.toShared("ram", 14 * PAGE, 2 * PAGE));
        List<String> picture = draw(BLOCKS, 80, "now");
        assertThat(picture.get(1)).isEqualTo("now  #===....");
        assertThat(picture.get(3)).isEqualTo("     . not plugged  = plugged, private  # shared  each 8 KiB");
    }

    @Test
    void neverGetsWiderThanItMay() {
        RegionSpec huge = RegionSpec.of("ram", (1L << 44) - 7 * PAGE);
        engine.addRegion(huge);
        engine.convert(ConversionRequest.toShared("ram", 0, huge.sizeBytes()));
        for (int columns = 45; columns < 130; columns += 7) {
            List<String> picture = draw(huge, columns, "now");
            assertThat(picture.get(0).length()).isLessThanOrEqualTo(columns);
            assertThat(picture.get(1)).hasSizeLessThanOrEqualTo(columns).matches("now  #+");
        }
    }

    @Test
    void coloursWhatItDrawsOnlyWhenToldSo() {
        engine.addRegion(RAM);
        engine.convert(ConversionRequest.toShared("ram", 0, 8 * PAGE));
        StringWriter text = new StringWriter();
        MemoryPicture picture = new MemoryPicture(RAM, 0, 21, 3, true, true);
        picture.add("now", engine.guest());
        picture.print(new PrintWriter(text, true));
        assertThat(text.toString()).contains("now  \033[0m\033[33m████████\033[0m\033[2m········\033[0m");
    }

    @Test
    void putsRowsBelowEachOther() {
        engine.addRegion(RAM);
        MemoryPicture picture = new MemoryPicture(RAM, 1L << 32, 21, 3, false, false);
        picture.add("1 s", engine.guest());
        engine.convert(ConversionRequest.toShared("ram", 0, 16 * PAGE));
        picture.add("2 s", engine.guest());
        assertThat(lines(picture))
                .startsWith("     0x100000000 0x100010000", "1 s  ................", "2 s  ################");
    }

    private List<String> draw(RegionSpec region, int columns, String label) {
        MemoryPicture picture = new MemoryPicture(region, 0, columns, label.length(), false, false);
        picture.add(label, engine.guest());
        return lines(picture);
    }

    private static List<String> lines(MemoryPicture picture) {
        StringWriter text = new StringWriter();
        picture.print(new PrintWriter(text, true));
        return text.toString().lines().toList();
    }
}
