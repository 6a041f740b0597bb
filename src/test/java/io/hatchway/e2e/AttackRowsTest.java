package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What attackers and accidents try, by number, with what is expected and the tests that hold it. A row that waits for
 * what the gateway cannot do yet says so, so that none is lost. There are no rows 40 and 41.
 */
final class AttackRowsTest {
    private static final String ROWS = """
             1 | garbage, or a banner of 64 KB: closed                        | sshd.GuardedSessionTest.garbageIsClosedAtItsFirstByte, sshd.GuardedSessionTest.aBannerOf64KilobytesIsClosed, sshd.GatewayServerTest.whoDoesNotSpeakSshIsCutOff, e2e.DoorIT.whoSpeaksNoSshIsKeptOutTheThirdTime
             2 | slowloris: closed at the grace                               | sshd.GuardedSessionTest.oneByteAtATimeIsCutOffAtTheGrace, e2e.DoorIT.whoLingersIsCutOffAtTheGrace
             3 | 300 connections: drops, other sources unaffected             | e2e.DoorIT.threeHundredIdleConnectionsOfOneSourceAreNoHindranceToAnother, e2e.ServeIT.aFewSilentConnectionsLockNobodyOut
             4 | brute force: a penalty                                       | e2e.DoorIT.whoGuessesKeysIsKeptOutForAWhileAndAnotherIsNot, e2e.DoorIT.anAgentFullOfKeysIsNoOffence
             5 | a packet of 2^32-1 bytes: closed                             | sshd.GuardedSessionTest.anImpossibleLengthBeforeTheKeyExchangeIsClosedAtOnce, sshd.GuardedSessionTest.anImpossibleLengthAfterTheKeyExchangeIsClosedAtOnce
             6 | Terrapin: strict key exchange                                | sshd.GuardedSessionTest.aMessageBeforeAStrictKeyExchangeIsCutOff, sshd.GuardedSessionTest.aMessageInAStrictKeyExchangeIsCutOff
             7 | SHA-1 or CBC only: no match                                  | sshd.GuardedSessionTest.aClientThatKnowsOnlySha1IsTold, sshd.GuardedSessionTest.aClientThatKnowsOnlyCbcIsTold, e2e.HostKeysIT.sshAuditFindsNothingButWhatIsNewerThanItself
             8 | a channel before authentication: disconnected                | sshd.GuardedSessionTest.aChannelBeforeTheLoginIsNotOpened
             9 | a storm of rekeying: bounded                                 | sshd.GuardedSessionTest.keyExchangesInALoopAreCutOff, sshd.GuardedSessionTest.keyExchangesThatTrafficIsDueToAreNot
            10 | unknown user, container or key: the same bytes               | e2e.LoginAttacksIT.refusalsAreTheSameBytesInAboutTheSameTime, e2e.WhoGetsInIT.anUnknownContainerAForbiddenOneAndABadKeyLookAlike
            11 | a user name of 64 KB: refused                                | e2e.LoginAttacksIT.aUserNameOf64KilobytesIsRefusedAndNotLoggedWhole
            12 | the user changed meanwhile: starts anew                      | e2e.LoginAttacksIT.aUserChangedAfterTheOfferIsNotLetIn, e2e.LoginAttacksIT.aSignatureForOneUserIsNoneForAnother, e2e.LoginAttacksIT.aSecondLoginOnAConnectionChangesNothing
            13 | key A offered, B proven: B's rights                          | e2e.LoginAttacksIT.whoOffersOneKeyAndProvesAnotherHasTheOthersRights, e2e.LoginAttacksIT.whoOffersAKeyThatIsAllowedAndProvesOneThatIsNotStaysOut, e2e.LoginAttacksIT.theLogNamesTheKeyThatWasProven
            14 | a replayed signature fails                                   | e2e.LoginAttacksIT.aSignatureOfAnotherConnectionFails
            15 | the same, under another user or key                          | e2e.LoginAttacksIT.aSignatureForOneUserIsNoneForAnother, e2e.LoginAttacksIT.whoOffersAKeyThatIsAllowedAndProvesOneThatIsNotStaysOut
            16 | certificate expired or of a host: denied                     | e2e.CertificatesIT.anExpiredOneStaysOut, e2e.CertificatesIT.oneThatIsNotValidYetStaysOut, keys.OfferedKeyTest.aCertificateForHostsIsRefused
            17 | certificate with wrong or no principals: denied              | e2e.CertificatesIT.anotherPrincipalOrNoneStaysOut, e2e.CertificatesIT.theLineNamesWhoMustBeInTheCertificate, e2e.TeamsCertificatesIT.anotherPrincipalStaysOut
            18 | unknown critical option, revoked serial: denied              | e2e.CertificatesIT.anUnknownCriticalOptionStaysOut, e2e.TeamsCertificatesIT.aCertificateThatIsRevokedEndsItsSession
            19 | a key that expires now: denied                               | e2e.AuthorizedKeysOptionsIT.aSessionEndsWithinFiveSecondsOfItsKeysExpiry, e2e.AuthorizedKeysOptionsIT.theEarliestTimeThatPassedRefuses
            20 | an unknown option: the line is off                           | e2e.AuthorizedKeysOptionsIT.aLineThatIsNotUnderstoodIsOffAlone, e2e.WhoGetsInIT.oneBadLineLeavesTheOthersOfItsFileAlone
            21 | key file writable by others, or a link: refused              | e2e.KeyFileAttacksIT.aFileOthersMayWriteToKeepsItsLastGoodLinesAndTakesNoOther, e2e.KeyFileAttacksIT.aLinkOpensNothing
            22 | key file a pipe or of 2 GB: refused, last good kept          | e2e.KeyFileAttacksIT.aPipeHoldsUpNobody, e2e.KeyFileAttacksIT.aFileOf2GibibytesHoldsUpNobody
            23 | key revoked during a session: ended within 5 s               | e2e.KeyFileAttacksIT.aSessionWhoseKeyIsRevokedEndsWithinFiveSeconds, e2e.KeyFileAttacksIT.aTerminalWhoseKeyIsRevokedEndsWithinFiveSeconds, e2e.KeyFileAttacksIT.aSessionWhoseKeyStaysGoesOnWhenAnotherIsRevoked
            24 | a new channel on its connection: refused                     | e2e.KeyFileAttacksIT.aNewChannelOfAConnectionWhoseKeyWasRevokedIsRefused
            25 | SetEnv TERM without a terminal: none                         | e2e.ChannelAttacksIT.aTerminalTypeInTheEnvironmentMakesNoTerminal, e2e.EnvironmentIT.aTerminalTypeWithoutATerminalIsDropped
            26 | LD_PRELOAD, 20,000 variables: dropped                        | e2e.ChannelAttacksIT.ofTwentyThousandVariablesAFewAreTaken, e2e.EnvironmentIT.aVariableThatIsNotAcceptedIsDropped
            27 | a size of 0x0 or 2^31: clamped                               | e2e.ChannelAttacksIT.aSizeThatCannotBeIsMadeOneThatCan, e2e.ChannelAttacksIT.aFloodOfSizesLeavesTheProgramAlone
            28 | a second shell or terminal: refused                          | sshd.GatewayServerTest.aSecondTerminalIsRefused, sshd.GatewayServerTest.aSecondProgramOnAChannelIsRefused, e2e.OtherClientsIT.aSecondCommandOnOneChannelIsRefused
            29 | 400 channels: capped                                         | e2e.ChannelAttacksIT.ofFourHundredChannelsThirtyTwoAreOpened, e2e.ChannelAttacksIT.aFloodOfRequestsNobodyKnowsLeavesTheGatewayResponsive
            30 | exec with NUL, newline, 200 KB, bad UTF-8: one audit line    | e2e.ChannelAttacksIT.aCommandLineThatIsNoTextIsRefused, e2e.ChannelAttacksIT.aCommandLineOf200KilobytesIsASentence, e2e.ChannelAttacksIT.aCommandLineOfSeveralLinesForgesNoLineOfTheLog, e2e.AuditIT.aHostileCommandIsOneLine
            31 | login web;id, ../x, -v, an id's prefix: no match             | e2e.WhoGetsInIT.aLoginThatIsNoNameStaysOut, e2e.OtherClientsIT.aLoginThatIsShellCodeStaysOut, e2e.WhoGetsInIT.anIdIsNotAName
            32 | a user nobody granted: denied                                | e2e.WhoGetsInIT.aUserNobodyGrantedIsDenied, e2e.WhoGetsInIT.rootIsDeniedWhereTheImagesUserIsAnother
            33 | container recreated after authentication: never the wrong    | e2e.ChannelAttacksIT.aNameThatMovedBetweenLoginAndCommandOpensWhatBearsIt, e2e.EngineIT.aContainerThatGoesBetweenLoginAndCommandIsASentence
            34 | labels cannot grant to themselves through a deploy           | waits for: deploys
            35 | forced command against sftp, scp, -N -L: still forced        | e2e.AuthorizedKeysOptionsIT.aForcedCommandIsNotEscapedByASubsystem, e2e.AuthorizedKeysOptionsIT.aForcedCommandIsNotEscapedBySftp, e2e.AuthorizedKeysOptionsIT.aForcedCommandIsNotEscapedByScp, e2e.AuthorizedKeysOptionsIT.aForcedCommandIsNotEscapedByAConnectionThatAsksForNothing, e2e.ForwardAccessIT.aLinesOptionsHoldForwardsBack
            36 | the gateway's own container: denied                          | docker.DockerContainersTest.theGatewaysOwnContainerIsNotThere, e2e.DockerfileIT.itsOwnContainerIsNotOpened
            37 | -L to the gateway's loopback, docker.sock, metadata: no      | e2e.ChannelAttacksIT.whatNobodyGrantedIsNotForwarded, e2e.ForwardAccessIT.whatNobodyNamedIsProhibited, e2e.ForwardAccessIT.whatIsOutOfBoundsIsProhibitedThoughALinePermitsAnything, e2e.ForwardAccessIT.theGatewaysOwnPortOnItsLoopbackIsNotReached, e2e.ForwardAccessIT.theEnginesSocketIsNotReached
            38 | -R 0.0.0.0: refused                                          | e2e.ChannelAttacksIT.whatNobodyGrantedIsNotForwarded, e2e.ForwardAccessIT.onlyTheLoopbackListensWhateverIsPermitted, e2e.ForwardAccessIT.nobodyListensUnlessItIsGranted
            39 | agent, X11, tun: refused unless granted                      | e2e.ChannelAttacksIT.whatNobodyGrantedIsNotForwarded, sshd.GatewayServerTest.anAgentIsNotForwarded
            42 | escapes in logs, names, labels, comments: neutralised        | e2e.TextAttacksIT.aKeysCommentIsPlainInTheLog, e2e.TextAttacksIT.aLabelIsPlainInWhatTheClientIsTold, e2e.TextAttacksIT.theConsoleRepeatsNoControlCharacters, e2e.TextAttacksIT.aClientsVersionIsPlainInTheLog
            43 | a newline in a user name: escaped                            | e2e.TextAttacksIT.aUserNameForgesNoLineOfTheLog
            44 | TERM=-A/x: no process                                        | e2e.ChannelAttacksIT.aTerminalTypeThatIsNoNameReachesNoProgram, sshd.GatewayServerTest.aTerminalTypeThatIsNoNameIsADumbOne
            45 | audit edited, deleted, reordered: the line is named          | audit.VerificationTest.anEditedLineIsNamed, audit.VerificationTest.aDeletedLineIsNamed, audit.VerificationTest.movedLinesAreNamed, e2e.AuditIT.whatSomebodyDidToTheLogIsNamed
            46 | audit truncated: a checkpoint does not match                 | audit.VerificationTest.aCutTailIsSeenByTheCheckpoint, audit.VerificationTest.anEmptiedLogIsSeenByTheCheckpoint, e2e.AuditIT.whatSomebodyDidToTheLogIsNamed
            47 | clock set back: the sequence still rises                     | audit.AuditLogTest.numbersRiseWhenTheClockGoesBack
            48 | disk full: refused, and a way in for the admin               | audit.AuditLogTest.withoutRoomNothingIsCommitted, e2e.AuditIT.onAFullDiskOnlyTheConsoleOpensAndOnlyToLook
            49 | kill -9: the recording plays                                 | e2e.RecordingIT.aKilledGatewayLeavesARecordingThatPlays
            50 | host key unreadable: no start, never a new one               | e2e.ServeIT.aDamagedHostKeyIsNotReplacedSilently
            51 | the client vanishes: its program is ended                    | e2e.OrphansIT.nothingOutlivesAClientThatIsKilled, e2e.NetworkCutIT.nothingOutlivesANetworkThatIsCut; waits for: deploys and backups
            52 | a stalled reader: bounded memory                             | e2e.TransferIT.aClientThatIsFrozenStopsTheProgram, e2e.TransferIT.aClientWithAHugeWindowThatIsFrozenStopsTheProgram; waits for: backups
            53 | archives with ../, links, bombs: refused                     | waits for: deploys and backups
            54 | what destroys without --yes: exit 2                          | waits for: deploys and backups
            55 | secrets in history or command lines: absent                  | e2e.TextAttacksIT.aSecretOfTheEnvironmentIsInNoCommandLineAndNoLog, e2e.TextAttacksIT.aCommandLineIsNotInTheLog
            56 | fuzzing of every parser: no crash                            | fuzz.FuzzTest.whatIsKnownHolds, fuzz.FuzzTest.whatJazzerThinksOfHolds
            """;

    private record Row(int number, String attack, List<String> tests, String waitsFor) {
        static Row parse(String line) {
            String[] columns = line.split("\\|", -1);
            String[] held = columns[2].split("waits for:", -1);
            return new Row(
                    Integer.parseInt(columns[0].strip()),
                    columns[1].strip(),
                    Arrays.stream(held[0].split("[,;]", -1))
                            .map(String::strip)
                            .filter(test -> !test.isEmpty())
                            .toList(),
                    held.length > 1 ? held[1].strip() : "");
        }
    }

    private static List<Row> rows() {
        return ROWS.lines().map(Row::parse).toList();
    }

    @Test
    void noRowIsLost() {
        assertThat(rows().stream().map(Row::number))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 56)
                        .filter(number -> number != 40 && number != 41)
                        .boxed()
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> everyRowIsHeldByTestsThatExistOrSaysWhatItWaitsFor() {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.number() + ": " + row.attack(), () -> {
                    assertThat(row.tests().isEmpty() && row.waitsFor().isEmpty())
                            .isFalse();
                    assertThat(HeldBy.missing(row.tests()))
                            .as("tests that do not exist")
                            .isEmpty();
                }));
    }
}
