package io.flipbook.replay;

import io.flipbook.engine.GuestView;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.json.JsonOut;
import io.flipbook.replay.terminal.HumanSize;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A region's memory drawn in characters: addresses from left to right, time from top to bottom, each character so many
 * bytes. It shows what devices may reach, that is, what is shared (and plugged, where blocks can be), and what is
 * plugged and private.
 */
final class MemoryPicture {
    /** What a character says of its bytes. */
    private enum Cell {
        NOTHING('·', '.', "2", "private", "not plugged"),
        PARTLY_PLUGGED('░', '-', "36", null, "partly plugged"),
        PLUGGED('▒', '=', "36", null, "plugged, private"),
        PARTLY_SHARED('▓', '+', "33", "partly shared", "partly shared"),
        SHARED('█', '#', "33", "shared", "shared");

        private final char unicode;
        private final char ascii;
        private final String colour;
        private final String meaning;
        private final String meaningWithBlocks;

        Cell(char unicode, char ascii, String colour, String meaning, String meaningWithBlocks) {
            this.unicode = unicode;
            this.ascii = ascii;
            this.colour = colour;
            this.meaning = meaning;
            this.meaningWithBlocks = meaningWithBlocks;
        }
    }

    private record Row(String label, Cell[] cells) {}

    private static final int MIN_CELLS = 8;
    private static final String GAP = "  ";
    private static final String PLAIN = "\033[0m";

    private final RegionSpec region;
    private final long firstAddress;
    private final boolean hasColour;
    private final boolean hasUnicode;
    private final int labelColumns;
    private final long cellBytes;
    private final int cellCount;
    private final List<Row> rows = new ArrayList<>();
    private final Set<Cell> used = EnumSet.noneOf(Cell.class);

    /**
     * A picture without rows.
     *
     * @param firstAddress the address at the region's start, as the scale shows it
     * @param columns how wide the picture may be
     * @param labelColumns how wide the longest label of a row is
     */
    MemoryPicture(
            RegionSpec region,
            long firstAddress,
            int columns,
            int labelColumns,
            boolean hasColour,
            boolean hasUnicode) {
        this.region = region;
        this.firstAddress = firstAddress;
        this.labelColumns = labelColumns;
        this.hasColour = hasColour;
        this.hasUnicode = hasUnicode;
        int room = Math.max(MIN_CELLS, columns - labelColumns - GAP.length());
        long unit = region.pluggable() ? region.plugBlockBytes() : region.pageBytes();
        long units = Long.divideUnsigned(region.sizeBytes(), unit);
        long unitsInCell = (units + room - 1) / room;
        cellBytes = unitsInCell * unit;
        cellCount = (int) ((units + unitsInCell - 1) / unitsInCell);
    }

    /** Draws the region as it is now, below what was drawn before. */
    void add(String label, GuestView guest) {
        long[] shared = new long[cellCount];
        long[] plugged = new long[cellCount];
        guest.visitPopulated(
                region.name(), 0, region.sizeBytes(), (offset, sizeBytes) -> fill(shared, offset, sizeBytes));
        if (region.pluggable()) {
            guest.visitPlugged(region.name(), (offset, sizeBytes) -> fill(plugged, offset, sizeBytes));
        }
        Cell[] cells = new Cell[cellCount];
        for (int i = 0; i < cellCount; i++) {
            cells[i] = cell(shared[i], plugged[i], bytesOf(i));
            used.add(cells[i]);
        }
        rows.add(new Row(label, cells));
    }

    void print(PrintWriter out) {
        out.println(scale());
        for (Row row : rows) {
            out.println(String.format("%" + labelColumns + "s", row.label()) + GAP + draw(row.cells()));
        }
        out.println();
        out.println(" ".repeat(labelColumns) + GAP + legend());
    }

    private static Cell cell(long shared, long plugged, long size) {
        if (shared != 0) {
            return shared == size ? Cell.SHARED : Cell.PARTLY_SHARED;
        } else if (plugged != 0) {
            return plugged == size ? Cell.PLUGGED : Cell.PARTLY_PLUGGED;
        }
        return Cell.NOTHING;
    }

    private boolean fill(long[] cells, long offset, long sizeBytes) {
        long at = offset;
        long left = sizeBytes;
        while (left != 0) {
            int cell = (int) Long.divideUnsigned(at, cellBytes);
            long inCell = cellBytes - Long.remainderUnsigned(at, cellBytes);
            long part = Long.compareUnsigned(inCell, left) < 0 ? inCell : left;
            cells[cell] += part;
            at += part;
            left -= part;
        }
        return true;
    }

    private long bytesOf(int cell) {
        return cell == cellCount - 1 ? region.sizeBytes() - cell * cellBytes : cellBytes;
    }

    /** The first address on the left and the end on the right, above the characters. */
    private String scale() {
        String first = JsonOut.hex(firstAddress);
        String end = JsonOut.hex(firstAddress + region.sizeBytes());
        int between = Math.max(1, cellCount - first.length() - end.length());
        return " ".repeat(labelColumns) + GAP + first + " ".repeat(between) + end;
    }

    private String draw(Cell[] cells) {
        StringBuilder line = new StringBuilder();
        String colour = "";
        for (Cell cell : cells) {
            if (hasColour && !cell.colour.equals(colour)) {
                colour = cell.colour;
                line.append(PLAIN).append("\033[").append(colour).append('m');
            }
            line.append(hasUnicode ? cell.unicode : cell.ascii);
        }
        return hasColour ? line.append(PLAIN).toString() : line.toString();
    }

    private String legend() {
        StringBuilder legend = new StringBuilder();
        for (Cell cell : used) {
            String meaning = region.pluggable() ? cell.meaningWithBlocks : cell.meaning;
            legend.append(draw(new Cell[] {cell})).append(' ').append(meaning).append(GAP);
        }
        return legend + "each " + HumanSize.of(cellBytes);
    }
}
