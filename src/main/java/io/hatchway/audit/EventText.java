package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.files.FileEvent;
import io.hatchway.files.FilePath;
import java.util.Optional;

/** Writes events: each its name and its fields, always in the same order. */
final class EventText {
    /** Of a command's characters as many are kept; its length and digest are beside them. */
    private static final int LONGEST_COMMAND = 4096;

    /** Of what else a client says, or makes the gateway say. */
    private static final int LONGEST_WORDS = 256;

    private static final int LONGEST_PATH = 4096;

    private EventText() {}

    private static JsonLine admin(JsonLine to, String session, Who by, String line) {
        to.put("sid", session).put("identity", by.identity()).put("login", by.login(), LONGEST_WORDS);
        return command(to, "command", Optional.of(line), LONGEST_COMMAND);
    }

    static JsonLine write(JsonLine to, AuditEvent event) {
        return switch (event) {
            case AuditEvent.GatewayStarted(String version, String listen) ->
                named(to, "gateway.start").put("version", version).put("listen", listen);
            case AuditEvent.GatewayStopped stopped -> named(to, "gateway.stop");
            case AuditEvent.ConfigurationAccepted(String source) ->
                named(to, "config.accepted").put("source", source);
            case AuditEvent.ConfigurationRejected(String source, String reason) ->
                named(to, "config.rejected")
                        .put("outcome", "refused")
                        .put("reason", reason)
                        .put("source", source);
            case AuditEvent.ConnectionOpened(Peer peer) -> peer(named(to, "connection.open"), peer);
            case AuditEvent.ConnectionClosed closed ->
                peer(named(to, "connection.close"), closed.peer())
                        .put("authenticated", closed.authenticated())
                        .put("reason", closed.reason(), LONGEST_WORDS)
                        .put("duration_ms", closed.duration().toMillis());
            case AuditEvent.AuthSucceeded(Peer peer, Who who) ->
                who(peer(named(to, "auth.ok").put("outcome", "ok"), peer), who);
            case AuditEvent.AuthFailed failed ->
                certificate(
                        peer(failed(to, "auth.fail", failed.reason()), failed.peer())
                                .put("identity", failed.identity())
                                .put("login", failed.login(), LONGEST_WORDS)
                                .put("key_fp", failed.fingerprint()),
                        failed.certificate());
            case AuditEvent.Penalty(String source, String reason, var duration) ->
                failed(to, "penalty", reason).put("src", source).put("duration_ms", duration.toMillis());
            case AuditEvent.ChannelRefused refused -> {
                peer(failed(to, "channel.refused", refused.reason()), refused.peer())
                        .put("chan", refused.channel());
                refused.who().ifPresent(who -> who(to, who));
                yield command(to, "command", refused.command(), LONGEST_WORDS);
            }
            case AuditEvent.SessionStarted(Sitting sitting, Optional<String> recording, boolean readOnly) -> {
                sitting(named(to, "session.start").put("outcome", "ok"), sitting, LONGEST_COMMAND)
                        .put("recording", recording);
                yield readOnly ? to.put("read_only", true) : to;
            }
            case AuditEvent.SessionRefused(Sitting sitting, int exit, String reason) ->
                sitting(failed(to, "session.refused", reason), sitting, LONGEST_WORDS)
                        .put("exit", exit);
            case AuditEvent.SessionEnded ended -> ended(to, ended);
            case AuditEvent.SessionLost lost -> lost(to, lost);
            case AuditEvent.RecordingRemoved(String file, String reason) ->
                named(to, "recording.removed").put("reason", reason).put("file", file);
            case AuditEvent.FileOperation(Sitting sitting, FileEvent operation, Optional<String> failure) ->
                file(whoAndWhere(named(to, "file." + name(operation)), sitting), operation)
                        .put("outcome", failure.isEmpty() ? "ok" : "fail")
                        .put("reason", failure);
            case AuditEvent.ForwardRefused refused ->
                who(
                                peer(failed(to, "forward.refused", refused.reason()), refused.peer())
                                        .put("chan", refused.channel()),
                                refused.who())
                        .put("destination", refused.destination(), LONGEST_WORDS);
            case AuditEvent.ForwardOpened(Passage passage) ->
                passage(named(to, "forward.open").put("outcome", "ok"), passage);
            case AuditEvent.ForwardClosed closed ->
                passage(named(to, "forward.close").put("reason", closed.ending().orElse("ended")), closed.passage())
                        .put("bytes_in", closed.bytesIn())
                        .put("bytes_out", closed.bytesOut())
                        .put("duration_ms", closed.duration().toMillis());
            case AuditEvent.AdminBegun(String session, Who by, String line) ->
                admin(named(to, "admin.begin"), session, by, line);
            case AuditEvent.AdminCommand(String session, Who by, String line, int exit) ->
                admin(named(to, "admin.command"), session, by, line).put("exit", exit);
            case AuditEvent.KeyChanged changed ->
                named(to, "key." + changed.change())
                        .put("sid", changed.session())
                        .put("identity", changed.by().identity())
                        .put("by_key_fp", changed.by().fingerprint())
                        .put("opens", changed.opens(), LONGEST_WORDS)
                        .put("key_fp", changed.fingerprint())
                        .put("rule", changed.origin());
            case AuditEvent.PersonChanged changed ->
                named(to, "person." + changed.change())
                        .put("sid", changed.session())
                        .put("identity", changed.by().identity())
                        .put("by_key_fp", changed.by().fingerprint())
                        .put("person", changed.person(), LONGEST_WORDS)
                        .put("detail", changed.detail(), LONGEST_WORDS);
            case AuditEvent.SessionWatched(String session, String watched, String identity) ->
                named(to, "session.watched")
                        .put("sid", session)
                        .put("identity", identity)
                        .put("watched", watched);
            case AuditEvent.SessionKilled(String session, String killed, String identity, var reason) ->
                named(to, "session.kill")
                        .put("reason", reason, LONGEST_WORDS)
                        .put("sid", session)
                        .put("identity", identity)
                        .put("killed", killed);
            case AuditEvent.TailQuarantined(String file, long bytes, String into) ->
                named(to, "audit.tail").put("file", file).put("bytes", bytes).put("into", into);
            case AuditEvent.LinesMissing(long from, long through) ->
                named(to, "audit.missing").put("from_seq", from).put("through_seq", through);
            case AuditEvent.EventsLost(long count, String reason) ->
                named(to, "audit.lost").put("reason", reason).put("count", count);
            case AuditEvent.FileExpired(String file, long through, String reason) ->
                named(to, "audit.expired")
                        .put("reason", reason)
                        .put("file", file)
                        .put("through_seq", through);
            case AuditEvent.FileReplaced(String file) ->
                named(to, "audit.replaced").put("file", file);
            case AuditEvent.CheckpointLost(String reason, Optional<String> kept) ->
                named(to, "audit.unsigned").put("reason", reason).put("kept", kept);
            case AuditEvent.CheckpointSigned(Checkpoint checkpoint, String signature) ->
                named(to, "audit.checkpoint").put("signed", checkpoint.json()).put("signature", signature);
        };
    }

    private static JsonLine named(JsonLine to, String name) {
        return to.put("event", name);
    }

    private static JsonLine failed(JsonLine to, String name, String reason) {
        return named(to, name).put("outcome", "refused").put("reason", reason, LONGEST_WORDS);
    }

    private static JsonLine peer(JsonLine to, Peer peer) {
        return to.put("conn", peer.connection())
                .put("src", peer.source())
                .put("client", Optional.of(peer.software()).filter(software -> !software.isEmpty()), LONGEST_WORDS);
    }

    private static JsonLine who(JsonLine to, Who who) {
        to.put("identity", who.identity())
                .put("login", who.login(), LONGEST_WORDS)
                .put("key_fp", who.fingerprint());
        return certificate(to, who.certificate()).put("rule", who.rule());
    }

    private static JsonLine certificate(JsonLine to, Optional<Who.Certificate> certificate) {
        certificate.ifPresent(shown ->
                to.put("cert_id", shown.id(), LONGEST_WORDS).put("cert_serial", Long.toUnsignedString(shown.serial())));
        return to;
    }

    private static JsonLine passage(JsonLine to, Passage passage) {
        who(peer(to, passage.peer()).put("chan", passage.channel()), passage.who());
        return to.put("engine", passage.place().engine())
                .put("container", passage.place().id())
                .put("name", passage.place().name())
                .put("image", passage.place().image())
                .put("direction", passage.direction())
                .put("destination", passage.destination(), LONGEST_WORDS);
    }

    private static JsonLine sitting(JsonLine to, Sitting sitting, int longest) {
        who(peer(to, sitting.peer()).put("chan", sitting.channel()).put("sid", sitting.session()), sitting.who());
        sitting.place()
                .ifPresent(place -> to.put("engine", place.engine())
                        .put("container", place.id())
                        .put("name", place.name())
                        .put("image", place.image()));
        to.put("as", sitting.user(), LONGEST_WORDS)
                .put("pty", sitting.terminal())
                .put("request", sitting.request());
        command(to, "command", sitting.command(), longest);
        return command(to, "original_command", sitting.original(), longest);
    }

    /** A command's beginning is enough to read, and its digest to prove which one it was. */
    private static JsonLine command(JsonLine to, String key, Optional<String> command, int longest) {
        command.ifPresent(line -> {
            to.put(key, line, longest);
            if (line.length() > longest) {
                byte[] whole = line.getBytes(UTF_8);
                to.put(key + "_bytes", whole.length).put(key + "_sha256", Sha256.hex(whole));
            }
        });
        return to;
    }

    /** The start has the rest; what is repeated is what the log is searched by. */
    private static JsonLine whoAndWhere(JsonLine to, Sitting sitting) {
        to.put("sid", sitting.session())
                .put("identity", sitting.who().identity())
                .put("login", sitting.who().login(), LONGEST_WORDS);
        sitting.place().ifPresent(place -> to.put("container", place.id()).put("name", place.name()));
        return to;
    }

    private static JsonLine ended(JsonLine to, AuditEvent.SessionEnded ended) {
        Sitting sitting = ended.sitting();
        named(to, "session.end")
                .put("reason", ended.ending().orElse("ended"))
                .put("conn", sitting.peer().connection())
                .put("chan", sitting.channel());
        whoAndWhere(to, sitting).put("bytes_in", ended.bytesIn()).put("bytes_out", ended.bytesOut());
        ended.exit().ifPresent(exit -> to.put("exit", exit));
        to.put("signal", ended.signal()).put("duration_ms", ended.duration().toMillis());
        ended.recording()
                .ifPresent(recording -> to.put("recording", recording.file())
                        .put("recording_sha256", recording.sha256())
                        .put("recording_complete", recording.complete()));
        return to;
    }

    private static JsonLine lost(JsonLine to, AuditEvent.SessionLost lost) {
        named(to, "session.end")
                .put("reason", "gateway_killed")
                .put("conn", lost.connection())
                .put("chan", lost.channel())
                .put("sid", lost.session())
                .put("identity", lost.identity())
                .put("login", lost.login(), LONGEST_WORDS)
                .put("container", lost.container())
                .put("name", lost.name());
        lost.recording().ifPresent(recording -> {
            to.put("recording", recording.file());
            recording
                    .content()
                    .ifPresent(content ->
                            to.put("recording_sha256", content.sha256()).put("recording_bytes", content.bytes()));
            to.put("recording_complete", false);
        });
        return to;
    }

    private static String name(FileEvent operation) {
        return switch (operation) {
            case FileEvent.Opened opened -> "open";
            case FileEvent.Closed closed -> "close";
            case FileEvent.Renamed renamed -> "rename";
            case FileEvent.Removed removed -> "remove";
            case FileEvent.FolderMade made -> "mkdir";
            case FileEvent.FolderRemoved removed -> "rmdir";
            case FileEvent.Listed listed -> "list";
            case FileEvent.Changed changed -> "setstat";
            case FileEvent.Linked linked -> "link";
            case FileEvent.SymbolicallyLinked linked -> "symlink";
        };
    }

    private static JsonLine file(JsonLine to, FileEvent operation) {
        return switch (operation) {
            case FileEvent.Opened(FilePath path, boolean toWrite) ->
                path(to, "path", path).put("for", toWrite ? "write" : "read");
            case FileEvent.Closed(FilePath path, FileEvent.Passage read, FileEvent.Passage written) ->
                path(to, "path", path)
                        .put("bytes_read", read.bytes())
                        .put("read_sha256", read.sha256())
                        .put("bytes_written", written.bytes())
                        .put("written_sha256", written.sha256());
            case FileEvent.Renamed(FilePath from, FilePath target) -> path(path(to, "path", from), "target", target);
            case FileEvent.Removed(FilePath path) -> path(to, "path", path);
            case FileEvent.FolderMade(FilePath path) -> path(to, "path", path);
            case FileEvent.FolderRemoved(FilePath path) -> path(to, "path", path);
            case FileEvent.Listed(FilePath path) -> path(to, "path", path);
            case FileEvent.Changed(FilePath path, String changes) ->
                path(to, "path", path).put("changes", changes);
            case FileEvent.Linked(FilePath file, FilePath name) -> path(path(to, "path", name), "target", file);
            case FileEvent.SymbolicallyLinked(FilePath target, FilePath name) ->
                path(path(to, "path", name), "target", target);
        };
    }

    private static JsonLine path(JsonLine to, String key, FilePath path) {
        return to.put(key, path.toString(), LONGEST_PATH);
    }
}
