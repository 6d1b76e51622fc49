package io.flipbook.replay.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A pipe that is followed and can be given up while nothing comes. Java cannot interrupt a read of a pipe, so a thread
 * of its own reads, and whoever waits for that thread can be woken. What was read is handed on at once, a few pieces
 * ahead at most.
 */
final class FollowedInput extends InputStream {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int PIECES_AHEAD = 4;

    private record Piece(byte[] bytes, IOException failure) {}

    private static final Piece END = new Piece(new byte[0], null);

    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES_AHEAD);
    private final StopSignal stop;
    private Piece piece = new Piece(new byte[0], null);
    private int at;

    FollowedInput(InputStream in, StopSignal stop) {
        this.stop = stop;
        stop.onStop(() -> pieces.offer(END));
        Thread reader = new Thread(() -> follow(in), "trace-input");
        reader.setDaemon(true);
        reader.start();
    }

    private void follow(InputStream in) {
        byte[] buffer = new byte[PIECE_BYTES];
        try {
            Piece next;
            do {
                next = read(in, buffer);
                pieces.put(next);
            } while (next != END && next.failure() == null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Piece read(InputStream in, byte[] buffer) {
        try {
            int length = in.read(buffer);
            return length < 0 ? END : new Piece(Arrays.copyOf(buffer, length), null);
        } catch (IOException e) {
            return new Piece(new byte[0], e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int length = read(one, 0, 1);
        return length < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (at == piece.bytes().length) {
            if (piece == END || stop.isStopped()) {
                return -1;
            }
            if (piece.failure() != null) {
                throw piece.failure();
            }
            piece = take();
            at = 0;
        }
        int count = Math.min(length, piece.bytes().length - at);
        System.arraycopy(piece.bytes(), at, bytes, offset, count);
        at += count;
        return count;
    }

    private Piece take() {
        try {
            return pieces.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return END;
        }
    }
}
