package io.hatchway.docker;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A user of a container by numbers, as the kernel knows him.
 *
 * @param groups all of his groups, {@code gid} among them
 */
record Account(int uid, int gid, List<Integer> groups) {
    private static final int MOST_GROUPS = 1024;

    /** What a line of passwd(5) or group(5) has where. */
    private static final int NAME = 0;

    private static final int NUMBER = 2;
    private static final int LAST = 3;

    Account {
        groups = List.copyOf(groups);
    }

    /**
     * The one that an engine would run a program as.
     *
     * @param user a name or a number, possibly with a group after a colon; empty is root
     * @param passwd the container's passwd(5)
     * @param group its group(5)
     * @param more groups that it has whoever it is, by name or number; such as are nowhere are left out
     * @return empty when there is none
     */
    static Optional<Account> of(String user, String passwd, String group, List<String> more) {
        String[] asked = user.split(":", 2);
        String name = asked[0].isEmpty() ? "0" : asked[0];
        Optional<String[]> entry = entries(passwd).filter(named(name)).findFirst();
        Optional<Integer> uid = entry.isPresent() ? number(entry.get()[NUMBER]) : number(name);
        boolean isGroupGiven = asked.length > 1 && !asked[1].isEmpty();
        Optional<Integer> gid =
                isGroupGiven ? group(asked[1], group) : entry.isPresent() ? number(entry.get()[LAST]) : Optional.of(0);
        Stream<Integer> his = entry.stream()
                .filter(found -> !isGroupGiven)
                .flatMap(found -> entries(group).filter(hasMember(found[NAME])))
                .flatMap(found -> number(found[NUMBER]).stream());
        List<Integer> others = Stream.concat(his, more.stream().flatMap(one -> group(one, group).stream()))
                .limit(MOST_GROUPS)
                .toList();
        return uid.flatMap(own -> gid.map(first -> new Account(
                own,
                first,
                Stream.concat(Stream.of(first), others.stream()).distinct().toList())));
    }

    private static Optional<Integer> group(String nameOrNumber, String group) {
        return entries(group)
                .filter(named(nameOrNumber))
                .findFirst()
                .map(found -> number(found[NUMBER]))
                .orElseGet(() -> number(nameOrNumber));
    }

    private static Stream<String[]> entries(String file) {
        return file.lines().map(line -> line.split(":", -1)).filter(parts -> parts.length > LAST);
    }

    /** A number is never a name, even where an entry is called so. */
    private static Predicate<String[]> named(String nameOrNumber) {
        Optional<Integer> number = number(nameOrNumber);
        return number.isPresent()
                ? entry -> number(entry[NUMBER]).equals(number)
                : entry -> entry[NAME].equals(nameOrNumber);
    }

    private static Predicate<String[]> hasMember(String name) {
        return group -> List.of(group[LAST].split(",")).contains(name);
    }

    /** What engines take: no more than 31 bits. */
    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseUnsignedInt(text)).filter(number -> number >= 0);
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }
}
