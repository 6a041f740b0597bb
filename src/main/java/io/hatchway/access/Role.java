package io.hatchway.access;

import java.util.List;

/**
 * What a kind of people may do.
 *
 * @param principals the certificates' principals that stand for it
 */
public record Role(String name, List<String> principals, List<Clause> clauses) {
    public Role {
        principals = List.copyOf(principals);
        clauses = List.copyOf(clauses);
    }
}
