package io.flipbook.replay.scenario;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Damage done to sound bytes. */
public final class Mutation {
    private static final byte[] TELLING = "=:,#\r\n\t x0KMGTE-/@.[]()\0\u007f".getBytes(StandardCharsets.US_ASCII);

    private Mutation() {}

    /** A copy with one to four places changed, cut out, doubled or moved. */
    public static byte[] of(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int left = 1 + random.nextInt(4); left > 0 && bytes.length > 0; left--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
            bytes = switch (random.nextInt(5)) {
                case 0 -> spliced(bytes, at, 1, new byte[] {(byte) random.nextInt(256)});
                case 1 -> spliced(bytes, at, 1, new byte[] {TELLING[random.nextInt(TELLING.length)]});
                case 2 -> spliced(bytes, at, length, new byte[0]);
                case 3 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
                default -> spliced(bytes, at, bytes.length - at, new byte[0]);
            };
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int cut, byte[] in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + in.length);
        out.write(bytes, 0, at);
        out.writeBytes(in);
        out.write(bytes, at + cut, bytes.length - at - cut);
        return out.toByteArray();
    }
}
