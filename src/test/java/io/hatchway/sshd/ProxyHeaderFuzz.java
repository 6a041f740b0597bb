package io.hatchway.sshd;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.fuzz.FuzzTarget;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What is decided of a header does not hang on how its bytes arrive, nor on what follows it. */
final class ProxyHeaderFuzz implements FuzzTarget {
    private static final String V2 = "0d0a0d0a000d0a515549540a";
    private static final int LONGEST = 16 + 4096;

    @Override
    public List<byte[]> seeds() {
        Stream<byte[]> first = Stream.of(
                        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 22\r\nSSH-2.0-x\r\n",
                        "PROXY TCP6 2001:db8::1 ::ffff:192.0.2.1 1 22\r\n",
                        "PROXY UNKNOWN ffff::1 ::1 1 2\r\n",
                        "PROXY TCP4 " + "1".repeat(100),
                        "SSH-2.0-OpenSSH_9.2\r\n")
                .map(text -> text.getBytes(ISO_8859_1));
        Stream<byte[]> second = Stream.of(
                        "2111000cc0000201c6336402dc040016",
                        "21110011c0000201c6336402dc0400160400020000",
                        "2121002420010db8000000000000000000000001" + "00".repeat(15) + "0100010016",
                        "20000000",
                        "2111ffff")
                .map(rest -> HexFormat.of().parseHex(V2 + rest));
        return Stream.concat(first, second).toList();
    }

    @Override
    public void hold(byte[] input) {
        ProxyHeader read = ProxyHeader.parse(input);
        switch (read) {
            case ProxyHeader.Incomplete incomplete ->
                that(input.length < LONGEST, "still incomplete after %d bytes", input.length);
            case ProxyHeader.Invalid(String reason) -> {
                that(FuzzTarget.isPlain(reason), "not fit to show: %s", reason);
                that(ProxyHeader.parse(longer(input)).equals(read), "what follows made %s valid", reason);
            }
            case ProxyHeader.Local(int length) -> whole(input, length, read);
            case ProxyHeader.Proxied(int length, InetSocketAddress client) -> {
                that(!client.isUnresolved(), "%s is no address", client);
                whole(input, length, read);
            }
        }
    }

    private static void whole(byte[] input, int length, ProxyHeader read) {
        that(length > 0 && length <= input.length, "%d of %d bytes", length, input.length);
        that(ProxyHeader.parse(Arrays.copyOf(input, length)).equals(read), "what follows counted for %s", read);
        that(ProxyHeader.parse(longer(input)).equals(read), "what follows counted for %s", read);
        for (int some = 0; some < length; some++) {
            ProxyHeader part = ProxyHeader.parse(Arrays.copyOf(input, some));
            that(part instanceof ProxyHeader.Incomplete, "%s came of %d bytes of %s", part, some, read);
        }
    }

    private static byte[] longer(byte[] input) {
        return Arrays.copyOf(input, input.length + 1);
    }
}
