package io.hatchway.sshd;

import io.hatchway.access.Authority;
import io.hatchway.access.Clause;
import io.hatchway.access.Holder;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.KeyLine;
import io.hatchway.access.LoginPattern;
import io.hatchway.access.Origin;
import io.hatchway.access.Permissions;
import io.hatchway.access.Person;
import io.hatchway.access.Policy;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Revocations;
import io.hatchway.access.Role;
import io.hatchway.access.Rule;
import io.hatchway.access.Scope;
import io.hatchway.access.Secret;
import io.hatchway.access.Teams;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Lines for {@code admin}, and people who may do everything. */
final class SamplePolicy {
    private static final Origin HERE = new Origin("sample", 1);

    private final List<Rule> rules = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private final List<Authority> authorities = new ArrayList<>();

    static KeyBlob blob(PublicKey key) {
        ByteArrayBuffer blob = new ByteArrayBuffer();
        blob.putRawPublicKey(key);
        return KeyBlob.of(blob.getCompactData());
    }

    SamplePolicy admin(KeyBlob key) {
        rules.add(new Rule(LoginPattern.parse("admin").orElseThrow(), key, Restrictions.NONE, HERE, "a line"));
        return this;
    }

    SamplePolicy person(KeyBlob key, Optional<Secret> secondFactor) {
        Clause everything = new Clause.Allow(Scope.ALL, Permissions.ALL, List.of("*"), List.of("*"));
        Role role = new Role("everything", List.of(), List.of(everything));
        KeyLine line = new KeyLine(new Holder.Key(key), Restrictions.NONE, HERE, "laptop");
        people.add(new Person("person", List.of(line), List.of(), List.of(role), secondFactor, HERE));
        return this;
    }

    SamplePolicy authority(KeyBlob key) {
        authorities.add(new Authority(key, true, HERE));
        return this;
    }

    Policy policy() {
        return new Policy(rules, List.of(), new Teams(people, List.of(), List.of(), authorities), Revocations.NONE);
    }
}
