package io.hatchway.gate;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;

/** The addresses this gateway has in the networks around it. */
final class OwnAddresses {
    private OwnAddresses() {}

    /** Asked for each time: networks of containers come and go. Loopback is left out. */
    static Set<InetAddress> now() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .collect(Collectors.toSet());
        } catch (SocketException unknown) {
            throw new UncheckedIOException("the gateway's own addresses are not known", unknown);
        }
    }
}
