package io.flipbook.replay.report;

import io.flipbook.replay.json.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page: what the resources beside this class say, with the data put in as JSON. The policy of its contents allows
 * the one script and the one style by their hashes, and nothing else.
 */
public final class ReportPage {
    private static final List<String> SCRIPTS = List.of(
            "data.js", "words.js", "view.js", "colours.js", "picture.js", "leaf.js", "blame.js", "lists.js", "main.js");

    private ReportPage() {}

    /** Writes it; {@code directory} is how the journal was named. */
    public static void write(HistoryReel reel, String directory, OutputStream out) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (JsonOut json = new JsonOut(data)) {
            new ReportData(json, reel).write(directory);
        }
        String style = resource("style.css");
        String script = "\"use strict\";\n(() => {\n"
                + SCRIPTS.stream().map(ReportPage::resource).collect(Collectors.joining("\n")) + "})();\n";
        String page = resource("page.html");
        try {
            int from = 0;
            for (int at = page.indexOf("{{"); at >= 0; at = page.indexOf("{{", from)) {
                int end = page.indexOf("}}", at);
                write(out, page.substring(from, at));
                write(out, part(page.substring(at + 2, end), style, script, data));
                from = end + 2;
            }
            write(out, page.substring(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String part(String name, String style, String script, ByteArrayOutputStream data) {
        return switch (name) {
            case "style" -> style;
            case "script" -> script;
            case "style-hash" -> hash(style);
            case "script-hash" -> hash(script);
            case "data" -> inScript(data.toString(StandardCharsets.US_ASCII));
            default -> throw new IllegalStateException("the page asks for " + name);
        };
    }

    /** JSON that is all ASCII, as it may stand in a script element: these characters occur in its strings alone. */
    static String inScript(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
