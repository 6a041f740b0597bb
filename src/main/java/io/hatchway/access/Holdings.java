package io.hatchway.access;

import java.util.List;
import java.util.Set;

/**
 * All that is written about one key, whether or not it holds at the moment.
 *
 * @param revoked whether nothing of it counts
 * @param lines of the keys folder
 * @param people whose key, or whose authority's key, it is
 * @param authorities where it is an authority's
 */
public record Holdings(boolean revoked, List<Line> lines, List<Held> people, List<Authority> authorities) {

    /**
     * A line of the keys folder.
     *
     * @param users those that the configuration adds to the login
     */
    public record Line(Rule rule, Set<String> users) {
        public Line {
            users = Set.copyOf(users);
        }
    }

    /** A line of a person's. */
    public record Held(Person person, KeyLine line) {}

    public Holdings {
        lines = List.copyOf(lines);
        people = List.copyOf(people);
        authorities = List.copyOf(authorities);
    }

    /** Whether nobody has ever named the key. */
    public boolean isEmpty() {
        return lines.isEmpty() && people.isEmpty() && authorities.isEmpty();
    }
}
