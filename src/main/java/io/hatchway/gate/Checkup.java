package io.hatchway.gate;

import io.hatchway.config.Problem;
import io.hatchway.config.Settings;
import io.hatchway.console.Finding;
import io.hatchway.sshd.HostKeyFiles;
import io.hatchway.sshd.Inspection;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks after the gateway's own files and algorithms, for the console's doctor.
 *
 * @param engineFolder where the engine keeps its data, if it is on this host and answers
 * @param written what was found wrong when the keys, access.yaml and the files it names were read last
 */
record Checkup(HostKeyFiles hostKeys, Settings settings, Optional<Path> engineFolder, List<Problem> written) {
    private static final String MEND =
            "Mend that file; until then this does not count. 'bin/hatchway check' on the gateway's host says the same.";
    private static final long LITTLE_DISK = 1L << 30;

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Inspection.hostKeys(hostKeys).forEach(look -> findings.add(finding("host keys", look)));
        Inspection.algorithms(settings.ssh().curve25519()).forEach(look -> findings.add(finding("algorithms", look)));
        findings.addAll(access());
        findings.add(permissions());
        findings.add(disk());
        engineFolder.ifPresent(folder -> findings.add(engineDisk(folder)));
        return findings;
    }

    private static Finding finding(String check, Inspection.Look look) {
        return look.todo()
                .map(todo -> Finding.off(check, look.found(), todo))
                .orElseGet(() -> Finding.well(check, look.found()));
    }

    private List<Finding> access() {
        if (written.isEmpty()) {
            return List.of(Finding.well("access", "every key, person and role that is written counts"));
        }
        return written.stream()
                .map(problem -> {
                    String found = problem.file() + (problem.line() > 0 ? ":" + problem.line() : "") + ": "
                            + problem.message();
                    return switch (problem.severity()) {
                        case ERROR -> Finding.off("access", found, MEND);
                        case WARNING -> Finding.doubtful("access", found, "See whether it is meant so.");
                    };
                })
                .toList();
    }

    /** Nobody else gets past the state folder, so what is in it may have any mode; but keys are copied as they are. */
    private Finding permissions() {
        List<String> open = new ArrayList<>();
        for (Path path : List.of(settings.state(), settings.state().resolve("audit_ed25519_key"))) {
            try {
                if (Files.exists(path) && isOpenToOthers(path)) {
                    open.add(path.toString());
                }
            } catch (IOException unreadable) {
                return Finding.off(
                        "permissions", path + " cannot be looked at: " + unreadable, "It must be the gateway's own.");
            }
        }
        return open.isEmpty()
                ? Finding.well("permissions", "the state folder and its keys are the gateway's alone")
                : Finding.off(
                        "permissions",
                        String.join(", ", open) + (open.size() == 1 ? " is" : " are") + " open to others",
                        "Run: chmod go= " + String.join(" ", open));
    }

    private static boolean isOpenToOthers(Path path) throws IOException {
        Set<PosixFilePermission> others = new HashSet<>(Files.getPosixFilePermissions(path));
        others.removeAll(PosixFilePermissions.fromString("rwx------"));
        return !others.isEmpty();
    }

    private Finding disk() {
        try {
            FileStore store = Files.getFileStore(settings.state());
            long free = store.getUsableSpace();
            String found = String.format(Locale.ROOT, "%d MiB free where the audit log and recordings are", free >> 20);
            return free > 2 * settings.audit().minFree()
                    ? Finding.well("disk", found)
                    : Finding.off(
                            "disk",
                            found,
                            "Make room: below audit.min_free ("
                                    + (settings.audit().minFree() >> 20) + " MiB) no session may begin.");
        } catch (IOException unreadable) {
            return Finding.off("disk", "the state folder cannot be measured: " + unreadable, "See that it is there.");
        }
    }

    private static Finding engineDisk(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Finding.well("disk", "the engine's folder " + folder + " cannot be seen from here");
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            String found = String.format(Locale.ROOT, "%d MiB free for the engine in %s", free >> 20, folder);
            return free > LITTLE_DISK
                    ? Finding.well("disk", found)
                    : Finding.off("disk", found, "Make room: 'prune' removes what nothing uses.");
        } catch (IOException unreadable) {
            return Finding.off("disk", folder + " cannot be measured: " + unreadable, "See that it is there.");
        }
    }
}
