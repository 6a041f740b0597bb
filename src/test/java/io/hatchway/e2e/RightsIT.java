package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands keys, people and roles, as scripts of an administrator and of restricted operators use them. */
@RealEngine
final class RightsIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Site site;
    private static Gateway gateway;
    private static Path root;
    private static Path keeper;
    private static Path reader;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox("--network", "none"));
        site = STAGE.add(Site.create()).open("admin");
        root = site.newKey("root");
        keeper = site.newKey("keeper");
        reader = site.newKey("reader");
        Site.write(site.dir().resolve("access.yaml"), """
                # who there is
                people:
                  root: {keys: [root.pub], roles: [everything]}   # the first
                  keeper: {keys: [keeper.pub], roles: [keeper]}
                  reader: {keys: [reader.pub], roles: [reader]}
                roles:
                  everything: [{allow: all, containers: ["*"], commands: ["*"]}]
                  keeper: [{allow: [], containers: ["%s"], commands: [keys]}]
                  reader: [{allow: [], containers: ["*"], commands: [keys list, people list, roles list]}]
                  guest: [{allow: [exec], containers: ["%s"]}]
                """.formatted(web.name(), web.name()));
        site.configure("log: {level: info}\n");
        gateway = STAGE.add(site.start());
    }

    private static Ran admin(String... command) {
        return gateway.ssh("admin").run(command);
    }

    private static Ran as(Path key, String... command) {
        return gateway.ssh("admin").withKey(key).run(command);
    }

    private static Ran add(Path key, String... command) {
        return gateway.ssh("admin").feed(Site.read(Site.publicHalf(key)).getBytes(UTF_8), command);
    }

    private static JsonNode json(Ran ran) throws IOException {
        return JSON.readTree(ran.ok());
    }

    private static String fingerprint(Path key) {
        return Child.run(List.of("ssh-keygen", "-lf", Site.publicHalf(key).toString()))
                .ok()
                .split(" ", -1)[1];
    }

    private static String audit() {
        return Site.read(site.state().resolve("audit/audit.jsonl"));
    }

    @Test
    void aKeyIsAddedFromStdinOpensAtOnceAndEndsItsSessionsWhenItIsRevoked() throws IOException {
        Path guest = site.newKey("guest-1");
        String fingerprint = fingerprint(guest);
        JsonNode added = json(add(guest, "keys", "add", web.name(), "--json")).get(0);
        assertThat(added.path("change").asText()).isEqualTo("added");
        assertThat(added.path("opens").asText()).isEqualTo(web.name());
        assertThat(added.path("fingerprint").asText()).isEqualTo(fingerprint);
        try (Child session = gateway.ssh(web).withKey(guest).start("sleep 501")) {
            web.awaitProgram("sleep 501");
            assertThat(json(admin("keys", "list", web.name(), "--json")).findValuesAsText("comment"))
                    .contains("guest-1");
            assertThat(json(admin("keys", "who", web.name(), "--json")).findValuesAsText("fingerprint"))
                    .contains(fingerprint);
            Ran unasked = admin("keys", "revoke", fingerprint);
            assertThat(unasked.code()).isEqualTo(2);
            assertThat(unasked.err()).contains("guest-1", "--yes");
            assertThat(admin("keys", "revoke", fingerprint, "--yes").ok()).startsWith("revoked " + fingerprint);
            assertThat(session.await(SOON).err()).contains("may no longer open this login");
        }
        assertThat(gateway.ssh(web).withKey(guest).run("true").code()).isEqualTo(255);
        Ran again = admin("keys", "revoke", fingerprint, "--yes");
        assertThat(again.code()).isEqualTo(127);
        assertThat(again.err()).contains("names the key");
        Eventually.holds(
                () -> audit().lines()
                        .anyMatch(line -> line.contains("\"key.revoked\"")
                                && line.contains(fingerprint)
                                && line.contains("\"identity\":\"id\"")),
                RightsIT::audit);
    }

    @Test
    void aKeyThatRunsOutSaysWhen() throws IOException {
        Path guest = site.newKey("guest-2");
        add(guest, "keys", "add", "guest-*", "--expires", "2h", "--from", "127.0.0.0/8", "--restrict")
                .ok();
        JsonNode row = json(admin("keys", "list", "guest-7", "--json")).get(0);
        assertThat(row.path("login").asText()).isEqualTo("guest-*");
        assertThat(row.path("from").asText()).isEqualTo("127.0.0.0/8");
        assertThat(row.path("expires").asText()).isNotEmpty();
        assertThat(row.path("state").asText()).isEqualTo("ok");
        assertThat(admin("keys", "expire", fingerprint(guest), "now").code()).isEqualTo(2);
        admin("keys", "expire", fingerprint(guest), "now", "--yes").ok();
        assertThat(json(admin("keys", "list", "guest-7", "--json"))
                        .get(0)
                        .path("state")
                        .asText())
                .isEqualTo("expired");
        admin("keys", "expire", fingerprint(guest), "never").ok();
        assertThat(Site.read(site.keys().resolve("guest-*")))
                .isEqualTo("restrict,from=\"127.0.0.0/8\" " + Site.read(Site.publicHalf(guest)));
    }

    @Test
    void whatIsNoSingleKeyIsRefusedWithASentence() {
        Path guest = site.newKey("guest-3");
        String line = Site.read(Site.publicHalf(guest));
        for (String handedIn : List.of(
                "",
                line + line,
                "command=\"sh\" " + line,
                "cert-authority " + line,
                Site.read(guest),
                "ssh-ed25519 AAAA\n",
                line.strip() + " \u001b[2J\n")) {
            Ran ran = gateway.ssh("admin").feed(handedIn.getBytes(UTF_8), "keys", "add", "nothing");
            assertThat(ran.code()).as(ran.toString()).isEqualTo(1);
            assertThat(ran.err()).startsWith("hatchway: ").doesNotContain("\u001b", "PRIVATE KEY-----");
        }
        assertThat(site.keys().resolve("nothing")).doesNotExist();
        assertThat(add(guest, "keys", "add", "../up").code()).isEqualTo(1);
        assertThat(add(guest, "keys", "add", "nothing", "--expires", "soon").code())
                .isEqualTo(2);
        assertThat(add(guest, "keys", "add", "nothing", "--from", "example.org").code())
                .isEqualTo(1);
    }

    @Test
    void theLastAdminCannotBeRemoved() {
        String own = fingerprint(site.userKey());
        // Its own session may end before it can say so.
        admin("keys", "revoke", own, "--yes");
        try {
            assertThat(admin("ps").code()).isEqualTo(255);
            String last = fingerprint(root);
            for (List<String> removal : List.of(
                    List.of("keys", "revoke", last, "--yes"),
                    List.of("keys", "expire", last, "now", "--yes"),
                    List.of("keys", "expire", last, "30d"),
                    List.of("roles", "revoke", "everything", "root", "--yes"),
                    List.of("people", "remove", "root", "--yes"))) {
                Ran ran = as(root, removal.toArray(String[]::new));
                assertThat(ran.code()).as(ran.toString()).isEqualTo(1);
                assertThat(ran.err()).containsAnyOf("this is the last key", "nobody could run everything");
            }
        } finally {
            gateway.ssh("admin")
                    .withKey(root)
                    .feed(site.publicKey().getBytes(UTF_8), "keys", "add", "admin")
                    .ok();
        }
        assertThat(admin("version").code()).isZero();
    }

    @Test
    void peopleAndRolesAreChangedInTheFileAndItsCommentsStay() throws IOException {
        String before = Site.read(site.dir().resolve("access.yaml"));
        Path dora = site.newKey("dora");
        JsonNode added = json(add(dora, "people", "add", "dora", "--role", "guest", "--json"));
        assertThat(added.get(0).path("person").asText()).isEqualTo("dora");
        assertThat(gateway.ssh(web).withKey(dora).run("echo inside").ok()).isEqualTo("inside\n");
        assertThat(json(admin("people", "list", "--json")).findValuesAsText("name"))
                .contains("root", "dora");
        assertThat(json(admin("roles", "list", "--json")).findValuesAsText("name"))
                .containsExactly("everything", "keeper", "reader", "guest");
        assertThat(admin("roles", "show", "guest").ok()).isEqualTo("allow exec on containers " + web.name() + "\n");
        assertThat(admin("roles", "revoke", "guest", "dora").code()).isEqualTo(2);
        admin("roles", "revoke", "guest", "dora", "--yes").ok();
        assertThat(gateway.ssh(web).withKey(dora).run("true").code()).isEqualTo(255);
        admin("roles", "grant", "guest", "dora").ok();
        assertThat(gateway.ssh(web).withKey(dora).run("true").code()).isZero();
        assertThat(admin("roles", "grant", "guset", "dora").code()).isEqualTo(127);
        assertThat(admin("people", "remove", "nobody", "--yes").code()).isEqualTo(127);
        admin("people", "remove", "dora", "--yes").ok();
        assertThat(Site.read(site.dir().resolve("access.yaml"))).isEqualTo(before);
        assertThat(gateway.ssh(web).withKey(dora).run("true").code()).isEqualTo(255);
        Eventually.holds(
                () -> audit().contains("\"person.granted\"") && audit().contains("\"person.removed\""),
                RightsIT::audit);
    }

    @Test
    void whoMayReadMayNotWrite() throws IOException {
        assertThat(json(as(reader, "keys", "list", "--json")).findValuesAsText("person"))
                .contains("root");
        assertThat(as(reader, "help").ok()).contains("keys");
        Path guest = site.newKey("guest-4");
        for (String command : List.of("keys add " + web.name(), "people add eve", "keys revoke " + fingerprint(root))) {
            Ran ran = gateway.ssh("admin")
                    .withKey(reader)
                    .feed(Site.read(Site.publicHalf(guest)).getBytes(UTF_8), command);
            assertThat(ran.code()).as(ran.toString()).isEqualTo(126);
            assertThat(ran.err()).contains("You may not run");
        }
    }

    @Test
    void whoKeepsTheKeysOfOneContainerMakesNobodyAnAdmin() throws IOException {
        Path guest = site.newKey("guest-5");
        byte[] line = Site.read(Site.publicHalf(guest)).getBytes(UTF_8);
        Ssh console = gateway.ssh("admin").withKey(keeper);
        for (String login : List.of("admin", "*", web.name() + "+root", "other")) {
            Ran ran = console.feed(line, "keys", "add", "'" + login + "'");
            assertThat(ran.code()).as(ran.toString()).isEqualTo(126);
            assertThat(ran.err()).contains("You may not change that");
        }
        assertThat(console.feed(line, "keys", "add", "--person", "root").code()).isEqualTo(126);
        assertThat(console.run("people", "list").code()).isEqualTo(126);
        assertThat(console.run("keys", "revoke", fingerprint(root), "--yes").code())
                .isEqualTo(127);
        console.feed(line, "keys", "add", web.name()).ok();
        assertThat(gateway.ssh(web).withKey(guest).run("true").code()).isZero();
        JsonNode rows = json(console.run("keys", "list", "--json"));
        assertThat(rows.findValuesAsText("login")).contains(web.name()).doesNotContain("admin");
        assertThat(console.run("keys", "who", "admin").code()).isEqualTo(126);
        console.run("keys", "revoke", fingerprint(guest), "--yes").ok();
    }

    @Test
    void wrongUsageIs2AndAnUnknownMemberIs127() {
        assertThat(admin("keys", "revoke").code()).isEqualTo(2);
        assertThat(admin("keys", "revoke", "SHA256:short", "--yes").code()).isEqualTo(2);
        Ran ran = admin("keys", "lsit");
        assertThat(ran.code()).isEqualTo(127);
        assertThat(ran.err()).contains("keys list");
        assertThat(admin("keys").ok()).contains("LOGIN", "SHA256:");
    }
}
