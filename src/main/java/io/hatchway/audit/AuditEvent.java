package io.hatchway.audit;

import io.hatchway.files.FileEvent;
import java.time.Duration;
import java.util.Optional;

/** What happened and is worth remembering. {@link EventText} says how each is written. */
public sealed interface AuditEvent {

    /** Whether somebody who holds no key can bring it about, as often as he likes. */
    default boolean isStrangers() {
        return this instanceof ConnectionOpened
                || this instanceof AuthFailed
                || this instanceof Penalty
                || (this instanceof ConnectionClosed closed && !closed.authenticated());
    }

    /** The gateway accepts connections from now on. */
    record GatewayStarted(String version, String listen) implements AuditEvent {}

    /** The gateway ends in good order. */
    record GatewayStopped() implements AuditEvent {}

    /** What is written about who may open what counts from now on, apart from what was rejected; said at the start, too. */
    record ConfigurationAccepted(String source) implements AuditEvent {}

    /** Something in a file about who may open what does not count; what was good before may still be in force. */
    record ConfigurationRejected(String source, String reason) implements AuditEvent {}

    /** Somebody connected. */
    record ConnectionOpened(Peer peer) implements AuditEvent {}

    /**
     * A connection ended.
     *
     * @param reason what either side said when it ended it; the client's words are anything at all
     */
    record ConnectionClosed(Peer peer, boolean authenticated, Optional<String> reason, Duration duration)
            implements AuditEvent {}

    /** A client proved a key that may open what it asked for. */
    record AuthSucceeded(Peer peer, Who who) implements AuditEvent {}

    /**
     * A key, offered or proven, may not open what was asked for.
     *
     * @param identity who it is, where the key was proven and what was asked for beside it was refused
     * @param fingerprint of the key itself, also where it came in a certificate
     * @param certificate as it describes itself: nobody may have signed it
     */
    record AuthFailed(
            Peer peer,
            Optional<String> identity,
            String login,
            String fingerprint,
            Optional<Who.Certificate> certificate,
            String reason)
            implements AuditEvent {}

    /** A source, as CIDR has it, is kept out for a time. */
    record Penalty(String source, String reason, Duration duration) implements AuditEvent {}

    /** A channel was not opened, or its request not served, before it became a session. */
    record ChannelRefused(Peer peer, Optional<Who> who, long channel, Optional<String> command, String reason)
            implements AuditEvent {}

    /** A session is about to begin: nothing has been started for it. */
    record SessionStarted(Sitting sitting, Optional<String> recording, boolean readOnly) implements AuditEvent {}

    /** A session was refused before it began. */
    record SessionRefused(Sitting sitting, int exit, String reason) implements AuditEvent {}

    /**
     * A session ended.
     *
     * @param exit its exit status, where it has one
     * @param signal the signal the gateway ended it with, where it has none
     * @param ending why the gateway ended it; empty when its program ended
     */
    record SessionEnded(
            Sitting sitting,
            long bytesIn,
            long bytesOut,
            Optional<Integer> exit,
            Optional<String> signal,
            Optional<String> ending,
            Optional<FinishedRecording> recording,
            Duration duration)
            implements AuditEvent {}

    /**
     * A session ended with the gateway that served it, which was killed: said by the next one, from what the log has of the
     * session's start.
     */
    record SessionLost(
            String connection,
            long channel,
            String session,
            String identity,
            String login,
            Optional<String> container,
            Optional<String> name,
            Optional<FoundRecording> recording)
            implements AuditEvent {}

    /** A recording was removed, to make room or because of its age. */
    record RecordingRemoved(String file, String reason) implements AuditEvent {}

    /** An operation of a session on its container's files is over. */
    record FileOperation(Sitting sitting, FileEvent operation, Optional<String> failure) implements AuditEvent {}

    /** A forward was not opened; {@link ChannelRefused} without what else a channel can be refused for. */
    record ForwardRefused(Peer peer, Who who, long channel, String destination, String reason) implements AuditEvent {}

    /** A forward is open: nothing has passed over it. */
    record ForwardOpened(Passage passage) implements AuditEvent {}

    /**
     * A forward ended.
     *
     * @param bytesIn bytes that went to the container
     * @param bytesOut bytes that came from it
     * @param ending why the gateway ended it; empty when either side did
     */
    record ForwardClosed(Passage passage, long bytesIn, long bytesOut, Optional<String> ending, Duration duration)
            implements AuditEvent {}

    /** A line that may change something is about to be run on a console: nothing has been changed. */
    record AdminBegun(String session, Who by, String line) implements AuditEvent {}

    /** A line was run on a console, and {@code by} whom; what is called a secret in it is masked. */
    record AdminCommand(String session, Who by, String line, int exit) implements AuditEvent {}

    /**
     * A key was added, changed or removed on a console.
     *
     * @param session in which, and {@code by} whom
     * @param change added, revoked or expires
     * @param opens the login or person whose file it is
     * @param origin file and line
     */
    record KeyChanged(String session, Who by, String change, String opens, String fingerprint, String origin)
            implements AuditEvent {}

    /**
     * A person was added or removed, or a role given or taken, on a console.
     *
     * @param change added, removed, granted or taken
     * @param detail the role, or whatever else was said
     */
    record PersonChanged(String session, Who by, String change, String person, String detail) implements AuditEvent {}

    /** What a session's terminal shows is shown in another session from now on. */
    record SessionWatched(String session, String watched, String identity) implements AuditEvent {}

    /** A session is about to be ended because somebody on a console says so. */
    record SessionKilled(String session, String killed, String identity, Optional<String> reason)
            implements AuditEvent {}

    /** The end of the log was no whole line when the gateway started, and was moved to a file beside it. */
    record TailQuarantined(String file, long bytes, String into) implements AuditEvent {}

    /** Lines up to {@code through} were signed once and are no longer there. */
    record LinesMissing(long from, long through) implements AuditEvent {}

    /** Events that could not be written, because there was no room or they came too fast. */
    record EventsLost(long count, String reason) implements AuditEvent {}

    /** A file of the log is about to be removed, because of its age or to make room. */
    record FileExpired(String file, long through, String reason) implements AuditEvent {}

    /** The file that was written was gone, cut, written to by somebody else, or another one in its place. */
    record FileReplaced(String file) implements AuditEvent {}

    /**
     * There were lines and no checkpoint of this gateway's when it started, so a cut could not be seen.
     *
     * @param kept what the file that was found is called now
     */
    record CheckpointLost(String reason, Optional<String> kept) implements AuditEvent {}

    /** A signature over the line before. */
    record CheckpointSigned(Checkpoint checkpoint, String signature) implements AuditEvent {}
}
