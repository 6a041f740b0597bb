package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.200, 32, 192.0.2.200",
        "192.0.2.200, 25, 192.0.2.128/25",
        "192.0.2.200, 16, 192.0.0.0/16",
        "192.0.2.200, 0, 0.0.0.0/0",
        "2001:db8::ffff:1, 64, 2001:db8:0:0:0:0:0:0/64",
        "2001:db8::1, 128, 2001:db8:0:0:0:0:0:1",
        "::ffff:192.0.2.1, 32, 192.0.2.1",
    })
    void anAddressBelongsToItsFirstBits(String address, int bits, String network) {
        assertThat(SourceNetwork.of(InetAddress.ofLiteral(address), bits, bits)).hasToString(network);
    }
}
