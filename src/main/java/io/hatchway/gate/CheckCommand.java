package io.hatchway.gate;

import io.hatchway.access.Credential;
import io.hatchway.access.Lookup;
import io.hatchway.access.Opening;
import io.hatchway.access.Policy;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.Problems;
import io.hatchway.config.Settings;
import io.hatchway.console.Console;
import io.hatchway.docker.DockerContainers;
import io.hatchway.keys.AccessReport;
import io.hatchway.keys.AccessSnapshot;
import io.hatchway.keys.Sources;
import io.hatchway.session.ContainerSettings;
import io.hatchway.session.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what is wrong with the configuration and the keys, all of it, or who may open what; and changes nothing. */
@Command(
        name = "check",
        description = "Check the configuration, the keys, people and roles; name every problem with file and line.")
final class CheckCommand implements Callable<Integer> {
    private static final long LARGEST_KEY = 64 << 10;

    @Mixin
    private SettingsOptions options;

    @ArgGroup
    private @Nullable Question question;

    @Spec
    private CommandSpec spec;

    /** What is asked for beside the problems. */
    static final class Question {
        @Option(names = "--who", paramLabel = "LOGIN", description = "Say who may open LOGIN, and by which line.")
        private @Nullable String who;

        @Option(
                names = "--key",
                paramLabel = "FINGERPRINT|FILE",
                description =
                        "Say what the key of this fingerprint, or in this public key or certificate file, may open.")
        private @Nullable String key;
    }

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    CheckCommand() {}

    @Override
    public Integer call() throws InvalidConfigurationException {
        Logging.silence();
        Problems problems = new Problems();
        Settings settings = options.read(System.getenv(), problems);
        AccessSnapshot access = AccessSnapshot.read(Sources.of(settings, Console.commands()));
        problems.addAll(access.problems());
        problems.addAll(access.advice(keyEnvironment(settings)::permits, Instant.now()));
        List<String> hostKeys = hostKeys(settings);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        problems.list().forEach(err::println);
        hostKeys.forEach(sentence -> err.println("error: " + Printable.text(sentence)));
        List<String> answer = answer(settings, access.policyAsWritten());
        if (!answer.isEmpty()) {
            access.reservation().ifPresent(out::println);
        }
        answer.forEach(line -> out.println(Printable.text(line)));
        if (problems.hasErrors() || !hostKeys.isEmpty()) {
            return Main.FAILED;
        }
        if (question == null) {
            out.println("The configuration and " + access.lines() + " keys in " + settings.keys() + " are in order.");
        }
        return 0;
    }

    private static ContainerSettings keyEnvironment(Settings settings) {
        return new ContainerSettings(
                List.of(), Optional.empty(), settings.sessions().permitKeyEnv());
    }

    /** What is wrong with the host keys. */
    private List<String> hostKeys(Settings settings) {
        return Gateway.hostKeys(settings)
                .objections(sentence -> spec.commandLine().getErr().println("warning: " + Printable.text(sentence)));
    }

    private List<String> answer(Settings settings, Policy policy) {
        Instant now = Instant.now();
        if (question != null && question.who != null) {
            return who(question.who, settings, policy, now);
        }
        if (question != null && question.key != null) {
            Optional<Credential.Certificate> certificate = read(question.key).flatMap(AccessReport::certificate);
            if (certificate.isPresent()) {
                return AccessReport.certificate(certificate.get(), policy.certified(certificate.get(), now), now);
            }
            List<String> useless =
                    read(question.key).map(AccessReport::uselessCertificate).orElse(List.of());
            if (!useless.isEmpty()) {
                return useless;
            }
            String fingerprint = fingerprint(question.key);
            return AccessReport.key(fingerprint, policy.holdings(fingerprint), now);
        }
        return List.of();
    }

    private static List<String> who(String login, Settings settings, Policy policy, Instant now) {
        AtomicReference<Optional<Lookup>> asked = new AtomicReference<>(Optional.empty());
        List<Opening> openings = policy.who(
                login,
                name -> {
                    Lookup container = lookup(settings, name);
                    asked.set(Optional.of(container));
                    return container;
                },
                now);
        return AccessReport.who(login, openings, asked.get());
    }

    private static Lookup lookup(Settings settings, String name) {
        try (DockerContainers containers = Gateway.containers(settings.engine())) {
            return containers.lookup(name);
        } catch (IOException unusable) {
            return Lookup.UNKNOWN;
        }
    }

    private String fingerprint(String asked) {
        return AccessReport.fingerprint(asked)
                .or(() -> read(asked).flatMap(AccessReport::fingerprint))
                .orElseThrow(
                        () -> new ParameterException(
                                spec.commandLine(),
                                "'" + Printable.text(asked)
                                        + "' is neither a fingerprint (SHA256:...) nor a file with a public key or a certificate"));
    }

    private static Optional<String> read(String file) {
        try {
            Path path = Path.of(file);
            return Files.isRegularFile(path) && Files.size(path) <= LARGEST_KEY
                    ? Optional.of(Files.readString(path))
                    : Optional.empty();
        } catch (IOException | InvalidPathException noSuchFile) {
            return Optional.empty();
        }
    }
}
