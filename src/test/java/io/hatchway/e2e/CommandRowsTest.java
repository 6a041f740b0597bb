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
            ps                 | ConsoleCommandsIT.psFindsAContainerByNameLabelAndState, JsonIT.aListIsOneArrayOnOneLine, JsonIT.whatGoesWrongIsAnObjectOnStderr, LiveIT.containersAreListedAsTheyComeAndGo
            inspect            | ConsoleCommandsIT.inspectIsTheEnginesOwnDescription, ConsoleCommandsIT.whatIsNotThereIs127AndNothingIsOnStdout
            images             | ConsoleCommandsIT.imagesVolumesAndNetworksAreListed, JsonIT.aListIsOneArrayOnOneLine
            volumes            | ConsoleCommandsIT.imagesVolumesAndNetworksAreListed, JsonIT.aListIsOneArrayOnOneLine
            networks           | ConsoleCommandsIT.imagesVolumesAndNetworksAreListed, JsonIT.aListIsOneArrayOnOneLine
            top                | ConsoleCommandsIT.topAndStatsMeasure, ConsoleCommandsIT.whatIsNotThereIs127AndNothingIsOnStdout, LiveIT.processesAreListedAsTheyComeAndGo
            stats              | ConsoleCommandsIT.topAndStatsMeasure, ConsoleCommandsIT.whatIsNotThereIs127AndNothingIsOnStdout, LiveIT.whatIsUsedIsDrawnAsItChanges
            events             | ConsoleCommandsIT.eventsAreToldAsTheyHappen, JsonIT.aStreamIsOneObjectALine, ConsoleOptionsIT.eventsAreOfTheirKind
            logs               | ConsoleCommandsIT.logsOfSeveralAreMergedByTime, JsonIT.aStreamIsOneObjectALine, JsonIT.aLineLongerThanTheEnginesPartsIsOneLine, LogsIT.linesAreChosenByTimeNumberAndWords, LogsIT.aFollowedServiceIsScaledAndRestarted
            start              | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            stop               | ConsoleCommandsIT.aContainersWholeLifeIsInReach, ConsoleCommandsIT.whatIsNotThereIs127AndNothingIsOnStdout
            restart            | ConsoleCommandsIT.aContainersWholeLifeIsInReach, ConsoleCommandsIT.aServiceThatIsNotHealthyIs1
            kill               | ConsoleCommandsIT.aContainersWholeLifeIsInReach, ConsoleOptionsIT.aSignalArrives, ConsoleOptionsIT.whatIsNoSignalEndsNothing
            pause              | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            unpause            | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            rename             | ConsoleCommandsIT.aContainersWholeLifeIsInReach, RestrictedConsoleIT.aContainerIsRenamedIntoNobodysReach
            rm                 | ConsoleCommandsIT.aContainersWholeLifeIsInReach
            prune              | JsonIT.pruneTakesWhatHasEndedWithAYesAlone, ConsoleOptionsIT.volumesAndNetworksThatNothingUsesGo, ConsoleOptionsIT.imagesWithoutANameGo
            exec               | ConsoleCommandsIT.execCarriesBytesAndTheExitCode, ConsoleCommandsIT.execWantsTheContainersGrantToo, ConsoleSecretsIT.aPasswordAmongTheWordsOfAProgramIsInNeitherLogNorHistory
            shell              | JsonIT.aShellReadsItsInputAndTheCodeIsItsOwn, ConsoleSecretsIT.whatIsTypedUnseenInAShellInsideIsKeptNowhere
            run                | RunIT.bytesAndTheExitCodeArriveAndTheContainerGoes, RunIT.whatCannotRunSaysWhy
            pull               | ImagesIT.whatIsPushedCanBePulled, ImagesIT.oneOfSeveralThatIsNotThereIs125AndTheOthersCome, JsonIT.whatGoesWrongIsAnObjectOnStderr
            push               | ImagesIT.whatIsPushedCanBePulled
            tag                | ImagesIT.aPatternIsTaggedAtOnce
            build              | ImagesIT.aContextOnStdinIsBuilt, ImagesIT.aStepThatFailsIs1AndItsWordsAreTheEngines, TerminalEscapesIT.aBuildsWordsAreOnlyShown
            load               | ImagesIT.anArchiveGoesOutAndComesBack, ImagesIT.aTornArchiveIs1AndLoadsNothing
            save               | ImagesIT.anArchiveGoesOutAndComesBack, ImagesIT.noTerminalGetsAnArchive
            login              | ImagesIT.aRegistryThatWantsALoginGetsTheOneThatIsKept, JsonIT.aListIsOneArrayOnOneLine
            logout             | ImagesIT.aRegistryThatWantsALoginGetsTheOneThatIsKept
            keys               | JsonIT.helpIsForPeopleAndNoError, RightsIT.wrongUsageIs2AndAnUnknownMemberIs127
            keys list          | RightsIT.aKeyIsAddedFromStdinOpensAtOnceAndEndsItsSessionsWhenItIsRevoked, TerminalEscapesIT.nothingReachesTheOperatorsTerminal
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
            sessions replay    | SessionsIT.aRecordingIsListedReplayedAndExported, TerminalEscapesIT.nothingReachesTheOperatorsTerminal
            sessions export    | SessionsIT.aRecordingIsListedReplayedAndExported
            audit              | SessionsIT.theAuditLogIsReadAndFollowedAndVerified
            audit list         | SessionsIT.theAuditLogIsReadAndFollowedAndVerified, JsonIT.aStreamIsOneObjectALine
            audit verify       | SessionsIT.theAuditLogIsReadAndFollowedAndVerified
            """;

    /** What a program reads with {@code --json}: the tests that read it, or why there is nothing to read. */
    private static final String JSON = """
            help               | DeedsIT.theGatewayItselfAnswersInObjects
            version            | DeedsIT.theGatewayItselfAnswersInObjects
            info               | JsonIT.aStreamIsOneObjectALine
            doctor             | ConsoleCommandsIT.infoDoctorAndVersionAnswer
            ps                 | JsonIT.aListIsOneArrayOnOneLine
            inspect            | JsonIT.aListIsOneArrayOnOneLine
            images             | JsonIT.aListIsOneArrayOnOneLine
            volumes            | JsonIT.aListIsOneArrayOnOneLine
            networks           | JsonIT.aListIsOneArrayOnOneLine
            top                | JsonIT.aListIsOneArrayOnOneLine
            stats              | JsonIT.aListIsOneArrayOnOneLine
            events             | JsonIT.aStreamIsOneObjectALine
            logs               | JsonIT.aStreamIsOneObjectALine
            start              | DeedsIT.aContainersWholeLifeIsAnObjectForEachStep
            stop               | DeedsIT.aContainersWholeLifeIsAnObjectForEachStep
            restart            | DeedsIT.aContainersWholeLifeIsAnObjectForEachStep
            kill               | DeedsIT.aContainersWholeLifeIsAnObjectForEachStep
            pause              | DeedsIT.aContainersWholeLifeIsAnObjectForEachStep
            unpause            | DeedsIT.aContainersWholeLifeIsAnObjectForEachStep, DeedsIT.oneThatFailsIsAnObjectOnStderrAndTheOthersAreDone
            rename             | DeedsIT.aContainersWholeLifeIsAnObjectForEachStep
            rm                 | DeedsIT.aContainersWholeLifeIsAnObjectForEachStep
            prune              | DeedsIT.whatWouldGoAndWhatWentAreObjects
            exec               | none: stdout and stderr are the program's
            shell              | none: stdout and stderr are the program's
            run                | none: stdout and stderr are the program's
            pull               | DeedsIT.aRegistryIsAnObjectForEachStep
            push               | DeedsIT.aRegistryIsAnObjectForEachStep
            tag                | DeedsIT.imagesGoOutAndComeBackAsObjects
            build              | DeedsIT.imagesGoOutAndComeBackAsObjects
            load               | DeedsIT.imagesGoOutAndComeBackAsObjects
            save               | DeedsIT.imagesGoOutAndComeBackAsObjects
            login              | DeedsIT.aRegistryIsAnObjectForEachStep, JsonIT.aListIsOneArrayOnOneLine
            logout             | DeedsIT.aRegistryIsAnObjectForEachStep
            keys               | none: its members have it
            keys list          | JsonIT.aListIsOneArrayOnOneLine
            keys who           | JsonIT.aListIsOneArrayOnOneLine
            keys add           | DeedsIT.whoMayDoWhatIsChangedAsOneArray
            keys revoke        | DeedsIT.whoMayDoWhatIsChangedAsOneArray
            keys expire        | DeedsIT.whoMayDoWhatIsChangedAsOneArray
            people             | none: its members have it
            people list        | JsonIT.aListIsOneArrayOnOneLine
            people add         | DeedsIT.whoMayDoWhatIsChangedAsOneArray
            people remove      | DeedsIT.whoMayDoWhatIsChangedAsOneArray
            roles              | none: its members have it
            roles list         | JsonIT.aListIsOneArrayOnOneLine
            roles show         | JsonIT.aListIsOneArrayOnOneLine
            roles grant        | DeedsIT.whoMayDoWhatIsChangedAsOneArray
            roles revoke       | DeedsIT.whoMayDoWhatIsChangedAsOneArray
            sessions           | none: its members have it
            sessions list      | JsonIT.aListIsOneArrayOnOneLine
            sessions watch     | none: it draws on a terminal
            sessions message   | DeedsIT.whatIsDoneToSessionsIsAnObjectForEach
            sessions kill      | DeedsIT.whatIsDoneToSessionsIsAnObjectForEach
            sessions recordings| JsonIT.aListIsOneArrayOnOneLine
            sessions replay    | none: it prints what a terminal showed; the recording itself, of 'export', is JSON
            sessions export    | DeedsIT.whatIsDoneToSessionsIsAnObjectForEach
            audit              | none: its members have it
            audit list         | JsonIT.aStreamIsOneObjectALine
            audit verify       | DeedsIT.theGatewayItselfAnswersInObjects
            """;

    private static final String NONE = "none: ";

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

    @Test
    void everyCommandThereIsHasAFormForProgramsOrSaysWhyNot() throws Exception {
        assertThat(JSON.lines().map(line -> Row.parse(line).command())).containsExactlyInAnyOrderElementsOf(commands());
    }

    @TestFactory
    Stream<DynamicTest> everyFormForProgramsIsReadByTestsThatExist() {
        return JSON.lines()
                .filter(line -> !line.contains("| " + NONE))
                .map(Row::parse)
                .map(row -> DynamicTest.dynamicTest(
                        row.command(),
                        () -> assertThat(HeldBy.missing(row.tests())).isEmpty()));
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
