package io.hatchway.sshd;

import io.hatchway.audit.AuditEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Is told what was refused before anybody logged in, each time, also where the log leaves repetitions out. Called on
 * threads that accept and receive: it must not block, and must not throw.
 */
public interface RefusalListener {
    /** Listens to nothing. */
    RefusalListener NOBODY = new RefusalListener() {
        @Override
        public void refused(InetSocketAddress client, String reason) {
            // nobody asked
        }

        @Override
        public void penalised(InetSocketAddress client, String network, Offence offence, Duration time) {
            // nobody asked
        }
    };

    /** Puts penalties on record. Single refusals are not: whoever is refused can be so as often as he likes. */
    static RefusalListener recording(Consumer<AuditEvent> audit) {
        return new PenaltyRecords(audit);
    }

    /**
     * A connection was turned away or cut off.
     *
     * @param reason a sentence of ours, without anything the client sent
     */
    void refused(InetSocketAddress client, String reason);

    /**
     * A source is kept out from now on.
     *
     * @param network the source, as CIDR has it
     * @param offence what it did last
     * @param time for how long, if nothing is added to it
     */
    void penalised(InetSocketAddress client, String network, Offence offence, Duration time);
}
