package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client can try between its first packet and its login. Rows 10 to 15 of {@link AttackRowsTest}. */
@RealEngine
@Tag("alone")
final class LoginAttacksIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Box forbidden;
    private static Gateway gateway;
    private static Path restricted;
    private static Path stranger;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox());
        forbidden = STAGE.add(Box.busybox());
        site = STAGE.add(Site.create());
        restricted = site.newKey("restricted");
        stranger = site.newKey("stranger");
        Site.write(
                site.keys().resolve(web.name()),
                site.publicKey() + "command=\"echo forced\" " + Site.read(Site.publicHalf(restricted)));
        gateway = STAGE.add(site.start());
    }

    private static Ran attack(String script, String... more) {
        return Paramiko.run(gateway, web.name(), script, more);
    }

    /** Row 10. Each kind of refusal thirty times, by turns. */
    @Test
    void refusalsAreTheSameBytesInAboutTheSameTime() {
        Ran ran = attack("""
                import statistics
                stranger = paramiko.Ed25519Key.from_private_key_file(more[1])
                kinds = [("no-such-container", key), (more[0], key), (login, stranger), (login + "+root", key),
                         ("../" + login, key), ("admin", key)]
                took, said = {kind: [] for kind in kinds}, {kind: set() for kind in kinds}
                for turn in range(6):
                    for kind in kinds:
                        door = Door()
                        for attempt in range(5):
                            begun = time.perf_counter()
                            said[kind].add(door.offer(*kind))
                            took[kind].append(time.perf_counter() - begun)
                        door.transport.close()
                for user, offered in kinds:
                    print(int(statistics.median(took[user, offered]) * 1e6), sorted(said[user, offered]), sep="\\t")
                """, forbidden.name(), stranger.toString());
        List<String[]> lines =
                ran.ok().lines().map(line -> line.split("\t", -1)).toList();
        assertThat(lines).hasSize(6);
        assertThat(lines.stream().map(line -> line[1]).distinct())
                .containsExactly("[(51, b'\\x00\\x00\\x00\\tpublickey\\x00')]");
        List<Integer> micros =
                lines.stream().map(line -> Integer.valueOf(line[0])).sorted().toList();
        assertThat(micros.getLast()).as("medians in microseconds: %s", micros).isLessThan(3 * micros.getFirst() + 2000);
    }

    /** Row 11. */
    @Test
    void aUserNameOf64KilobytesIsRefusedAndNotLoggedWhole() {
        Ran ran = attack("print([Door().offer('a' * size, key)[0] in (1, 51) for size in (4096, 65536, 200000)])");
        assertThat(ran.ok()).isEqualTo("[True, True, True]\n");
        assertThat(gateway.log().lines().mapToInt(String::length).max().orElse(0))
                .isLessThan(1000);
        assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
    }

    /** Row 12. Nothing of the first user's is left for the second: the connection ends. */
    @Test
    void aUserChangedAfterTheOfferIsNotLetIn() {
        Ran ran = attack("""
                for first, second in ((login, more[0]), (more[0], login)):
                    door = Door()
                    print(door.offer(first, key)[0], door.prove(second, key)[0])
                """, forbidden.name());
        assertThat(ran.ok()).isEqualTo("60 1\n51 1\n");
    }

    @Test
    void aSignatureForOneUserIsNoneForAnother() {
        Ran ran = attack(
                "door = Door(); print(door.request(login, key, door.signature(more[0], key))[0])", forbidden.name());
        assertThat(ran.ok()).isEqualTo("51\n");
    }

    /** Row 13: a key offered is not a key proven. */
    @Test
    void whoOffersOneKeyAndProvesAnotherHasTheOthersRights() {
        Ran ran = attack("""
                restricted = paramiko.Ed25519Key.from_private_key_file(more[0])
                door = Door()
                print(door.offer(login, restricted)[0], door.offer(login, key)[0], door.prove(login, restricted)[0])
                channel = door.transport.open_session(timeout=20)
                print(ask(channel, "exec", "echo mine"), everything(channel))
                """, restricted.toString());
        assertThat(ran.ok()).isEqualTo("60 60 52\nsuccess b'forced\\n'\n");
    }

    @Test
    void whoOffersAKeyThatIsAllowedAndProvesOneThatIsNotStaysOut() {
        Ran ran = attack("""
                stranger = paramiko.Ed25519Key.from_private_key_file(more[0])
                door = Door()
                print(door.offer(login, key)[0], door.prove(login, stranger)[0])
                # Somebody else's signature under the key that is allowed.
                print(door.request(login, key, stranger.sign_ssh_data(b"anything").asbytes())[0])
                """, stranger.toString());
        assertThat(ran.ok()).isEqualTo("60 51\n51\n");
    }

    /** Rows 14 and 15. */
    @Test
    void aSignatureOfAnotherConnectionFails() {
        Ran ran = attack("""
                first, second = Door(), Door()
                signature = first.signature(login, key)
                print(second.request(login, key, signature)[0], first.request(login, key, signature)[0])
                """);
        assertThat(ran.ok()).isEqualTo("51 52\n");
    }

    @Test
    void aSecondLoginOnAConnectionChangesNothing() {
        Ran ran = attack("""
                restricted = paramiko.Ed25519Key.from_private_key_file(more[0])
                door = Door()
                print(door.prove(login, restricted)[0])
                m = Message()
                m.add_byte(bytes([50]))
                for field in (login, "ssh-connection", "publickey"):
                    m.add_string(field)
                m.add_boolean(True)
                m.add_string(key.get_name())
                m.add_string(key.asbytes())
                m.add_string(door.signature(login, key))
                door.transport._send_message(m)
                channel = door.transport.open_session(timeout=20)
                print(ask(channel, "exec", "echo mine"), everything(channel))
                """, restricted.toString());
        assertThat(ran.ok()).isEqualTo("52\nsuccess b'forced\\n'\n");
    }

    /** The log names who was let in, not who was offered. */
    @Test
    void theLogNamesTheKeyThatWasProven() {
        attack("""
                restricted = paramiko.Ed25519Key.from_private_key_file(more[0])
                door = Door()
                door.offer(login, key)
                print(door.prove(login, restricted)[0])
                """, restricted.toString()).ok();
        Map<Boolean, Long> named = gateway.log()
                .lines()
                .filter(line -> line.contains("logged in"))
                .collect(Collectors.partitioningBy(line -> line.contains(" restricted "), Collectors.counting()));
        assertThat(named.get(true)).isPositive();
    }
}
