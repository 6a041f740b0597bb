package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceAddressesTest {
    private static boolean contains(String list, String address) {
        return SourceAddresses.parse(list).orElseThrow().contains(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "10.1.2.3 10.1.2.3",
                "10.0.0.0/8 10.255.0.1",
                "10.1.2.3/32 10.1.2.3",
                "0.0.0.0/0 203.0.113.9",
                "10.1.2.* 10.1.2.77",
                "10.1.?.3 10.1.2.3",
                "* 10.1.2.3",
                "* 2001:db8::1",
                "2001:db8::/32 2001:db8:1::5",
                "2001:DB8::1 2001:db8:0:0::1",
                "::1 ::1",
                "2001:db8::* 2001:db8::1",
                "fe80* fe80::1",
                "192.0.2.1,10.0.0.0/8 10.0.0.1",
                "!10.0.0.1,10.0.0.0/8 10.0.0.2",
                "::ffff:10.1.2.3 10.1.2.3",
                "::ffff:10.0.0.0/104 10.1.2.3",
                "10.0.0.0/8 ::ffff:10.1.2.3",
            })
    void anAddressBelongs(String list, String address) {
        assertThat(contains(list, address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "10.1.2.3 10.1.2.4",
                "10.0.0.0/8 11.0.0.1",
                "10.0.0.0/31 10.0.0.2",
                "10.1.2.* 10.1.20.3",
                "10.1.2.? 10.1.2.33",
                "0.0.0.0/0 2001:db8::1",
                "::/0 10.0.0.1",
                "2001:db8::/32 2001:db9::1",
                "!10.0.0.1 10.0.0.2",
                "10.0.0.0/8,!10.0.0.1 10.0.0.1",
                "!10.0.0.0/8,10.0.0.1 10.0.0.1",
            })
    void anAddressDoesNotBelong(String list, String address) {
        assertThat(contains(list, address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "10.0.0.1,",
                "!",
                "host",
                "*.example.org",
                "!*.example.org",
                "bad?cafe",
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/999",
                "2001:db8::1/32",
                "::/129",
                "10.0.0.0/8/8",
                "10.1",
                "10.0.0.256",
                "1.2.3.4.5",
                ":::",
                "fe80::1%eth0",
                "10.0.0.1\0",
                "10.0.0.*/8",
                "::ffff:10.0.0.0/8",
                "0x0a000001"
            })
    void whatIsNoAddressIsNotTaken(String list) {
        assertThat(SourceAddresses.parse(list)).isEmpty();
    }

    @Test
    void anAddressMappedIntoIpv6IsTheIpv4Address() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
        InetAddress address = Inet6Address.getByAddress(null, mapped, 3);
        assertThat(SourceAddresses.parse("10.1.2.*").orElseThrow().contains(address))
                .isTrue();
    }

    @Test
    void theInterfaceOfALinkLocalAddressDoesNotCount() throws UnknownHostException {
        byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();
        InetAddress address = Inet6Address.getByAddress(null, bytes, 3);
        assertThat(SourceAddresses.parse("fe80::1").orElseThrow().contains(address))
                .isTrue();
        assertThat(SourceAddresses.parse("fe80::?").orElseThrow().contains(address))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "::, ::",
        "1::, 1:0:0:0:0:0:0:0",
        "::1:0:0:1*, 0:0:0:0:1:0:0:1",
        "1:0:2::3*, 1:0:2:0:0:0:0:3",
        "1:2:3:4:5:6:0:8*, 1:2:3:4:5:6:0:8",
        "1:*::8, 1:2:3:4:5:0:0:8",
    })
    void patternsSeeIpv6AsRfc5952WritesIt(String pattern, String address) {
        assertThat(contains(pattern, address)).isTrue();
    }

    @Test
    void aHugeListIsNotTaken() {
        assertThat(SourceAddresses.parse("10.0.0.1,".repeat(100_000) + "10.0.0.1"))
                .isEmpty();
    }
}
