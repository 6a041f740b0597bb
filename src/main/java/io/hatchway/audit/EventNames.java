package io.hatchway.audit;

import java.util.List;

/** What the log's lines can say in {@code event} and {@code outcome}, for whoever asks for some of them. */
public final class EventNames {
    /** Every event, in the order of the alphabet. */
    public static final List<String> EVENTS = List.of(
            "admin.begin",
            "admin.command",
            "audit.checkpoint",
            "audit.expired",
            "audit.lost",
            "audit.missing",
            "audit.replaced",
            "audit.tail",
            "audit.unsigned",
            "auth.fail",
            "auth.ok",
            "channel.refused",
            "config.accepted",
            "config.rejected",
            "connection.close",
            "connection.open",
            "file.close",
            "file.link",
            "file.list",
            "file.mkdir",
            "file.open",
            "file.remove",
            "file.rename",
            "file.rmdir",
            "file.setstat",
            "file.symlink",
            "forward.close",
            "forward.open",
            "forward.refused",
            "gateway.start",
            "gateway.stop",
            "key.added",
            "key.expires",
            "key.revoked",
            "penalty",
            "person.added",
            "person.granted",
            "person.removed",
            "person.taken",
            "recording.removed",
            "session.end",
            "session.kill",
            "session.refused",
            "session.start",
            "session.watched");

    public static final List<String> OUTCOMES = List.of("ok", "fail", "refused");

    private EventNames() {}
}
