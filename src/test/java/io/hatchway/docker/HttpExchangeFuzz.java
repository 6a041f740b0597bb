package io.hatchway.docker;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.fuzz.FuzzTarget;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** An engine's answer is the same however it is cut, and one that breaks off is never taken for a whole one. */
final class HttpExchangeFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "\001HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                        "\003HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n",
                        "\007HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nA: 1\r\na: 2\r\n\r\nuntil the end",
                        "\002HTTP/1.0 204\n\n",
                        "\005HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                        "\011HTTP/1.1 99999999999999999999 X\r\n\r\n",
                        "\004HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nraw")
                .map(seed -> seed.getBytes(ISO_8859_1))
                .toList();
    }

    private record Heard(int status, Map<String, List<String>> headers, String body) {}

    @Override
    public void hold(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] said = Arrays.copyOfRange(input, 1, input.length);
        Heard whole = hear(new byte[][] {said});
        Heard pieces = hear(cut(said, 1 + (input[0] & 0x3f)));
        that(whole.equals(pieces), "whole: %s, in pieces: %s", whole, pieces);
        that(whole.status() >= -1 && whole.status() <= 999, "the status %d", whole.status());
        that(whole.body().length() <= said.length, "more came out than went in");
        whole.headers().forEach((name, values) -> {
            that(name.equals(name.toLowerCase(Locale.ROOT)), "the name %s", name);
            that(values.stream().noneMatch(value -> value.indexOf('\n') >= 0), "the value of %s", name);
        });
    }

    static byte[][] cut(byte[] bytes, int size) {
        byte[][] pieces = new byte[(bytes.length + size - 1) / size][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = Arrays.copyOfRange(bytes, i * size, Math.min(bytes.length, (i + 1) * size));
        }
        return pieces;
    }

    private static Heard hear(byte[][] pieces) {
        FakeConnection engine = FakeConnection.saying(pieces);
        try (HttpExchange exchange = HttpExchange.send(engine, "GET", "/", Map.of(), new HttpExchange.Body.None())) {
            byte[] body = exchange.body().readAllBytes();
            return new Heard(exchange.status(), Map.copyOf(exchange.headers()), new String(body, ISO_8859_1));
        } catch (IOException broken) {
            that(engine.closed, "a connection nobody can use was left open");
            return new Heard(-1, Map.of(), "");
        }
    }
}
