package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header by which a proxy names the client of a connection (the PROXY protocol, versions 1 and 2). Reads what is
 * there, looks nothing up, and takes headers of a bounded length alone.
 */
sealed interface ProxyHeader {
    /** So far it could become one; more bytes are needed. */
    record Incomplete() implements ProxyHeader {}

    /** It is none. The reason has nothing in it that was sent. */
    record Invalid(String reason) implements ProxyHeader {}

    /** The proxy speaks for itself, as health checks do. */
    record Local(int length) implements ProxyHeader {}

    /** The proxy speaks for a client. */
    record Proxied(int length, InetSocketAddress client) implements ProxyHeader {}

    /** The first bytes of a connection; {@code length} of the results counts those that belong to the header. */
    static ProxyHeader parse(byte[] bytes) {
        if (startsAlike(bytes, Syntax.V2)) {
            return bytes.length < Syntax.V2_FIXED ? new Incomplete() : version2(bytes);
        }
        return startsAlike(bytes, Syntax.V1)
                ? version1(bytes)
                : new Invalid("a proxy's connection did not begin with a PROXY protocol header");
    }

    private static boolean startsAlike(byte[] bytes, byte[] start) {
        int common = Math.min(bytes.length, start.length);
        return Arrays.equals(bytes, 0, common, start, 0, common);
    }

    private static ProxyHeader version1(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, Syntax.V1_LONGEST), US_ASCII);
        int end = text.indexOf("\r\n");
        if (end < 0) {
            return text.length() < Syntax.V1_LONGEST
                    ? new Incomplete()
                    : new Invalid("a PROXY protocol header of version 1 was too long");
        }
        String line = text.substring(0, end);
        int length = end + 2;
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) {
            return new Local(length);
        }
        Matcher tcp4 = Syntax.TCP4.matcher(line);
        Matcher parts = tcp4.matches() ? tcp4 : Syntax.TCP6.matcher(line);
        if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65_535) {
            return new Invalid("a PROXY protocol header of version 1 was malformed");
        }
        try {
            InetAddress source = InetAddress.ofLiteral(parts.group("source"));
            return new Proxied(length, new InetSocketAddress(source, Integer.parseInt(parts.group("port"))));
        } catch (IllegalArgumentException noAddress) {
            return new Invalid("a PROXY protocol header of version 1 had no address");
        }
    }

    private static ProxyHeader version2(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(Syntax.V2.length);
        int command = in.get() & 0xff;
        int family = in.get() & 0xff;
        int rest = in.getShort() & 0xffff;
        if (command != Syntax.V2_LOCAL && command != Syntax.V2_PROXY) {
            return new Invalid("a PROXY protocol header had another version or command");
        }
        if (rest > Syntax.V2_LONGEST) {
            return new Invalid("a PROXY protocol header of version 2 was too long");
        }
        if (in.remaining() < rest) {
            return new Incomplete();
        }
        int length = Syntax.V2_FIXED + rest;
        if (command == Syntax.V2_LOCAL || family == Syntax.V2_UNSPECIFIED) {
            return new Local(length);
        }
        int size = family == Syntax.V2_TCP4 ? 4 : family == Syntax.V2_TCP6 ? 16 : 0;
        if (size == 0 || rest < 2 * size + 4) {
            return new Invalid("a PROXY protocol header of version 2 had no TCP addresses");
        }
        byte[] source = new byte[size];
        in.get(source).position(in.position() + size);
        try {
            return new Proxied(length, new InetSocketAddress(InetAddress.getByAddress(source), in.getShort() & 0xffff));
        } catch (UnknownHostException never) {
            throw new IllegalStateException("an address of the right length was refused", never);
        }
    }

    /** What headers are made of. */
    final class Syntax {
        private static final byte[] V1 = "PROXY ".getBytes(US_ASCII);
        private static final int V1_LONGEST = 107;
        private static final String PORTS = " (?<port>0|[1-9][0-9]{0,4}) (?:0|[1-9][0-9]{0,4})";
        private static final String QUAD = "(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}";
        private static final String GROUPS = "[0-9a-fA-F:.]{0,38}:[0-9a-fA-F:.]{0,38}";
        private static final Pattern TCP4 = Pattern.compile("PROXY TCP4 (?<source>" + QUAD + ") " + QUAD + PORTS);
        private static final Pattern TCP6 = Pattern.compile("PROXY TCP6 (?<source>" + GROUPS + ") " + GROUPS + PORTS);

        private static final byte[] V2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
        private static final int V2_FIXED = 16;
        private static final int V2_LONGEST = 4096;
        private static final int V2_LOCAL = 0x20;
        private static final int V2_PROXY = 0x21;
        private static final int V2_UNSPECIFIED = 0x00;
        private static final int V2_TCP4 = 0x11;
        private static final int V2_TCP6 = 0x21;

        private Syntax() {}
    }
}
