package io.hatchway.sshd;

import io.hatchway.audit.AuditEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Puts penalties on record. */
record PenaltyRecords(Consumer<AuditEvent> audit) implements RefusalListener {
    @Override
    public void refused(InetSocketAddress client, String reason) {
        // the log has it
    }

    @Override
    public void penalised(InetSocketAddress client, String network, Offence offence, Duration time) {
        String reason = offence.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        audit.accept(new AuditEvent.Penalty(network, reason, time));
    }
}
