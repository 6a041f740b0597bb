package io.hatchway.config;

import io.hatchway.access.LoginPattern;
import io.hatchway.access.Recording;
import io.hatchway.access.Target;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code hatchway.yaml}. */
public final class SettingsFile {
    private static final long LARGEST = 1 << 20;
    static final String RECORDINGS = "one of off, best-effort, strict";

    private SettingsFile() {}

    /**
     * Reads a file; relative paths in it are relative to its folder. Blocks on the disk.
     *
     * @param environment where {@code DOCKER_HOST}, {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH} count as they
     *     do for the engine's own client, unless the file names an engine
     * @throws InvalidConfigurationException with everything that is wrong
     */
    public static Settings read(Path file, Map<String, String> environment) throws InvalidConfigurationException {
        Problems problems = new Problems();
        Settings settings = read(file, environment, problems);
        problems.throwIfErrors();
        return settings;
    }

    /**
     * Reads it to find more that is wrong than what is wrong in the file.
     *
     * @param problems takes what is wrong in the file; defaults are in the place of it
     * @throws InvalidConfigurationException where the file says nothing that could be read
     */
    public static Settings read(Path file, Map<String, String> environment, Problems problems)
            throws InvalidConfigurationException {
        String yaml;
        try {
            if (Files.size(file) > LARGEST) {
                throw unreadable(file, "is larger than 1 MiB: it is not a configuration file");
            }
            yaml = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file; copy conf/hatchway.yaml or leave out --config");
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not UTF-8 text");
        } catch (IOException e) {
            throw unreadable(file, "cannot be read (" + e.getMessage() + ")");
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        return parse(file.toString(), yaml, folder, environment, problems);
    }

    /**
     * What holds without a file.
     *
     * @throws InvalidConfigurationException where the environment names an engine that cannot be
     */
    public static Settings none(Path folder, Map<String, String> environment) throws InvalidConfigurationException {
        return parse("no file", "", folder, environment);
    }

    /**
     * Reads the text of a file.
     *
     * @param name what the file is called in problems
     * @param folder what relative paths are relative to
     * @throws InvalidConfigurationException with everything that is wrong
     */
    public static Settings parse(String name, String yaml, Path folder, Map<String, String> environment)
            throws InvalidConfigurationException {
        Problems problems = new Problems();
        Settings settings = parse(name, yaml, folder, environment, problems);
        problems.throwIfErrors();
        return settings;
    }

    private static Settings parse(
            String name, String yaml, Path folder, Map<String, String> environment, Problems problems)
            throws InvalidConfigurationException {
        Settings defaults = Settings.defaults(folder);
        Section root = Section.parse(name, yaml, problems);
        if (root.isEmpty()) {
            problems.throwIfErrors();
        }
        Settings settings = new Settings(
                root.text(
                        "listen",
                        defaults.listen(),
                        ListenAddress::parse,
                        "an address such as 0.0.0.0:2222 or [::1]:2222"),
                root.path("keys", folder).orElse(defaults.keys()),
                root.path("access", folder)
                        .map(file -> new AccessLocation(
                                file, !file.equals(defaults.access().file())))
                        .orElse(defaults.access()),
                root.path("state", folder).orElse(defaults.state()),
                engine(root.section("engine"), defaults.engine(), folder, environment, problems),
                SshSection.read(root.section("ssh"), defaults.ssh(), folder),
                sessions(root.section("sessions"), defaults.sessions()),
                containers(root.section("containers")),
                audit(root.section("audit"), defaults.audit()),
                recordings(root.section("recordings"), defaults.recordings()),
                log(root.section("log"), defaults.log()));
        root.rejectUnknown();
        return settings;
    }

    private static Settings.Engine engine(
            Section section,
            Settings.Engine defaults,
            Path folder,
            Map<String, String> environment,
            Problems problems) {
        String name =
                section.text("name", defaults.name(), SettingsFile::engineName, "a name of letters, digits, _ . and -");
        Optional<EngineAddress> uri = section.text("uri", EngineAddress::parse, "unix:///path or tcp://host:port");
        Section tls = section.section("tls");
        Optional<Path> ca = tls.path("ca", folder);
        Optional<Path> cert = tls.path("cert", folder);
        Optional<Path> key = tls.path("key", folder);
        tls.rejectUnknown();
        Optional<String> helper = section.text("helper_image", SettingsFile::image, "an image's name")
                .filter(image -> !image.isEmpty());
        section.rejectUnknown();

        EngineEnvironment said =
                section.has("uri") ? EngineEnvironment.SILENT : EngineEnvironment.read(environment, problems);
        EngineAddress address = uri.or(said::address).orElse(defaults.uri());
        boolean anyTls = ca.isPresent() || cert.isPresent() || key.isPresent();
        Optional<Settings.Tls> files = ca.flatMap(a -> cert.flatMap(c -> key.map(k -> new Settings.Tls(a, c, k))));
        if (anyTls && files.isEmpty()) {
            tls.error("tls needs all three of ca, cert and key");
        } else if (anyTls && address instanceof EngineAddress.Unix && uri.isPresent() == section.has("uri")) {
            tls.error("TLS is for tcp:// engines, and the engine is " + address + ": change uri or remove tls");
        }
        return new Settings.Engine(name, address, files.or(said::tls), helper);
    }

    private static Settings.Sessions sessions(Section section, Settings.Sessions defaults) {
        Settings.Sessions sessions = new Settings.Sessions(
                section.duration("shutdown_grace", defaults.shutdownGrace(), Duration.ZERO, Duration.ofDays(1)),
                section.duration("idle_limit", defaults.idleLimit(), Duration.ZERO, Duration.ofDays(365)),
                section.number("channels_per_connection", defaults.channelsPerConnection(), 1, 10_000),
                section.number("per_identity", defaults.perIdentity(), 1, 1_000_000),
                section.number("forwards_per_connection", defaults.forwardsPerConnection(), 0, 10_000),
                section.number("forwards_per_identity", defaults.forwardsPerIdentity(), 0, 1_000_000),
                section.list("accept_env", SettingsFile::environmentName, "a variable's name, possibly with * or ?")
                        .orElse(defaults.acceptEnv()),
                section.number("max_env", defaults.maxEnv(), 0, 1_000),
                section.list("permit_key_env", SettingsFile::environmentName, "a variable's name, possibly with * or ?")
                        .orElse(defaults.permitKeyEnv()));
        section.rejectUnknown();
        return sessions;
    }

    private static Map<LoginPattern, Settings.Container> containers(Section section) {
        Map<LoginPattern, Settings.Container> containers = new LinkedHashMap<>();
        for (String key : section.keys()) {
            Section said = section.section(key);
            Settings.Container container = new Settings.Container(
                    said.words("shell"),
                    said.text("env_file", SettingsFile::pathInside, "an absolute path inside the container"),
                    said.list("users", SettingsFile::user, "a user's name or number"),
                    said.text("record", SettingsFile::recording, RECORDINGS));
            said.rejectUnknown();
            LoginPattern.parse(key)
                    .filter(pattern -> !pattern.hasUser() && !key.equals(Target.CONSOLE))
                    .ifPresentOrElse(
                            pattern -> containers.put(pattern, container),
                            () -> said.error("\"" + Section.shown(key)
                                    + "\" is not the name of a container, or a pattern such as staging-*"));
        }
        return containers;
    }

    private static Settings.Audit audit(Section section, Settings.Audit defaults) {
        Settings.Audit audit = new Settings.Audit(
                section.size("file_size", defaults.fileSize(), 1 << 20, 1L << 40),
                section.duration("file_age", defaults.fileAge(), Duration.ofMinutes(1), Duration.ofDays(365)),
                section.duration("keep", defaults.keep(), Duration.ZERO, Duration.ofDays(36_500)),
                section.size("quota", defaults.quota(), 4 << 20, 1L << 50),
                section.size("min_free", defaults.minFree(), 0, 1L << 50));
        if (audit.quota() < 2 * audit.fileSize()) {
            section.error("quota", "audit.quota must be at least twice audit.file_size");
        }
        section.rejectUnknown();
        return audit;
    }

    private static Settings.Recordings recordings(Section section, Settings.Recordings defaults) {
        Settings.Recordings recordings = new Settings.Recordings(
                section.text("mode", defaults.mode(), SettingsFile::recording, RECORDINGS),
                section.size("quota", defaults.quota(), 4 << 20, 1L << 50),
                section.duration("keep", defaults.keep(), Duration.ZERO, Duration.ofDays(36_500)));
        section.rejectUnknown();
        return recordings;
    }

    static Optional<Recording> recording(String text) {
        return constant(Recording.values(), text.replace('-', '_'));
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] values, String text) {
        return List.of(values).stream()
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    private static Settings.Log log(Section section, Settings.Log defaults) {
        Settings.Log log = new Settings.Log(
                section.text(
                        "level",
                        defaults.level(),
                        text -> constant(Settings.Log.Level.values(), text),
                        "one of error, warn, info, debug"),
                section.text(
                        "format",
                        defaults.format(),
                        text -> constant(Settings.Log.Format.values(), text),
                        "text or json"));
        section.rejectUnknown();
        return log;
    }

    private static Optional<String> engineName(String text) {
        return Optional.of(text).filter(name -> name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}"));
    }

    private static Optional<String> image(String text) {
        return Optional.of(text).filter(image -> image.matches("[a-zA-Z0-9_./:@-]{0,512}"));
    }

    private static Optional<String> environmentName(String text) {
        return Optional.of(text).filter(name -> name.matches("[a-zA-Z_*?][a-zA-Z0-9_*?]{0,127}"));
    }

    private static Optional<String> pathInside(String text) {
        return Optional.of(text)
                .filter(path -> path.startsWith("/") && path.indexOf('\0') < 0 && path.length() <= 4096);
    }

    private static Optional<String> user(String text) {
        return Optional.of(text).filter(Target::isUser);
    }

    private static InvalidConfigurationException unreadable(Path file, String why) {

        return new InvalidConfigurationException(List.of(new Problem(file.toString(), 0, Problem.Severity.ERROR, why)));
    }
}
