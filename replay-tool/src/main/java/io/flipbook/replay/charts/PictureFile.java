package io.flipbook.replay.charts;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;

/** The forms in which a picture is written; none of them asks for anything from elsewhere. */
public enum PictureFile {
    /** Pixels. */
    PNG(".png") {
        @Override
        void write(JFreeChart chart, OutputStream out) throws IOException {
            BufferedImage image = chart.createBufferedImage(WIDTH, HEIGHT);
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", out);
        }
    },
    /** Shapes and text. */
    SVG(".svg") {
        @Override
        void write(JFreeChart chart, OutputStream out) throws IOException {
            out.write((XML + svg(chart)).getBytes(StandardCharsets.UTF_8));
        }
    },
    /** The same in a page. */
    HTML(".html") {
        @Override
        void write(JFreeChart chart, OutputStream out) throws IOException {
            String page = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Flipbook</title>\n"
                    + svg(chart) + "</html>\n";
            out.write(page.getBytes(StandardCharsets.UTF_8));
        }
    };

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 800;
    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg";

    private final String ending;

    PictureFile(String ending) {
        this.ending = ending;
    }

    /** The form that a file's name asks for; null if none. */
    public static PictureFile of(String name) {
        for (PictureFile form : values()) {
            if (name.endsWith(form.ending)) {
                return form;
            }
        }
        return null;
    }

    /** Writes a picture with a title; the stream stays the caller's. Needs no display. */
    public void write(HistoryPicture picture, String title, OutputStream out) {
        System.setProperty("java.awt.headless", "true");
        try {
            write(PictureChart.of(picture, title), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    abstract void write(JFreeChart chart, OutputStream out) throws IOException;

    private static String svg(JFreeChart chart) throws IOException {
        SVGGraphics2D graphics = new SVGGraphics2D(document());
        graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        StringWriter written = new StringWriter();
        graphics.stream(written);
        graphics.dispose();
        String svg = written.toString();
        // Without the document type before it, which a reader might ask for over the network.
        return svg.substring(svg.indexOf("<svg"));
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
