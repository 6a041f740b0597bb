package io.hatchway.config;

import io.hatchway.access.SourceAddresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code ssh} of the configuration. */
final class SshSection {
    private static final Duration LONGEST_PENALTY = Duration.ofDays(1);
    private static final int MOST_SOURCES = 1_000_000;
    private static final long LEAST_BUFFER = 16L << 20;
    private static final long MOST_BUFFER = 1L << 40;

    private SshSection() {}

    static Settings.Ssh read(Section section, Settings.Ssh defaults, Path folder) {
        Settings.Ssh ssh = new Settings.Ssh(
                section.duration("login_grace", defaults.loginGrace(), Duration.ofSeconds(1), Duration.ofMinutes(10)),
                section.number("max_auth_tries", defaults.maxAuthTries(), 1, 100),
                section.duration(
                        "keepalive_interval", defaults.keepaliveInterval(), Duration.ZERO, Duration.ofHours(1)),
                section.number("keepalive_count", defaults.keepaliveCount(), 1, 100),
                section.number("max_connections", defaults.maxConnections(), 1, 1_000_000),
                section.number("connections_per_identity", defaults.connectionsPerIdentity(), 1, 1_000_000),
                section.flag("curve25519", defaults.curve25519()),
                section.text(
                        "max_startups",
                        defaults.maxStartups(),
                        MaxStartups::parse,
                        "start:rate:full such as 10:30:100, with full at least start and a rate from 1 to 100"),
                section.number("per_source_max_startups", defaults.perSourceMaxStartups(), 1, 1_000_000),
                section.text(
                        "per_source_net_block_size",
                        defaults.perSourceNetBlockSize(),
                        NetBlockSize::parse,
                        "the bits of an IPv4 and of an IPv6 network such as 32:64"),
                penalties(section.section("per_source_penalties"), defaults.perSourcePenalties()),
                section.number("max_rekeys", defaults.maxRekeys(), 1, 100_000),
                section.size("max_buffer", defaults.maxBuffer(), LEAST_BUFFER, MOST_BUFFER),
                section.size("max_output", defaults.maxOutput(), LEAST_BUFFER, MOST_BUFFER),
                paths(section, "host_keys", folder).orElse(defaults.hostKeys()),
                paths(section, "host_certificates", folder).orElse(defaults.hostCertificates()),
                networks(section, "proxy_protocol_from").orElse(defaults.proxyProtocolFrom()));
        section.rejectUnknown();
        return ssh;
    }

    private static PerSourcePenalties penalties(Section section, PerSourcePenalties defaults) {
        PerSourcePenalties penalties = new PerSourcePenalties(
                section.flag("enabled", defaults.enabled()),
                penalty(section, "crash", defaults.crash()),
                penalty(section, "authfail", defaults.authfail()),
                penalty(section, "noauth", defaults.noauth()),
                penalty(section, "grace_exceeded", defaults.graceExceeded()),
                penalty(section, "refuse_connection", defaults.refuseConnection()),
                penalty(section, "max", defaults.max()),
                penalty(section, "min", defaults.min()),
                section.number("max_sources4", defaults.maxSources4(), 1, MOST_SOURCES),
                section.number("max_sources6", defaults.maxSources6(), 1, MOST_SOURCES),
                overflow(section, "overflow", defaults.overflow()),
                overflow(section, "overflow6", defaults.overflow6()),
                networks(section, "exempt").orElse(defaults.exempt()));
        section.rejectUnknown();
        return penalties;
    }

    private static Duration penalty(Section section, String key, Duration otherwise) {
        return section.duration(key, otherwise, Duration.ZERO, LONGEST_PENALTY);
    }

    private static PerSourcePenalties.Overflow overflow(
            Section section, String key, PerSourcePenalties.Overflow otherwise) {
        return section.text(
                key,
                otherwise,
                text -> switch (text) {
                    case "permissive" -> Optional.of(PerSourcePenalties.Overflow.PERMISSIVE);
                    case "deny-all" -> Optional.of(PerSourcePenalties.Overflow.DENY_ALL);
                    default -> Optional.empty();
                },
                "permissive or deny-all");
    }

    private static Optional<List<Path>> paths(Section section, String key, Path folder) {
        return section.list(key, text -> Section.resolve(folder, text), "a path");
    }

    private static Optional<List<SourceAddresses>> networks(Section section, String key) {
        return section.list(
                key,
                text -> text.startsWith("!") || text.indexOf(',') >= 0 ? Optional.empty() : SourceAddresses.parse(text),
                "an IP address or a CIDR block without host bits such as 10.0.0.0/8");
    }
}
