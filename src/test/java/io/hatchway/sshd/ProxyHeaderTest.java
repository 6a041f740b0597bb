package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyHeaderTest {
    private static final String V2 = "0d0a0d0a000d0a515549540a";

    private static ProxyHeader text(String header) {
        return ProxyHeader.parse(header.getBytes(ISO_8859_1));
    }

    private static ProxyHeader hex(String header) {
        return ProxyHeader.parse(HexFormat.of().parseHex(header));
    }

    private static ProxyHeader proxied(int length, String address, int port) {
        return new ProxyHeader.Proxied(length, new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    @Test
    void version1NamesAnIpv4Client() {
        assertThat(text("PROXY TCP4 192.0.2.1 198.51.100.2 56324 22\r\nSSH-2.0-x\r\n"))
                .isEqualTo(proxied(44, "192.0.2.1", 56324));
    }

    @Test
    void version1NamesAnIpv6Client() {
        assertThat(text("PROXY TCP6 2001:db8::1 ::1 1 22\r\n")).isEqualTo(proxied(33, "2001:db8::1", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 ::1 1 2\r\n"})
    void version1MaySpeakForItself(String header) {
        assertThat(text(header)).isEqualTo(new ProxyHeader.Local(header.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 65536 22\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.2 1 22\r\n",
                "PROXY TCP4 192.0.2.01 198.51.100.2 1 22\r\n",
                "PROXY TCP4 192.2 198.51.100.2 1 22\r\n",
                "PROXY TCP4 localhost 198.51.100.2 1 22\r\n",
                "PROXY TCP4 2001:db8::1 ::1 1 22\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.2 1 22\r\n",
                "PROXY TCP6 ::g ::1 1 22\r\n",
                "PROXY TCP6 :::: ::1 1 22\r\n",
                "PROXY TCP4  192.0.2.1 198.51.100.2 1 22\r\n",
                "PROXY UNKNOWNX\r\n",
                "PROXY \r\n",
                "proxy TCP4 192.0.2.1 198.51.100.2 1 22\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "GET / HTTP/1.1\r\n"
            })
    void whatIsNoHeaderIsRefused(String header) {
        assertThat(text(header)).isInstanceOf(ProxyHeader.Invalid.class);
    }

    @Test
    void aLineWithoutEndIsRefused() {
        assertThat(text("PROXY TCP4 " + "1".repeat(200))).isInstanceOf(ProxyHeader.Invalid.class);
    }

    @Test
    void everyBeginningOfAHeaderIsIncomplete() {
        byte[] one = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 22\r\n".getBytes(ISO_8859_1);
        byte[] two = HexFormat.of().parseHex(V2 + "2111000c" + "c0000201" + "c6336402" + "dc040016");
        for (byte[] header : new byte[][] {one, two}) {
            for (int i = 0; i < header.length; i++) {
                assertThat(ProxyHeader.parse(Arrays.copyOf(header, i)))
                        .as("the first %d bytes", i)
                        .isInstanceOf(ProxyHeader.Incomplete.class);
            }
            assertThat(ProxyHeader.parse(header)).isEqualTo(proxied(header.length, "192.0.2.1", 56324));
        }
    }

    @Test
    void version2NamesAnIpv6Client() {
        assertThat(hex(V2 + "21210024" + "20010db8000000000000000000000001" + "00".repeat(15) + "01" + "00010016"))
                .isEqualTo(proxied(52, "2001:db8::1", 1));
    }

    @Test
    void version2sFurtherValuesAreSkipped() {
        assertThat(hex(V2 + "21110011" + "c0000201" + "c6336402" + "dc040016" + "0400020000" + "5353482d"))
                .isEqualTo(proxied(33, "192.0.2.1", 56324));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20000000", "20110004ffffffff", "21000000"})
    void version2MaySpeakForItself(String rest) {
        assertThat(hex(V2 + rest)).isEqualTo(new ProxyHeader.Local(12 + rest.length() / 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11110000",
                "22110000",
                "21110000",
                "2111000b0000000000000000000000",
                "21120000",
                "21310000",
                "2111ffff"
            })
    void version2sMistakesAreRefused(String rest) {
        assertThat(hex(V2 + rest)).isInstanceOf(ProxyHeader.Invalid.class);
    }
}
