package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.FileAccess;
import io.hatchway.access.Grant;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether what runs is still what may run. */
final class FitTest {
    private static final Optional<Pty> TERMINAL = Optional.of(new Pty("xterm", new Size(80, 24)));

    private static Grant web(Optional<String> command, boolean pty) {
        return SampleGrants.grant("web", SampleGrants.restrictions(command, Map.of(), pty));
    }

    private static Grant files(FileAccess.Root... roots) {
        return SampleGrants.courier("web", new FileAccess(List.of(roots)));
    }

    private static FileAccess.Root reading(String path) {
        return new FileAccess.Root(path, true);
    }

    private static FileAccess.Root writing(String path) {
        return new FileAccess.Root(path, false);
    }

    private static boolean fits(Session session, Grant now) {
        return Fit.objection(session, now).isEmpty();
    }

    @Test
    void aForcedCommandIsTheOneThatRuns() {
        Session free = new SampleSession().exec("id").make();
        assertThat(fits(free, web(Optional.empty(), true))).isTrue();
        assertThat(fits(free, web(Optional.of("backup"), true))).isFalse();
        Session forced = new SampleSession()
                .grant(web(Optional.of("backup"), true))
                .exec("id")
                .make();
        assertThat(fits(forced, web(Optional.of("backup"), true))).isTrue();
        assertThat(fits(forced, web(Optional.of("other"), true))).isFalse();
        assertThat(fits(forced, web(Optional.empty(), true))).isTrue();
    }

    @Test
    void aTerminalThatIsRefusedNowIsNotKept() {
        Session shell = new SampleSession().shell(TERMINAL).make();
        assertThat(fits(shell, web(Optional.empty(), true))).isTrue();
        assertThat(fits(shell, web(Optional.empty(), false))).isFalse();
        assertThat(fits(new SampleSession().shell(Optional.empty()).make(), web(Optional.empty(), false)))
                .isTrue();
    }

    @Test
    void aShellBesideTheContainerNeedsThePermissionToDebug() {
        Session shell = new SampleSession().shell(TERMINAL).make();
        assertThat(fits(shell, web(Optional.empty(), true))).isTrue();
        shell.standBeside();
        assertThat(fits(shell, web(Optional.empty(), true))).isFalse();
        assertThat(fits(shell, SampleGrants.debugger("web"))).isTrue();
    }

    @Test
    void aConsoleIsHeldToItsLineToo() {
        Session console = new SampleSession().login("admin").shell(TERMINAL).make();
        assertThat(fits(console, SampleGrants.grant("admin"))).isTrue();
        assertThat(fits(
                        console,
                        SampleGrants.grant("admin", SampleGrants.restrictions(Optional.of("ps"), Map.of(), true))))
                .isFalse();
        assertThat(fits(
                        console,
                        SampleGrants.grant("admin", SampleGrants.restrictions(Optional.empty(), Map.of(), false))))
                .isFalse();
    }

    @Test
    void filesAreKeptOnlyWhereNoneIsTakenAway() {
        Session session = new SampleSession()
                .grant(files(writing("/srv"), reading("/data")))
                .request(new Request.Subsystem(Request.SFTP, Optional.empty()))
                .make();
        assertThat(fits(session, files(reading("/data"), writing("/srv/")))).isTrue();
        assertThat(fits(session, files(writing("/srv"), writing("/data"), writing("/more"))))
                .isTrue();
        assertThat(fits(session, files(writing("/")))).isTrue();
        assertThat(fits(session, files(reading("/srv"), reading("/data")))).isFalse();
        assertThat(fits(session, files(writing("/srv")))).isFalse();
        assertThat(fits(session, files(reading("/")))).isFalse();
        assertThat(fits(session, SampleGrants.grant("web"))).isTrue();
    }

    @Test
    void allFilesAreMoreThanSome() {
        Session session = new SampleSession()
                .request(new Request.Subsystem(Request.SFTP, Optional.empty()))
                .make();
        assertThat(fits(session, SampleGrants.grant("web"))).isTrue();
        assertThat(fits(session, files(writing("/srv")))).isFalse();
    }

    @Test
    void whatWidenedAndNarrowedAgainIsHeldToWhatItBeganWith() {
        Grant narrow = files(reading("/srv"));
        Session session = new SampleSession()
                .grant(narrow)
                .request(new Request.Subsystem(Request.SFTP, Optional.empty()))
                .make();
        session.renew(narrow, files(writing("/srv")));
        assertThat(fits(session, narrow)).isTrue();
    }
}
