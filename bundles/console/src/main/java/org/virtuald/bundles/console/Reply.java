package org.virtuald.bundles.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status of HTTP
 * @param type of the content
 * @param body the content, sent as UTF-8
 */
record Reply(int status, String type, String body) {
    private static final String JSON = "application/json";

    /** Everything there is, by path, with its type. */
    private static final Map<String, String> FILES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "console.css", "text/css; charset=utf-8",
            "console.js", "text/javascript; charset=utf-8",
            "view.js", "text/javascript; charset=utf-8",
            "chart.js", "text/javascript; charset=utf-8");

    static Reply json(Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put("ok", true);
        return new Reply(200, JSON, JsonText.of(all));
    }

    static Reply error(int status, String error) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ok", false);
        fields.put("error", error);
        return new Reply(status, JSON, JsonText.of(fields));
    }

    /** A file of the page. */
    static Reply page(String path) {
        String name = path.equals("/") ? "index.html" : path.substring(1);
        String type = FILES.get(name);
        if (type == null) {
            return error(404, "there is no " + path);
        }
        try (InputStream in = Reply.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IOException(name + " is not in the jar");
            }
            return new Reply(200, type, new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The headers; no content of another place is loaded, nothing is kept, and no page can hold this one in a frame. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        headers.put("X-Frame-Options", "DENY");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
        return headers;
    }
}
