package io.hatchway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Clause;
import io.hatchway.access.Endpoint;
import io.hatchway.access.FileAccess;
import io.hatchway.access.ForwardAccess;
import io.hatchway.access.Permission;
import io.hatchway.access.Recording;
import io.hatchway.access.RestrictedConsole;
import io.hatchway.access.SampleCommands;
import io.hatchway.access.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessFileTest {
    private static final Path FOLDER = Path.of("/etc/hatchway");
    private static final Path SHIPPED = Path.of("conf/access.yaml");

    private static AccessSettings parse(String yaml) {
        Problems problems = new Problems();
        AccessSettings settings = AccessFile.parse("access.yaml", yaml, FOLDER, SampleCommands.NAMES, problems);
        assertThat(problems.list()).as(yaml).isEmpty();
        return settings;
    }

    private static List<String> problems(String yaml) {
        Problems problems = new Problems();
        AccessFile.parse("access.yaml", yaml, FOLDER, SampleCommands.NAMES, problems);
        return problems.list().stream().map(Problem::toString).toList();
    }

    private static List<Clause> entries(String... entries) {
        return parse("roles:\n  r:\n    - " + String.join("\n    - ", entries) + "\n")
                .roles()
                .getFirst()
                .clauses();
    }

    /** The problem of a role's one entry, which is in line 3. */
    private static String problemOf(String entry) {
        List<String> problems = problems("roles:\n  r:\n    - " + entry + "\n");
        assertThat(problems).as(entry).hasSize(1);
        return problems.getFirst();
    }

    private static String switchedOn() throws IOException {
        return Files.readString(SHIPPED).replaceAll("(?m)^#(?=[a-z]+:|  )", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "{}", "people:\nroles:\nconsoles:\nauthorities:\nrevoked:\n"})
    void whatSaysNothingIsNothing(String yaml) {
        assertThat(parse(yaml)).isEqualTo(AccessSettings.NONE);
    }

    @Test
    void theShippedFileSaysNothing() throws IOException {
        assertThat(parse(Files.readString(SHIPPED))).isEqualTo(AccessSettings.NONE);
    }

    @Test
    void theShippedExamplesAreRight() throws IOException {
        AccessSettings settings = parse(switchedOn());
        AccessSettings.Person alice = settings.people().getFirst();
        assertThat(alice.name()).isEqualTo("alice");
        assertThat(alice.keys())
                .containsExactly(FOLDER.resolve("people/alice.pub"), FOLDER.resolve("people/alice-token.pub"));
        assertThat(alice.roles()).extracting("name").containsExactly("developer", "database");
        assertThat(settings.people().getLast().secondFactor()).contains(FOLDER.resolve("people/ops.totp"));
        assertThat(settings.roles()).extracting("name").containsExactly("developer", "database", "admin");
        assertThat(settings.roles().get(1).principals()).containsExactly("dba");
        assertThat(settings.consoles())
                .containsExactly(new RestrictedConsole(
                        "operator", List.of("ps", "logs", "version"), new Scope(List.of("*"), List.of(), Map.of())));
        assertThat(settings.authorities())
                .containsExactly(new AccessSettings.Authority(FOLDER.resolve("ca/users.pub"), false));
        assertThat(settings.revoked()).hasSize(2);
    }

    @Test
    void anEntryThatAllowsHasItsSelectorsUsersAndCommands() {
        Clause clause = entries("{allow: [shell, forward], containers: ['a-*'], projects: [p], labels: {k: 'v*'},"
                        + " users: [postgres], commands: [ps]}")
                .getFirst();
        assertThat(clause.scope()).isEqualTo(new Scope(List.of("a-*"), List.of("p"), Map.of("k", "v*")));
        assertThat(clause).isInstanceOfSatisfying(Clause.Allow.class, allow -> {
            assertThat(allow.permissions().granted()).containsExactlyInAnyOrder(Permission.SHELL, Permission.FORWARD);
            assertThat(allow.permissions().files()).isEqualTo(FileAccess.NONE);
            assertThat(allow.users()).containsExactly("postgres");
            assertThat(allow.commands()).containsExactly("ps");
        });
    }

    @Test
    void allIsWhatNeedNotBeNamedAndNoCommand() {
        assertThat(entries("{allow: all, containers: ['*']}").getFirst())
                .isInstanceOfSatisfying(Clause.Allow.class, allow -> {
                    assertThat(allow.permissions().granted())
                            .containsExactlyInAnyOrder(
                                    Permission.SHELL, Permission.EXEC, Permission.FILES, Permission.FORWARD);
                    assertThat(allow.permissions().files()).isEqualTo(FileAccess.EVERYWHERE);
                    assertThat(allow.commands()).isEmpty();
                });
    }

    @Test
    void toDenyAllIsToDenyTheCommandsToo() {
        assertThat(entries("{deny: all, containers: [db]}").getFirst())
                .isInstanceOfSatisfying(Clause.Deny.class, deny -> {
                    assertThat(deny.permissions()).containsExactlyInAnyOrder(Permission.values());
                    assertThat(deny.commands()).containsExactly("*");
                });
        assertThat(entries("{deny: all, containers: [db], users: [root]}")
                        .getFirst()
                        .commands())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            allow: [] | sotp          | stop
            deny: []  | sotp          | stop
            allow: [] | psx           | ps
            deny: []  | session list  |
            allow: [] | key list      | keys list
            allow: [] | keys lsit     | keys list
            deny: []  | stpo*         |
            allow: [] | stop web      |
            """)
    void aCommandThatTheConsoleHasNotIsAnErrorOfItsLine(String entry, String command, String meant) {
        assertThat(problemOf("{" + entry + ", containers: [a], commands: [ps, " + command + "]}"))
                .startsWith("access.yaml:3: error: ")
                .contains("commands is \"" + command + "\" but must be a command of the console")
                .endsWith(meant == null ? "such as log*" : "; did you mean " + meant + "?");
    }

    @Test
    void aRestrictedConsoleHasCommandsThatThereAre() {
        assertThat(problems("consoles:\n  operator: {containers: ['*'], commands: [ps, sotp]}\n"))
                .singleElement()
                .asString()
                .contains("access.yaml:2: error: ", "\"sotp\"", "did you mean stop?");
    }

    @Test
    void aPatternThatMeansSomeCommandIsTaken() {
        String entry = "{allow: [], containers: [a], commands: ['*', 'log*', keys, 'keys *', 'ke?s li*', ps]}";
        assertThat(((Clause.Allow) entries(entry).getFirst()).commands()).hasSize(6);
    }

    @Test
    void forwardsLeadWhereTheRoleSays() {
        assertThat(entries(
                                "{allow: [forward, agent], containers: [web], forward: ['localhost:*', 'db:5432', /run/app.sock],"
                                        + " listen: [8080]}")
                        .getFirst())
                .isInstanceOfSatisfying(Clause.Allow.class, allow -> {
                    assertThat(allow.permissions().granted())
                            .containsExactlyInAnyOrder(Permission.FORWARD, Permission.AGENT);
                    assertThat(allow.permissions().forward().open())
                            .containsExactly(
                                    Endpoint.OWN,
                                    new Endpoint("db", OptionalInt.of(5432)),
                                    new Endpoint("/run/app.sock", OptionalInt.empty()));
                    assertThat(allow.permissions().forward().listen())
                            .containsExactly(new Endpoint("localhost", OptionalInt.of(8080)));
                });
        assertThat(entries("{allow: [forward], containers: [web]}").getFirst())
                .isInstanceOfSatisfying(
                        Clause.Allow.class,
                        allow -> assertThat(allow.permissions().forward()).isEqualTo(ForwardAccess.LOOPBACK));
    }

    @Test
    void filesMayBeConfined() {
        Clause clause = entries("{allow: [files], containers: [web], files: [/srv/in/, '/var/log:ro',"
                        + " {path: /x, read_only: true}]}")
                .getFirst();
        assertThat(((Clause.Allow) clause).permissions().files().roots())
                .containsExactly(
                        new FileAccess.Root("/srv/in", false),
                        new FileAccess.Root("/var/log", true),
                        new FileAccess.Root("/x", true));
    }

    @ParameterizedTest
    @CsvSource({"'off', OFF", "best-effort, BEST_EFFORT", "strict, STRICT"})
    void anEntrySaysHowItsSessionsAreRecorded(String written, Recording recording) {
        assertThat(entries("{allow: [shell], containers: [web], record: " + written + "}")
                        .getFirst())
                .isInstanceOfSatisfying(
                        Clause.Allow.class,
                        allow -> assertThat(allow.recording()).contains(recording));
        assertThat(entries("{allow: [shell], containers: [web]}").getFirst())
                .isInstanceOfSatisfying(
                        Clause.Allow.class,
                        allow -> assertThat(allow.recording()).isEmpty());
    }

    @Test
    void severalStarsAreOne() {
        assertThat(entries("{allow: all, containers: ['**']}")
                        .getFirst()
                        .scope()
                        .isAll())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {allow: [shell]}                                         | says nothing about which containers
            {allow: [shell], containers: []}                         | containers is empty
            {allow: [shell], labels: {}}                             | labels is empty
            {allow: [shell], labels: {team: }}                       | the label team needs a value
            {allow: [shell], containers: [a+b]}                      | a container's name
            {allow: [shell], containers: web}                        | must be a list
            {allow: [fly], containers: [a]}                          | one of shell, exec, files, forward
            {allow: some, containers: [a]}                           | all, or a list
            {allow: [], containers: [a]}                             | allows nothing
            {deny: [], containers: [a]}                              | denies nothing
            {containers: [a]}                                        | either allow or deny
            {allow: all, deny: all, containers: [a]}                 | either allow or deny
            {deny: all, containers: [a], users: [1000]}              | a user's name
            {deny: all, containers: [a], users: [0]}                 | a user's name
            {deny: all, containers: [a], users: ['1*']}              | a user's name
            {deny: all, containers: [a], commands: [ps]}             | takes every command away
            {deny: [], containers: [a], commands: [ps], users: [x]}  | users says who may not enter
            {deny: all, containers: [a], files: [/x]}                | files belongs to allow
            {allow: [shell], containers: [a], files: [/x]}           | add files to allow
            {allow: [files], containers: [a], files: []}             | files is empty
            {allow: [files], containers: [a], files: [x]}            | absolute path
            {allow: [files], containers: [a], files: [/x/../y]}      | absolute path
            {allow: [files], containers: [a], files: [{read_only: true}]} | needs path
            {allow: [shell], containers: [a], record: always}        | one of off, best-effort, strict
            {deny: all, containers: [a], record: strict}             | record belongs to allow
            {allow: [shell], containers: [a], colour: blue}          | there is no key roles.r.colour
            """)
    void aWrongEntryIsNamedByItsLine(String entry, String sentence) {
        assertThat(problemOf(entry)).startsWith("access.yaml:3: error: ").contains(sentence);
    }

    @Test
    void aRoleNobodyKnowsIsNamedWithThoseThereAre() {
        assertThat(problems("""
                people:
                  alice:
                    keys: [a.pub]
                    roles: [developer, opreator]
                roles:
                  developer: [{allow: all, containers: [a]}]
                  operator: [{allow: all, containers: [a]}]
                """))
                .containsExactly(
                        "access.yaml:4: error: people.alice.roles is \"opreator\" but must be one of this file's roles"
                                + " (developer, operator)");
    }

    @Test
    void aPersonWithoutKeysOrPrincipalsCouldNotCome() {
        assertThat(problems("people:\n  alice:\n    roles: []\n"))
                .containsExactly("access.yaml:2: error: alice has neither keys nor principals, so could never come in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "a+b", "'*'"})
    void aConsoleIsALoginThatIsNotAdmin(String name) {
        assertThat(problems("consoles:\n  " + name + ": {commands: [ps], containers: ['*']}\n"))
                .singleElement()
                .asString()
                .startsWith("access.yaml:2: error: ")
                .contains("cannot be a console's name");
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        assertThat(problems("""
                people:
                  alice: {keys: [a.pub], rolls: []}
                roles:
                  r: []
                  s: {}
                consoles:
                  operator: {}
                authorities:
                  - logins: maybe
                revoked: none
                colour: blue
                """))
                .extracting(problem -> problem.replaceAll("^access.yaml:(\\d+): error: .*", "$1"))
                .contains("2", "5", "7", "9", "10", "11");
    }

    @Test
    void peopleKeepTheLineTheyStandIn() {
        assertThat(parse("people:\n  alice:\n    keys: [a]\n")
                        .people()
                        .getFirst()
                        .origin())
                .hasToString("access.yaml:2");
    }
}
