package io.hatchway.access;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lists of addresses: a negation always wins, an address in disguise is the same one, and a list can only grow. */
final class SourceAddressesFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "4abcd97.98.99.100",
                "4abcd97.*,!97.98.0.0/16",
                "697.98.0.0/16abcdefghijklmnopqrstuvwxyz",
                "6abcdefghijklmnop::ffff:97.98.0.0/112,6162:*",
                "4abcd0.0.0.0/0,!10.0.0.0/8,::/0",
                "4abcd!97.98.99.100");
    }

    @Override
    public void hold(byte[] input) throws UnknownHostException {
        int bytes = input.length > 0 && input[0] == '6' ? 16 : 4;
        if (input.length <= bytes) {
            return;
        }
        InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(input, 1, 1 + bytes));
        String text = FuzzTarget.text(Arrays.copyOfRange(input, 1 + bytes, input.length));
        Optional<SourceAddresses> list = SourceAddresses.parse(text);
        if (list.isEmpty()) {
            return;
        }
        boolean inside = list.get().contains(address);
        that(read(text).equals(list.get()), "%s is not itself", text);
        that(inside == list.get().contains(mapped(address)), "%s and %s in IPv6's clothes", text, address);
        that(text.indexOf('!') < 0 || !isNegatedThroughout(text) || !inside, "%s contains %s", text, address);
        String literal = address.getHostAddress();
        that(!read(text + ",!" + literal).contains(address), "%s without %s contains it", text, literal);
        boolean negated = text.indexOf('!') >= 0;
        that(negated || read(text + "," + literal).contains(address), "%s with %s lacks it", text, literal);
        that(!read("!" + literal + "," + text).contains(address), "order matters in %s", text);
    }

    private static SourceAddresses read(String text) {
        return SourceAddresses.parse(text).orElseThrow(() -> new AssertionError("not a list: " + text));
    }

    private static boolean isNegatedThroughout(String text) {
        return Arrays.stream(text.split(",", -1))
                .allMatch(entry -> entry.strip().startsWith("!"));
    }

    private static InetAddress mapped(InetAddress address) throws UnknownHostException {
        byte[] four = address.getAddress();
        if (four.length != 4) {
            return address;
        }
        byte[] six = new byte[16];
        six[10] = -1;
        six[11] = -1;
        System.arraycopy(four, 0, six, 12, 4);
        return Inet6Address.getByAddress(null, six, -1);
    }
}
