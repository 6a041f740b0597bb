package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Grant;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.Container;
import io.hatchway.container.Pty;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/** A session whose client is the test. */
public final class SampleSession {
    private Grant grant = SampleGrants.grant("web");
    private Request request = new Request.Exec("id", Optional.empty());
    private Map<String, String> environment = Map.of();
    private InputStream in = new ByteArrayInputStream(new byte[0]);
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    private OutputStream out = heard;
    private Optional<Container> entered = Optional.empty();

    public SampleSession login(String login) {
        return grant(SampleGrants.grant(login));
    }

    public SampleSession grant(Grant other) {
        grant = other;
        return this;
    }

    public SampleSession shell(Optional<Pty> pty) {
        request = new Request.Shell(pty);
        return this;
    }

    public SampleSession exec(String line) {
        request = new Request.Exec(line, Optional.empty());
        return this;
    }

    public SampleSession request(Request other) {
        request = other;
        return this;
    }

    public SampleSession environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    public SampleSession sends(String text) {
        return sends(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    public SampleSession sends(InputStream stream) {
        in = stream;
        return this;
    }

    public SampleSession hearsOn(OutputStream stream) {
        out = stream;
        return this;
    }

    /** The container it has entered. */
    public SampleSession in(Container container) {
        entered = Optional.of(container);
        return this;
    }

    /** What somebody who looks after the sessions does when the rights of this one changed. */
    public static void renew(Session session, Grant renewed) {
        session.renew(session.grant(), renewed);
    }

    public Session make() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Session session = new Session(
                grant,
                request,
                environment,
                new Connection(
                        "c1",
                        0,
                        new InetSocketAddress(loopback, 50_000),
                        new InetSocketAddress(loopback, 2222),
                        "SSH-2.0-Test"),
                in,
                out,
                complaints);
        entered.ifPresent(container -> session.enter(container, grant));
        return session;
    }

    /** One on the console that cannot be recorded. */
    public Session makeReadOnly() throws InterruptedException {
        Session session = make();
        session.rememberedBy(new Chronicle() {
            @Override
            public Entry begin(Session begun) throws UnrecordedException {
                throw new UnrecordedException("It cannot be recorded.", new IOException("full"));
            }

            @Override
            public Entry beginUnrecorded(Session begun) {
                return Chronicle.NONE.beginUnrecorded(begun);
            }

            @Override
            public void refused(Session refused, String reason, Exit exit) {
                throw new AssertionError("it began already");
            }
        });
        session.enterConsole();
        return session;
    }

    public String out() {
        return heard.toString(UTF_8);
    }

    public String err() {
        return complaints.toString(UTF_8);
    }
}
