package io.flipbook.benchmarks;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;
import org.w3c.dom.Document;

/** What something costs at several sizes, both on logarithmic axes: what is linear is a line of slope one. */
final class GrowthCurve {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    /** How far an axis reaches beyond the points, as a factor. */
    private static final double MARGIN = 2;

    /** The most powers of two between two labels. */
    private static final int MAX_POWERS = 8;

    private static final Color INK = new Color(0x1f, 0x4e, 0x79);
    private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg";

    private final String name;
    private final String title;
    private final String sizes;
    private final String costs;
    private final Map<Long, Spread> points = new LinkedHashMap<>();

    GrowthCurve(String name, String title, String sizes, String costs) {
        this.name = name;
        this.title = title;
        this.sizes = sizes;
        this.costs = costs;
    }

    void add(long size, Spread cost) {
        points.put(size, cost);
    }

    /** The exponent of a power of the size that fits the costs best: 0 is flat, 1 is linear. */
    double exponent() {
        double n = points.size();
        double sumX = points.keySet().stream().mapToDouble(Math::log).sum();
        double sumY = points.values().stream()
                .mapToDouble(cost -> Math.log(cost.median()))
                .sum();
        double sumXx = points.keySet().stream()
                .mapToDouble(x -> Math.log(x) * Math.log(x))
                .sum();
        double sumXy = points.entrySet().stream()
                .mapToDouble(point ->
                        Math.log(point.getKey()) * Math.log(point.getValue().median()))
                .sum();
        return (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
    }

    String toTable() {
        StringBuilder table = new StringBuilder("| " + sizes + " | " + costs + " |\n|---|---|\n");
        points.forEach((size, cost) -> table.append("| " + size + " | " + cost + " |\n"));
        return table.append(String.format(Locale.ROOT, "%nGrows with the power %.2f.%n", exponent()))
                .toString();
    }

    void draw(Path directory) throws IOException {
        System.setProperty("java.awt.headless", "true");
        SVGGraphics2D graphics = new SVGGraphics2D(document());
        graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart().draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        StringWriter written = new StringWriter();
        graphics.stream(written);
        graphics.dispose();
        String svg = written.toString();
        // without the document type before it, which a reader might ask for over the network
        Files.writeString(directory.resolve("growth-" + name + ".svg"), svg.substring(svg.indexOf("<svg")) + '\n');
    }

    private JFreeChart chart() {
        TextUtils.setUseDrawRotatedStringWorkaround(false); // labels stay text, which can be searched for
        YIntervalSeries series = new YIntervalSeries(title);
        points.forEach((size, cost) -> series.add(size, cost.median(), cost.low(), cost.high()));
        YIntervalSeriesCollection data = new YIntervalSeriesCollection();
        data.addSeries(series);
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDefaultLinesVisible(true);
        renderer.setSeriesPaint(0, INK);
        LogAxis size = axis(sizes);
        LogAxis cost = axis(costs);
        cost.setRange(
                points.values().stream().mapToDouble(Spread::low).min().orElseThrow() / MARGIN,
                points.values().stream().mapToDouble(Spread::high).max().orElseThrow() * MARGIN);
        XYPlot plot = new XYPlot(data, size, cost, renderer);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        JFreeChart chart = new JFreeChart(title, JFreeChart.DEFAULT_TITLE_FONT, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        return chart;
    }

    /** Labels at powers of two. */
    private static LogAxis axis(String label) {
        TickUnits units = new TickUnits();
        for (int powers = 1; powers <= MAX_POWERS; powers *= 2) {
            units.add(new NumberTickUnit(powers, NumberFormat.getInstance(Locale.ROOT)));
        }
        LogAxis axis = new LogAxis(label);
        axis.setBase(2);
        axis.setStandardTickUnits(units);
        return axis;
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG_NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java makes no documents", e);
        }
    }
}
