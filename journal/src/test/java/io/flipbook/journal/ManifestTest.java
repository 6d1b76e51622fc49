package io.flipbook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final UUID IDENTITY = UUID.fromString("8c0e2f5e-0000-4000-8000-00000000002a");
    private static final Manifest MANIFEST = new Manifest(
            IDENTITY,
            21,
            0xab,
            List.of(19_000, 19_001),
            List.of(new RolledFile(19_002, 21, 22, 0x9f3c11aa, 526_044), RolledFile.open(19_003, 23)));
    private static final String TEXT = "flipbook-manifest 1\njournal 8c0e2f5e-0000-4000-8000-00000000002a\n"
            + "begins 21 000000ab\ndropped 20220108H.cq4\ndropped 20220109H.cq4\n"
            + "file 20220110H.cq4 21 22 9f3c11aa 526044\nfile 20220111H.cq4 23\n";

    @Test
    void isWrittenAsTheFormatSays() throws Exception {
        assertThat(new String(MANIFEST.encode(), StandardCharsets.US_ASCII)).isEqualTo(withCrc(TEXT));
        assertThat(Manifest.parse(MANIFEST.encode())).isEqualTo(MANIFEST);
        assertThat(Manifest.parse(Manifest.empty(IDENTITY).encode())).isEqualTo(Manifest.empty(IDENTITY));
    }

    @Test
    void isRefusedWithAnyBitFlippedOrAnyCut() {
        byte[] good = MANIFEST.encode();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Manifest.parse(bad)).isInstanceOf(Manifest.MalformedException.class);
        }
        for (int length = 0; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> Manifest.parse(cut)).isInstanceOf(Manifest.MalformedException.class);
        }
    }

    @Test
    void isRefusedWhereAGoodChecksumCoversWhatNoWriterWrites() throws Exception {
        Manifest.parse(withCrc(TEXT).getBytes(StandardCharsets.US_ASCII));
        String[][] changes = {
            {"flipbook-manifest 1", "flipbook-manifest x"},
            {"flipbook-manifest 1", "flipbook-manifest 123456789123"},
            {"journal 8c", "journal 8C"},
            {"journal ", ""},
            {"begins 21 000000ab", "begins 0 000000ab"},
            {"begins 21 000000ab", "begins -1 000000ab"},
            {"begins 21 000000ab", "begins 21"},
            {"begins 21 000000ab", "begins 99999999999999999999 000000ab"},
            {"20220108H.cq4", "20220109H.cq4"},
            {"20220108H.cq4", "../passwd"},
            {"20220109H.cq4\n", "20220111H.cq4\n"},
            {"21 22 9f3c11aa 526044", "21 22 9f3c11aa"},
            {"21 22 9f3c11aa 526044", "21 22 9f3c11aa 0"},
            {"21 22 9f3c11aa 526044", "21 20 9f3c11aa 526044"},
            {"21 22 9f3c11aa 526044", "21"},
            {"21 22 9f3c11aa 526044", "21 22 9f3c11aa 526044 "},
            {"20220111H.cq4 23", "20220110H.cq4 23"},
            {"20220111H.cq4 23", "20220111H.cq4 24"},
            {"20220111H.cq4 23", "99990111H.cq4 23"},
            {"file 20220111H", "fil\u0000 20220111H"},
            {"file 20220111H.cq4 23\n", "file 20220111H.cq4 23\n\n"},
            {"file 20220111H.cq4 23\n", "file 20220111H.cq4 23\nfile 20220112H.cq4 24\n"},
        };
        for (String[] change : changes) {
            byte[] bytes = withCrc(TEXT.replace(change[0], change[1])).getBytes(StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> Manifest.parse(bytes))
                    .as(change[1])
                    .isInstanceOfSatisfying(
                            Manifest.MalformedException.class,
                            e -> assertThat(e.kind()).isEqualTo(FindingKind.MANIFEST));
        }
        byte[] later = withCrc(TEXT.replace("manifest 1", "manifest 2")).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> Manifest.parse(later))
                .isInstanceOfSatisfying(
                        Manifest.MalformedException.class,
                        e -> assertThat(e.kind()).isEqualTo(FindingKind.UNKNOWN_VERSION));
    }

    private static String withCrc(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.ISO_8859_1));
        return body + String.format("crc %08x%n", crc.getValue());
    }
}
