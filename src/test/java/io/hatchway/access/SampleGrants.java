package io.hatchway.access;

import java.net.InetAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Grants of the sample keys, made the way the gateway makes them. */
public final class SampleGrants {
    private SampleGrants() {}

    /** A policy with one line: the sample key opens the login. */
    public static Policy policy(String login, Restrictions restrictions) {
        return policy(login, SampleKeys.blob("ed25519"), restrictions);
    }

    public static Policy policy(String login, KeyBlob key, Restrictions restrictions) {
        return policy(login, key, restrictions, Teams.NONE);
    }

    private static Policy policy(String login, KeyBlob key, Restrictions restrictions, Teams teams) {
        LoginPattern logins = LoginPattern.parse(login).orElseThrow();
        return new Policy(
                List.of(new Rule(logins, key, restrictions, new Origin("keys/" + login, 1), "alice")),
                List.of(),
                teams,
                Revocations.NONE);
    }

    public static Grant grant(String login) {
        return grant(login, Restrictions.NONE);
    }

    public static Grant grant(String login, Restrictions restrictions) {
        return granted(login, policy(login, restrictions));
    }

    /** A restricted console with these commands, by a line of the keys folder. */
    public static Grant console(String login, List<String> commands) {
        Teams teams =
                new Teams(List.of(), List.of(), List.of(new RestrictedConsole(login, commands, Scope.ALL)), List.of());
        return granted(login, policy(login, SampleKeys.blob("ed25519"), Restrictions.NONE, teams));
    }

    private static Grant granted(String login, Policy policy) {
        Attempt attempt = new Attempt(
                login, new Credential.Key(SampleKeys.blob("ed25519")), InetAddress.getLoopbackAddress(), Instant.now());
        return switch (policy.decide(attempt, name -> Lookup.UNKNOWN)) {
            case Decision.Allowed(Grant grant) -> grant.provenBy(Proof.OF_PLAIN_KEY);
            case Decision.Denied(String reason) -> throw new IllegalArgumentException(reason);
        };
    }

    /** Somebody whose role allows a shell in every container, and beside it. */
    public static Grant debugger(String login) {
        Permissions permissions = new Permissions(EnumSet.of(Permission.SHELL, Permission.DEBUG), FileAccess.NONE);
        return granted(
                login,
                policy(new Role(
                        "debugger",
                        List.of(),
                        List.of(new Clause.Allow(Scope.ALL, permissions, List.of(), List.of())))));
    }

    /** Somebody whose role allows these files of every container, and nothing else. */
    public static Grant courier(String login, FileAccess files) {
        Permissions permissions = new Permissions(EnumSet.of(Permission.FILES), files);
        return granted(
                login,
                policy(new Role(
                        "courier",
                        List.of(),
                        List.of(new Clause.Allow(Scope.ALL, permissions, List.of(), List.of())))));
    }

    /** Somebody whose role allows these commands of the console over the containers of a compose project, and no more. */
    public static Grant operator(String project, String... commands) {
        return operator(new Scope(List.of(), List.of(project), Map.of()), commands);
    }

    /** Somebody whose role allows these commands over this. */
    public static Grant operator(Scope scope, String... commands) {
        return operator(new Role(
                "operator",
                List.of(),
                List.of(new Clause.Allow(scope, Permissions.NONE, List.of(), List.of(commands)))));
    }

    /** The same, who is denied to run programs in some containers. */
    public static Grant denied(Scope scope, Scope denied, String... commands) {
        return operator(new Role(
                "operator",
                List.of(),
                List.of(
                        new Clause.Allow(scope, Permissions.NONE, List.of(), List.of(commands)),
                        new Clause.Deny(denied, Set.of(Permission.EXEC), List.of("*"), List.of()))));
    }

    private static Grant operator(Role role) {
        return granted(Target.CONSOLE, policy(role));
    }

    private static Policy policy(Role role) {
        KeyLine line = new KeyLine(
                new Holder.Key(SampleKeys.blob("ed25519")), Restrictions.NONE, new Origin("olga.pub", 1), "laptop");
        Person olga = new Person(
                "olga", List.of(line), List.of(), List.of(role), Optional.empty(), new Origin("access.yaml", 1));
        return new Policy(
                List.of(), List.of(), new Teams(List.of(olga), List.of(role), List.of(), List.of()), Revocations.NONE);
    }

    /** A line with {@code command=} and {@code environment=} options, and one that may refuse a terminal. */
    public static Restrictions restrictions(Optional<String> command, Map<String, String> environment, boolean pty) {
        Restrictions none = Restrictions.NONE;
        return new Restrictions(
                pty,
                none.portForwarding(),
                none.agentForwarding(),
                none.x11Forwarding(),
                command,
                none.from(),
                none.expiry(),
                environment,
                none.permitOpen(),
                none.permitListen(),
                none.touchRequired(),
                none.verifyRequired());
    }
}
