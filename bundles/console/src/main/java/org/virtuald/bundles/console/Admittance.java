package org.virtuald.bundles.console;

import com.sun.net.httpserver.Headers;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who is let in. The token comes in a header that a page of another origin cannot set, and in no cookie: browsers send those to
 * every port of an address, so to servers of other users too.
 */
final class Admittance {
    private static final String SCHEME = "Bearer ";

    /** Numbers cannot be made to stand for another machine; of the names in use that is said of this one alone, RFC 6761. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\])(:\\d{1,5})?");

    private final Token token;

    Admittance(Token token) {
        this.token = token;
    }

    /**
     * Whether a request was meant for loopback. The port may be another one: that of a tunnel's other end. A name that someone
     * made stand for 127.0.0.1 is not let through.
     */
    static boolean isForLoopback(Headers headers) {
        return host(headers).isPresent();
    }

    private static Optional<String> host(Headers headers) {
        return Optional.ofNullable(headers.getFirst("Host"))
                .filter(host -> LOOPBACK.matcher(host).matches());
    }

    /** Whether a request was made by no page, or by one of this server. */
    static boolean isFromHere(Headers headers) {
        String origin = headers.getFirst("Origin");
        return origin == null
                || host(headers).filter(host -> origin.equals("http://" + host)).isPresent();
    }

    /** Whether a request has the token. */
    boolean hasToken(Headers headers) {
        String given = headers.getFirst("Authorization");
        return given != null && given.startsWith(SCHEME) && token.is(given.substring(SCHEME.length()));
    }
}
