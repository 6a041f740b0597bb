package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Endpoint;
import io.hatchway.access.Flag;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SourceAddresses;
import java.time.Instant;
import java.util.OptionalInt;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands before the key on a line. */
final class AuthorizedKeysOptionsTest extends AuthorizedKeysScene {
    @Test
    void anUnknownOptionTurnsItsLineOff() {
        assertThat(off("no-such-option " + KEY)).contains("no option or key type no-such-option");
        assertThat(off("pty,no-such=\"x\" " + KEY)).contains("no option or key type no-such");
        assertThat(off("ssh-ed25520 AAAA")).contains("no option or key type ssh-ed25520");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command=\"open",
                "command=",
                "command=x",
                "command=\"a\"b",
                "command=\"a\"\"b\"",
                "pty,",
                ",pty",
                "pty,,pty",
                "\"pty\"",
                "pty=\"x\"",
                "=\"x\"",
                "command",
                "from",
                "environment",
                "pty;id",
                "command=\"a\" ,pty",
                "\\\"",
                "command=\"a\\\""
            })
    void badQuotingTurnsItsLineOff(String options) {
        off(options + " " + KEY);
    }

    @Test
    void tunnelsAreOffWithTheReason() {
        assertThat(off("tunnel=\"0\" " + KEY)).contains("tunnels are not supported");
    }

    @Test
    void flagsAreReadFromLeftToRight() {
        assertThat(options("restrict").pty()).isFalse();
        assertThat(options("pty,restrict").pty()).isFalse();
        assertThat(options("restrict,pty").pty()).isTrue();
        assertThat(options("no-pty,pty").pty()).isTrue();
        assertThat(options("port-forwarding").portForwarding()).isEqualTo(Flag.GRANTED);
        assertThat(options("port-forwarding,restrict").portForwarding()).isEqualTo(Flag.REFUSED);
        assertThat(options("restrict,port-forwarding").portForwarding()).isEqualTo(Flag.GRANTED);
        assertThat(options("restrict,agent-forwarding").agentForwarding()).isEqualTo(Flag.GRANTED);
        assertThat(options("restrict,X11-forwarding").x11Forwarding()).isEqualTo(Flag.GRANTED);
        assertThat(options("no-agent-forwarding,no-X11-forwarding").agentForwarding())
                .isEqualTo(Flag.REFUSED);
        assertThat(options("user-rc,no-user-rc")).isEqualTo(Restrictions.NONE);
    }

    @Test
    void forwardsAreNotSpokenOfUnlessTheLineDoes() {
        assertThat(options("no-pty").portForwarding()).isEqualTo(Flag.UNSAID);
        assertThat(options("no-pty").agentForwarding()).isEqualTo(Flag.UNSAID);
        assertThat(options("no-pty").x11Forwarding()).isEqualTo(Flag.UNSAID);
    }

    @Test
    void namesOfOptionsHaveNoCase() {
        Restrictions restrictions = options("NO-PTY,Command=\"x\"");
        assertThat(restrictions.pty()).isFalse();
        assertThat(restrictions.command()).contains("x");
    }

    @Test
    void onlyAQuoteIsEscapedInAValue() {
        assertThat(options("command=\"say \\\"a, b\\\" \\n \\\\x\"").command()).contains("say \"a, b\" \\n \\\\x");
        assertThat(options("command=\"\"").command()).contains("");
    }

    @Test
    void aSecondCommandTurnsTheLineOff() {
        assertThat(off("command=\"a\",command=\"b\" " + KEY)).contains("command= is there twice");
        assertThat(off("command=\"a\",command=\"a\" " + KEY)).contains("command= is there twice");
    }

    @Test
    void fromTakesAddressesAndNoNames() {
        assertThat(options("from=\"10.0.0.0/8,!10.0.0.1\"").from())
                .isEqualTo(SourceAddresses.parse("10.0.0.0/8,!10.0.0.1"));
        assertThat(off("from=\"*.example.org\" " + KEY)).contains("host names are not looked up");
        assertThat(off("from=\"10.0.0.1/8\" " + KEY)).contains("without host bits");
        assertThat(off("from=\"10.0.0.1\",from=\"10.0.0.2\" " + KEY)).contains("from= is there twice");
    }

    @ParameterizedTest
    @CsvSource({
        "20300701, 2030-06-30T22:00:00Z",
        "20300701Z, 2030-07-01T00:00:00Z",
        "203007011230, 2030-07-01T10:30:00Z",
        "203007011230Z, 2030-07-01T12:30:00Z",
        "20300701123015, 2030-07-01T10:30:15Z",
        "20300701123015z, 2030-07-01T12:30:15Z",
    })
    void anExpiryIsLocalTimeUnlessItSaysZ(String written, Instant meant) {
        assertThat(options("expiry-time=\"" + written + "\"").expiry()).contains(meant);
    }

    @Test
    void theEarliestExpiryWins() {
        assertThat(options("expiry-time=\"20310101Z\",expiry-time=\"20300101Z\",expiry-time=\"20320101Z\"")
                        .expiry())
                .contains(Instant.parse("2030-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2030",
                "20301301",
                "20300230",
                "203001012460",
                "203001012500",
                "tomorrow",
                "20300101ZZ",
                "-20300101"
            })
    void aTimeThatDoesNotExistTurnsTheLineOff(String written) {
        assertThat(off("expiry-time=\"" + written + "\" " + KEY)).contains("YYYYMMDD");
    }

    @Test
    void ofAVariableSetTwiceTheFirstCounts() {
        assertThat(options("environment=\"A=1\",environment=\"B=x=\\\"y\\\" z\",environment=\"A=2\"")
                        .environment())
                .containsExactly(Assertions.entry("A", "1"), Assertions.entry("B", "x=\"y\" z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "=x", "1A=x", "A B=x", "A-B=x", "É=x", "HATCHWAY_SESSION=x"})
    void aVariableNeedsAName(String variable) {
        assertThat(off("environment=\"" + variable + "\" " + KEY)).startsWith("environment=");
    }

    @Test
    void placesOfForwardsAccumulate() {
        Restrictions restrictions = options("permitopen=\"localhost:80\",permitopen=\"[::1]:*\",permitlisten=\"8080\","
                + "permitlisten=\"localhost:9090\"");
        assertThat(restrictions.permitOpen())
                .containsExactly(
                        new Endpoint("localhost", OptionalInt.of(80)), new Endpoint("::1", OptionalInt.empty()));
        assertThat(restrictions.permitListen())
                .containsExactly(
                        new Endpoint("*", OptionalInt.of(8080)), new Endpoint("localhost", OptionalInt.of(9090)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"80", "host", "host:", ":80", "host:0", "host:65536", "host:x", "a b:80", "::1:80", "[::1]80"})
    void aPlaceNeedsHostAndPort(String place) {
        assertThat(off("permitopen=\"" + place + "\" " + KEY)).contains("host:port");
    }

    @Test
    void flagsOfSecurityKeysAreKept() {
        assertThat(Restrictions.NONE.touchRequired()).isTrue();
        assertThat(options("no-touch-required").touchRequired()).isFalse();
        assertThat(options("verify-required").verifyRequired()).isTrue();
    }
}
