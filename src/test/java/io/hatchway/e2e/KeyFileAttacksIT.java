package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys files that are wrong, or go wrong while the gateway runs. Rows 19 to 24 of {@link AttackRowsTest}. */
@RealEngine
final class KeyFileAttacksIT {
    private static final Duration REVOKED = Duration.ofSeconds(5);

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Gateway gateway;
    private static Path otherKey;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox());
        site = STAGE.add(Site.create()).open(web);
        otherKey = site.newKey("other");
        gateway = STAGE.add(site.start());
    }

    private static void awaitOpen(Box box) {
        Eventually.holds(() -> gateway.ssh(box).run("true").code() == 0, () -> gateway.log());
    }

    private static void awaitLog(String text) {
        Eventually.holds(() -> gateway.log().contains(text), () -> "not in the log: " + text + "\n" + gateway.log());
    }

    private static void refused(Ssh ssh) {
        Ran ran = ssh.run("echo inside");
        assertThat(ran.code()).isEqualTo(255);
        assertThat(ran.out()).isEmpty();
    }

    /** Rows 21 and 22. */
    @Test
    void aFileOthersMayWriteToKeepsItsLastGoodLinesAndTakesNoOther() throws IOException {
        try (Box box = Box.busybox()) {
            site.open(box);
            awaitOpen(box);
            Path file = site.keys().resolve(box.name());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            Files.writeString(file, Site.read(Site.publicHalf(otherKey)), StandardOpenOption.APPEND);
            awaitLog(file + ": error: the file is refused");
            refused(gateway.ssh(box).withKey(otherKey));
            assertThat(gateway.ssh(box).run("echo in").ok()).isEqualTo("in\n");
        }
    }

    @Test
    void aLinkOpensNothing() throws IOException {
        try (Box box = Box.busybox()) {
            Path elsewhere = site.dir().resolve("elsewhere");
            Site.write(elsewhere, site.publicKey());
            Path file = site.keys().resolve(box.name());
            Files.createSymbolicLink(file, elsewhere);
            awaitLog(file + ": error: the file is refused and opens nothing: it is a symbolic link");
            refused(gateway.ssh(box));
        }
    }

    @Test
    void aPipeHoldsUpNobody() {
        try (Box box = Box.busybox();
                Box next = Box.busybox()) {
            Path file = site.keys().resolve(box.name());
            Child.run(List.of("mkfifo", "-m", "600", file.toString())).ok();
            awaitLog(file + ": error: the file is refused and opens nothing: it is not a regular file");
            site.open(next);
            awaitOpen(next);
            refused(gateway.ssh(box));
        }
    }

    @Test
    void aFileOf2GibibytesHoldsUpNobody() throws IOException {
        try (Box box = Box.busybox();
                Box next = Box.busybox()) {
            Path file = site.keys().resolve(box.name());
            Site.write(file, site.publicKey());
            try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
                grown.setLength(2L << 30);
            }
            awaitLog(file + ": error: the file is refused");
            site.open(next);
            awaitOpen(next);
            Files.delete(file);
        }
    }

    /** Row 23. */
    @Test
    void aSessionWhoseKeyIsRevokedEndsWithinFiveSeconds() throws IOException {
        try (Box box = Box.busybox()) {
            site.open(box);
            awaitOpen(box);
            try (Child client = gateway.ssh(box).start("echo up; sleep 88888")) {
                client.awaitOut("up");
                Files.delete(site.keys().resolve(box.name()));
                Ran ran = client.await(REVOKED);
                assertThat(ran.code()).isNotZero();
                assertThat(ran.err()).contains("may no longer open this login");
                box.awaitEmpty();
            }
        }
    }

    @Test
    void aTerminalWhoseKeyIsRevokedEndsWithinFiveSeconds() throws IOException {
        try (Box box = Box.busybox()) {
            site.open(box);
            awaitOpen(box);
            try (Terminal terminal =
                    new Terminal(80, 24, gateway.ssh(box).with("-tt").argv())) {
                terminal.awaitScreen("#");
                Files.delete(site.keys().resolve(box.name()));
                Eventually.within(
                        REVOKED, () -> terminal.screen().contains("may no longer open this login"), terminal::screen);
                assertThat(terminal.awaitEnd()).isNotZero();
            }
        }
    }

    @Test
    void aShellWhoseLineGetsACommandEndsWithinFiveSeconds() {
        try (Box box = Box.busybox()) {
            site.open(box);
            awaitOpen(box);
            try (Terminal terminal =
                    new Terminal(80, 24, gateway.ssh(box).with("-tt").argv())) {
                terminal.awaitScreen("#");
                Site.write(site.keys().resolve(box.name()), "command=\"echo forced\" " + site.publicKey());
                Eventually.within(
                        REVOKED, () -> terminal.screen().contains("may no longer open this login"), terminal::screen);
                assertThat(terminal.awaitEnd()).isNotZero();
                box.awaitEmpty();
            }
            assertThat(gateway.ssh(box).run("echo mine").ok()).isEqualTo("forced\n");
        }
    }

    @Test
    void aSessionWhoseKeyStaysGoesOnWhenAnotherIsRevoked() throws IOException {
        try (Box box = Box.busybox()) {
            Path file = site.keys().resolve(box.name());
            Site.write(file, site.publicKey() + Site.read(Site.publicHalf(otherKey)));
            awaitOpen(box);
            try (Child staying = gateway.ssh(box).start("echo up; cat");
                    Child going = gateway.ssh(box).withKey(otherKey).start("echo up; cat")) {
                staying.awaitOut("up");
                going.awaitOut("up");
                Site.write(file, site.publicKey());
                going.await(REVOKED);
                staying.type("still here\n");
                staying.awaitOut("still here");
            }
        }
    }

    /** Row 24. */
    @Test
    void aNewChannelOfAConnectionWhoseKeyWasRevokedIsRefused() throws IOException {
        try (Box box = Box.busybox()) {
            site.open(box);
            awaitOpen(box);
            try (Ssh.Master master = gateway.ssh(box).master()) {
                assertThat(master.client().run("echo in").ok()).isEqualTo("in\n");
                Files.delete(site.keys().resolve(box.name()));
                Eventually.within(
                        REVOKED,
                        () -> master.client().run("echo in").code() != 0,
                        () -> "a channel of a revoked key is still opened:\n" + gateway.log());
                assertThat(master.client().run("echo in").out()).isEmpty();
                assertThat(box.programs()).isEmpty();
            }
        }
    }
}
