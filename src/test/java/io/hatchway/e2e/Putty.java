package io.hatchway.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PuTTY's programs with one gateway: they want the key in a format of their own, and to be told the host key. */
final class Putty {
    private final Gateway gateway;
    private final Path key;
    private final String fingerprint;

    Putty(Gateway gateway) {
        this.gateway = gateway;
        Site site = gateway.site();
        key = site.dir().resolve("id.ppk");
        Child.run(List.of("puttygen", site.userKey().toString(), "-O", "private", "-o", key.toString()))
                .ok();
        Path scanned = site.dir().resolve("scanned");
        Site.write(
                scanned,
                Child.run(List.of("ssh-keyscan", "-p", Integer.toString(gateway.port()), "127.0.0.1"))
                        .ok());
        fingerprint =
                Child.run(List.of("ssh-keygen", "-lf", scanned.toString())).ok().split(" ", -1)[1];
    }

    /** A command line: the options all of these programs share, and more. */
    List<String> argv(String program, String... more) {
        List<String> argv = new ArrayList<>(List.of(program, "-batch", "-no-antispoof", "-hostkey", fingerprint));
        if (!program.equals("plink")) {
            argv.remove("-no-antispoof");
        }
        argv.addAll(List.of("-i", key.toString(), "-P", Integer.toString(gateway.port())));
        argv.addAll(List.of(more));
        return argv;
    }
}
