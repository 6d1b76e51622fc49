package io.flipbook.replay.charts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.Shape;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.annotations.XYBoxAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.util.ShapeUtils;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Makes a chart of a picture: a plot for each region, one above the other, with one axis of time. */
final class PictureChart {
    private static final Color PRIVATE = new Color(0xee, 0xee, 0xee);
    private static final Color PLUGGED = new Color(0x9e, 0xc5, 0xe8);
    private static final Color SHARED = new Color(0xe8, 0x8a, 0x1a);
    private static final Color REFUSED = new Color(0xb0, 0x00, 0x20);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    private static final float MARK_SIZE = 4;
    private static final int BOX_SIZE = 8;
    private static final int MAX_SHIFT = 62;
    /** One page of many has to be seen. */
    private static final float LIGHTEST = 0.2f;

    private final HistoryPicture picture;
    private final double columnSeconds;

    private PictureChart(HistoryPicture picture) {
        this.picture = picture;
        double total = picture.totalSeconds() == 0 ? 1 : picture.totalSeconds();
        columnSeconds = total / HistoryPicture.COLUMNS;
    }

    static JFreeChart of(HistoryPicture picture, String title) {
        return new PictureChart(picture).make(title);
    }

    private JFreeChart make(String title) {
        TextUtils.setUseDrawRotatedStringWorkaround(false); // labels stay text, which can be searched for
        NumberAxis time = new NumberAxis("seconds since the first request, by the " + picture.clockName() + " clock");
        time.setRange(0, columnSeconds * HistoryPicture.COLUMNS);
        CombinedDomainXYPlot all = new CombinedDomainXYPlot(time);
        picture.regions().forEach(region -> all.add(plot(region)));
        all.setFixedLegendItems(legend());
        JFreeChart chart = new JFreeChart(title, TITLE, all, true);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setAntiAlias(false); // cells side by side would have seams
        chart.setTextAntiAlias(true);
        return chart;
    }

    private XYPlot plot(RegionPicture region) {
        NumberAxis offsets = new NumberAxis(region.region().name());
        offsets.setRange(0, region.region().sizeBytes());
        offsets.setStandardTickUnits(powersOfTwo());
        XYSeries refused = new XYSeries("refused", false, true);
        region.refusals().forEach(refusal -> refused.add(refusal.seconds(), refusal.offset()));
        XYLineAndShapeRenderer marks = new XYLineAndShapeRenderer(false, true);
        marks.setSeriesShape(0, cross());
        marks.setSeriesPaint(0, REFUSED);
        for (int row = 0; row < region.rows(); row++) {
            addRow(marks, region, row);
        }
        XYPlot plot = new XYPlot(new XYSeriesCollection(refused), null, offsets, marks);
        plot.setBackgroundPaint(PRIVATE);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        return plot;
    }

    /** Cells side by side that look the same are one box. */
    private void addRow(XYLineAndShapeRenderer renderer, RegionPicture region, int row) {
        double bottom = (double) row * region.rowBytes();
        double top = Math.min(bottom + region.rowBytes(), region.region().sizeBytes());
        int from = 0;
        for (int column = 1; column <= HistoryPicture.COLUMNS; column++) {
            if (column < HistoryPicture.COLUMNS
                    && region.shared(row, column) == region.shared(row, from)
                    && region.plugged(row, column) == region.plugged(row, from)) {
                continue;
            }
            if (region.shared(row, from) + region.plugged(row, from) > 0) {
                Color colour = mix(mix(PRIVATE, PLUGGED, region.plugged(row, from)), SHARED, region.shared(row, from));
                renderer.addAnnotation(
                        new XYBoxAnnotation(
                                from * columnSeconds, bottom, column * columnSeconds, top, null, null, colour),
                        Layer.BACKGROUND);
            }
            from = column;
        }
    }

    private LegendItemCollection legend() {
        LegendItemCollection items = new LegendItemCollection();
        Shape box = new Rectangle(BOX_SIZE, BOX_SIZE);
        items.add(item("private", box, PRIVATE));
        if (picture.regions().stream().anyMatch(region -> region.region().pluggable())) {
            items.add(item("plugged", box, PLUGGED));
        }
        items.add(item("shared", box, SHARED));
        items.add(item("refused (" + picture.refusals() + ")", cross(), REFUSED));
        return items;
    }

    private static LegendItem item(String label, Shape shape, Color colour) {
        return new LegendItem(label, null, null, null, shape, colour, new BasicStroke(1), Color.GRAY);
    }

    private static Shape cross() {
        return ShapeUtils.createDiagonalCross(MARK_SIZE, 1);
    }

    private static TickUnits powersOfTwo() {
        TickUnits units = new TickUnits();
        for (int shift = 0; shift <= MAX_SHIFT; shift++) {
            units.add(new NumberTickUnit(1L << shift, new HexAxisFormat()));
        }
        return units;
    }

    private static Color mix(Color none, Color all, int shade) {
        float part = shade == 0 ? 0 : LIGHTEST + (1 - LIGHTEST) * shade / RegionPicture.SHADES;
        return new Color(
                mix(none.getRed(), all.getRed(), part),
                mix(none.getGreen(), all.getGreen(), part),
                mix(none.getBlue(), all.getBlue(), part));
    }

    private static int mix(int none, int all, float part) {
        return Math.round(none + (all - none) * part);
    }
}
