package io.hatchway.sshd;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The network a client comes from: what counts as one source.
 *
 * @param first its first address
 * @param bits of the address that name it
 */
record SourceNetwork(InetAddress first, int bits) {

    /** The network of an address, of {@code bits4} bits or, for IPv6, {@code bits6}. */
    static SourceNetwork of(InetAddress address, int bits4, int bits6) {
        byte[] masked = address.getAddress();
        int bits = masked.length == 4 ? bits4 : bits6;
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - 8L * i, 0, 8);
            masked[i] &= (byte) (0xff << (8 - kept));
        }
        try {
            return new SourceNetwork(InetAddress.getByAddress(masked), bits);
        } catch (UnknownHostException never) {
            throw new IllegalStateException("an address of the right length was refused", never);
        }
    }

    boolean isIpv4() {
        return first.getAddress().length == 4;
    }

    /** As CIDR has it; an address alone where it is the whole network. */
    @Override
    public String toString() {
        boolean single = bits == first.getAddress().length * 8;
        return first.getHostAddress() + (single ? "" : "/" + bits);
    }
}
