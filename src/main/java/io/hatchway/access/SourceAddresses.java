package io.hatchway.access;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A {@code from=} list (sshd(8), ssh_config(5) PATTERNS): addresses, CIDR blocks and patterns over an address's text, some
 * of them negated. An address belongs to it when at least one entry matches and no negated entry does. Host names are not
 * taken: nothing here asks a name server. IPv4-mapped IPv6 addresses are the IPv4 addresses they stand for.
 */
public final class SourceAddresses {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final Pattern WILD = Pattern.compile("[0-9a-f:.*?]{1,64}");
    private static final Pattern LETTER = Pattern.compile("[a-f]");
    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");
    private static final int LONGEST = 8192;

    private final String text;
    private final List<Entry> entries;

    private SourceAddresses(String text, List<Entry> entries) {
        this.text = text;
        this.entries = entries;
    }

    /** Parses a list separated by commas; empty where any entry is neither address, CIDR block nor pattern of one. */
    public static Optional<SourceAddresses> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String entry = part.strip().toLowerCase(Locale.ROOT);
            boolean negated = entry.startsWith("!");
            Optional<Block> block = block(negated ? entry.substring(1) : entry);
            if (block.isEmpty()) {
                return Optional.empty();
            }
            entries.add(new Entry(negated, block.get()));
        }
        return Optional.of(new SourceAddresses(text, List.copyOf(entries)));
    }

    /** Whether a client at this address may come. */
    public boolean contains(InetAddress address) {
        byte[] bytes = bytes(address);
        String textual = textual(bytes);
        boolean matched = false;
        boolean refused = false;
        for (Entry entry : entries) {
            boolean hit = entry.block.contains(bytes, textual);
            matched |= hit && !entry.negated;
            refused |= hit && entry.negated;
        }
        return matched && !refused;
    }

    /** Whether no client at all may come: every entry is negated. */
    boolean isNobody() {
        return entries.stream().allMatch(Entry::negated);
    }

    private record Entry(boolean negated, Block block) {}

    private sealed interface Block {
        boolean contains(byte[] address, String textual);
    }

    private record Network(int bits, BigInteger start, int prefix) implements Block {
        @Override
        public boolean contains(byte[] address, String textual) {
            return address.length * 8 == bits
                    && new BigInteger(1, address).xor(start).bitLength() <= bits - prefix;
        }
    }

    private record Wild(String pattern) implements Block {
        @Override
        public boolean contains(byte[] address, String textual) {
            return Glob.matches(pattern, textual);
        }
    }

    private static Optional<Block> block(String entry) {
        if (isWild(entry)) {
            return Optional.of(new Wild(entry));
        }
        int slash = entry.indexOf('/');
        String literal = slash < 0 ? entry : entry.substring(0, slash);
        boolean six = literal.indexOf(':') >= 0 && IPV6.matcher(literal).matches();
        if (!six && !IPV4.matcher(literal).matches()) {
            return Optional.empty();
        }
        byte[] address;
        try {
            address = bytes(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int bits = address.length * 8;
        BigInteger start = new BigInteger(1, address);
        if (slash < 0) {
            return Optional.of(new Network(bits, start, bits));
        }
        String length = entry.substring(slash + 1);
        if (!PREFIX.matcher(length).matches()) {
            return Optional.empty();
        }
        int mapped = six && bits == 32 ? 96 : 0;
        int prefix = Integer.parseInt(length) - mapped;
        if (prefix < 0 || prefix > bits) {
            return Optional.empty();
        }
        // sshd refuses 10.0.0.1/8 too: one of the two numbers is a mistake, and guessing which would be worse.
        boolean hostBitsAreZero = start.signum() == 0 || start.getLowestSetBit() >= bits - prefix;
        return hostBitsAreZero ? Optional.of(new Network(bits, start, prefix)) : Optional.empty();
    }

    /** Letters alone could be the name of a host. */
    private static boolean isWild(String entry) {
        boolean star = entry.indexOf('*') >= 0;
        boolean couldBeName =
                !star && entry.indexOf(':') < 0 && LETTER.matcher(entry).find();
        return (star || entry.indexOf('?') >= 0)
                && !couldBeName
                && WILD.matcher(entry).matches();
    }

    private static byte[] bytes(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean mapped = address instanceof Inet6Address
                && bytes[10] == -1
                && bytes[11] == -1
                && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10);
        return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    /** The address as OpenSSH prints it before it compares patterns: IPv6 in the form of RFC 5952, without a zone. */
    private static String textual(byte[] address) {
        if (address.length == 4) {
            return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
                    + (address[3] & 0xff);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff);
        }
        int zerosAt = -1;
        int zeros = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > zeros) {
                zerosAt = i;
                zeros = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == zerosAt) {
                text.append("::");
                i += zeros - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceAddresses that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The list as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
