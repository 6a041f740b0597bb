package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.Command;

/** The console's commands, each with the tests that run it by {@code ssh admin@host COMMAND}: its codes and its JSON. */
final class CommandRowsTest {
    private static final String ROWS = """
            help               | JsonIT.helpIsForPeopleAndNoError, TeamsIT.aRestrictedConsoleShowsAndRunsOnlyWhatIsAllowed
            version            | ConsoleCommandsIT.infoDoctorAndVersionAnswer
            info               | ConsoleCommandsIT.infoDoctorAndVersionAnswer, JsonIT.aStreamIsOneObjectALine
            doctor             | ConsoleCommandsIT.infoDoctorAndVersionAnswer, SessionsIT.doctorLooksAtKeysAndAlgorithms
            ps                 | ConsoleCommandsIT.psFindsAContainerByNameLabelAndState, JsonIT.aListIsOneArrayOnOneLine, JsonIT.whatGoesWrongIsAnObjectOnStderr
            inspect            | ConsoleCommandsIT.inspectIsTheEnginesOwnDescription, ConsoleCommandsIT.whatIsNotThereIs127AndNothingIsOnStdout
            images             | ConsoleCommandsIT.imagesVolumesAndNetworksAreListed, JsonIT.aListIsOneArrayOnOneLine
            volumes            | ConsoleCommandsIT.imagesVolumesAndNetworksAreListed, JsonIT.aListIsOneArrayOnOneLine
            networks           | ConsoleCommandsIT.imagesVolumesAndNetworksAreListed, JsonIT.aListIsOneArrayOnOneLine
            top                | ConsoleCommandsIT.topAndStatsMeasure, ConsoleCommandsIT.whatIsNotThereIs127AndNothingIsOnStdout
            stats              | ConsoleCommandsIT.topAndStatsMeasure, ConsoleCommandsIT.whatIsNotThereIs127AndNothingIsOnStdout
            events             | ConsoleCommandsIT.eventsAreToldAsTheyHappen, JsonIT.aStreamIsOneObjectALine
            logs               | ConsoleCommandsIT.logsOfSeveralAreMergedByTime, JsonIT.aStreamIsOneObjectALine, JsonIT.aLineLongerThanTheEnginesPartsIsOneLine
            start              | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            stop               | ConsoleCommandsIT.aContainersWholeLifeIsInReach, ConsoleCommandsIT.whatIsNotThereIs127AndNothingIsOnStdout
            restart            | ConsoleCommandsIT.aContainersWholeLifeIsInReach, ConsoleCommandsIT.aServiceThatIsNotHealthyIs1
            kill               | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            pause              | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            unpause            | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            rename             | ConsoleCommandsIT.aContainersWholeLifeIsInReach, RestrictedConsoleIT.aContainerIsRenamedIntoNobodysReach
            rm                 | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            prune              | JsonIT.pruneTakesWhatHasEndedWithAYesAlone
            exec               | ConsoleCommandsIT.execCarriesBytesAndTheExitCode, ConsoleCommandsIT.execWantsTheContainersGrantToo
            shell              | JsonIT.aShellReadsItsInputAndTheCodeIsItsOwn
            run                | RunIT.bytesAndTheExitCodeArriveAndTheContainerGoes, RunIT.whatCannotRunSaysWhy
            pull               | ImagesIT.whatIsPushedCanBePulled, ImagesIT.oneOfSeveralThatIsNotThereIs125AndTheOthersCome, JsonIT.whatGoesWrongIsAnObjectOnStderr
            push               | ImagesIT.whatIsPushedCanBePulled
            tag                | ImagesIT.aPatternIsTaggedAtOnce
            build              | ImagesIT.aContextOnStdinIsBuilt, ImagesIT.aStepThatFailsIs1AndItsWordsAreTheEngines
            load               | ImagesIT.anArchiveGoesOutAndComesBack, ImagesIT.aTornArchiveIs1AndLoadsNothing
            save               | ImagesIT.anArchiveGoesOutAndComesBack, ImagesIT.noTerminalGetsAnArchive
            login              | ImagesIT.aRegistryThatWantsALoginGetsTheOneThatIsKept, JsonIT.aListIsOneArrayOnOneLine
            logout             | ImagesIT.aRegistryThatWantsALoginGetsTheOneThatIsKept
            keys               | JsonIT.helpIsForPeopleAndNoError, RightsIT.wrongUsageIs2AndAnUnknownMemberIs127
            keys list          | RightsIT.aKeyIsAddedFromStdinOpensAtOnceAndEndsItsSessionsWhenItIsRevoked
            keys who           | RightsIT.aKeyIsAddedFromStdinOpensAtOnceAndEndsItsSessionsWhenItIsRevoked
            keys add           | RightsIT.aKeyIsAddedFromStdinOpensAtOnceAndEndsItsSessionsWhenItIsRevoked, RightsIT.whatIsNoSingleKeyIsRefusedWithASentence
            keys revoke        | RightsIT.aKeyIsAddedFromStdinOpensAtOnceAndEndsItsSessionsWhenItIsRevoked, RightsIT.theLastAdminCannotBeRemoved
            keys expire        | RightsIT.aKeyThatRunsOutSaysWhen
            people             | RightsIT.wrongUsageIs2AndAnUnknownMemberIs127
            people list        | RightsIT.peopleAndRolesAreChangedInTheFileAndItsCommentsStay, JsonIT.aListIsOneArrayOnOneLine
            people add         | RightsIT.peopleAndRolesAreChangedInTheFileAndItsCommentsStay
            people remove      | RightsIT.peopleAndRolesAreChangedInTheFileAndItsCommentsStay
            roles              | RightsIT.wrongUsageIs2AndAnUnknownMemberIs127
            roles list         | RightsIT.peopleAndRolesAreChangedInTheFileAndItsCommentsStay, JsonIT.aListIsOneArrayOnOneLine
            roles show         | RightsIT.peopleAndRolesAreChangedInTheFileAndItsCommentsStay, JsonIT.whatGoesWrongIsAnObjectOnStderr
            roles grant        | RightsIT.peopleAndRolesAreChangedInTheFileAndItsCommentsStay
            roles revoke       | RightsIT.peopleAndRolesAreChangedInTheFileAndItsCommentsStay
            sessions           | SessionsIT.aListSaysWhoIsWhereAndSinceWhen, JsonIT.whatGoesWrongIsAnObjectOnStderr
            sessions list      | SessionsIT.aListSaysWhoIsWhereAndSinceWhen, SessionsIT.anIntruderLearnsNothing
            sessions watch     | SessionsIT.anAdministratorSeesWhatAPersonSees, SessionsIT.anOperatorTouchesSessionsOfHisContainersAlone
            sessions message   | SessionsIT.aMessageStandsInTheTerminal, SessionsIT.anOperatorTouchesSessionsOfHisContainersAlone
            sessions kill      | SessionsIT.whoeverIsKilledIsToldAndBothLogsSayWhy, SessionsIT.anOperatorTouchesSessionsOfHisContainersAlone
            sessions recordings| SessionsIT.aRecordingIsListedReplayedAndExported, JsonIT.aListIsOneArrayOnOneLine
            sessions replay    | SessionsIT.aRecordingIsListedReplayedAndExported
            sessions export    | SessionsIT.aRecordingIsListedReplayedAndExported
            audit              | SessionsIT.theAuditLogIsReadAndFollowedAndVerified
            audit list         | SessionsIT.theAuditLogIsReadAndFollowedAndVerified, JsonIT.aStreamIsOneObjectALine
            audit verify       | SessionsIT.theAuditLogIsReadAndFollowedAndVerified
            """;

    private record Row(String command, List<String> tests) {
        static Row parse(String line) {
            String[] columns = line.split("\\|", 2);
            return new Row(
                    columns[0].strip(),
                    Arrays.stream(columns[1].split(",", -1))
                            .map(test -> "e2e." + test.strip())
                            .toList());
        }
    }

    private static List<Row> rows() {
        return ROWS.lines().map(Row::parse).toList();
    }

    @Test
    void everyCommandThereIsHasARow() throws Exception {
        assertThat(rows().stream().map(Row::command)).containsExactlyInAnyOrderElementsOf(commands());
    }

    @TestFactory
    Stream<DynamicTest> everyRowIsHeldByTestsThatExist() {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.command(), () -> {
                    assertThat(row.tests()).isNotEmpty();
                    assertThat(HeldBy.missing(row.tests()))
                            .as("tests that do not exist")
                            .isEmpty();
                }));
    }

    /** All commands by name, found by their classes: {@code keys add} is {@code KeysAddCommand}. */
    private static List<String> commands() throws IOException, URISyntaxException, ClassNotFoundException {
        Class<?> command = Class.forName("io.hatchway.console.ConsoleCommand");
        Path folder = Path.of(command.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("io/hatchway/console");
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.endsWith("Command.class"))
                    .map(file -> file.substring(0, file.length() - "Command.class".length()))
                    .flatMap(prefix -> name(prefix).stream())
                    .toList();
        }
    }

    private static Optional<String> name(String prefix) {
        try {
            Command named =
                    Class.forName("io.hatchway.console." + prefix + "Command").getAnnotation(Command.class);
            return Optional.ofNullable(named).map(Command::name).map(last -> {
                String family = prefix.toLowerCase(Locale.ROOT);
                return (family.substring(0, family.length() - last.length()) + " " + last).strip();
            });
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
