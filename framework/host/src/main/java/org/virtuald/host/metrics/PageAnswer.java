package org.virtuald.host.metrics;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a page says.
 *
 * @param status of HTTP, such as {@code 200 OK}
 * @param type the {@code Content-Type}
 * @param body the bytes, in the type's encoding
 */
public record PageAnswer(String status, String type, ByteBuffer body) {

    /** Shares the bytes, and reads them only. */
    public PageAnswer {
        body = body.asReadOnlyBuffer();
    }

    /** Lines of text. */
    public static PageAnswer text(String status, String text) {
        return new PageAnswer(status, "text/plain; charset=utf-8", StandardCharsets.UTF_8.encode(text + "\n"));
    }

    /** As it goes over the wire; without its body for HEAD. */
    ByteBuffer encoded(boolean isHead) {
        String head = "HTTP/1.0 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.remaining()
                + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        if (!isHead) {
            byte[] rest = new byte[body.remaining()];
            body.duplicate().get(rest);
            bytes.writeBytes(rest);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
