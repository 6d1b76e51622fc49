package io.flipbook.replay.index;

import java.util.Arrays;

/** Ranges of addresses or offsets, in units of 4 KiB, as records name them: overlapping, and in any order. */
final class PageRuns {
    private static final int UNIT_SHIFT = 12;

    /** Where there are more, all of the space counts as touched. */
    private static final int MAX_RUNS = 1 << 18;

    private long[] froms = new long[64];
    private long[] tos = new long[64];
    private int count;
    private boolean isEverything;

    /** Adds a range of unsigned bytes. */
    void add(long start, long sizeBytes) {
        if (sizeBytes == 0 || isEverything) {
            return;
        }
        long last = start + sizeBytes - 1;
        long from = start >>> UNIT_SHIFT;
        long to = (Long.compareUnsigned(last, start) < 0 ? -1 : last) >>> UNIT_SHIFT;
        if (count > 0 && froms[count - 1] == from && tos[count - 1] == to) {
            return;
        }
        if (count == froms.length) {
            makeRoom();
        }
        if (!isEverything) {
            froms[count] = from;
            tos[count++] = to;
        }
    }

    /** Writes them, ascending and merged: how many, and the distance of each from the one before and its length. */
    void write(ByteSink out) {
        merge();
        if (isEverything) {
            out.putCount(1);
            out.putLong(0);
            out.putLong(-1L >>> UNIT_SHIFT);
            return;
        }
        out.putCount(count);
        long end = 0;
        for (int i = 0; i < count; i++) {
            out.putLong(froms[i] - end);
            out.putLong(tos[i] - froms[i]);
            end = tos[i];
        }
    }

    /** Whether ranges that {@link #write} has written have anything in common with one of bytes; reads them all. */
    static boolean touches(ByteSource in, long start, long sizeBytes) {
        long last = start + sizeBytes - 1;
        long wantedFrom = start >>> UNIT_SHIFT;
        long wantedTo = (Long.compareUnsigned(last, start) < 0 ? -1 : last) >>> UNIT_SHIFT;
        int count = in.readCount();
        boolean touches = false;
        long end = 0;
        for (int i = 0; i < count; i++) {
            long from = end + in.readLong();
            end = from + in.readLong();
            touches |= from <= wantedTo && end >= wantedFrom;
        }
        return touches;
    }

    private void makeRoom() {
        merge();
        if (count > MAX_RUNS) {
            isEverything = true;
            count = 0;
        } else if (count > froms.length / 2) {
            froms = Arrays.copyOf(froms, 2 * count);
            tos = Arrays.copyOf(tos, 2 * count);
        }
    }

    private void merge() {
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(froms[a], froms[b]));
        long[] mergedFroms = new long[froms.length];
        long[] mergedTos = new long[tos.length];
        int merged = 0;
        for (int i : order) {
            if (merged > 0 && froms[i] <= mergedTos[merged - 1] + 1) {
                mergedTos[merged - 1] = Math.max(mergedTos[merged - 1], tos[i]);
            } else {
                mergedFroms[merged] = froms[i];
                mergedTos[merged++] = tos[i];
            }
        }
        froms = mergedFroms;
        tos = mergedTos;
        count = merged;
    }
}
