package io.hatchway.audit;

import io.hatchway.session.Forward;

/**
 * What is to be said of a forward.
 *
 * @param direction which side opens it: {@code to-container} or {@code to-client}
 * @param destination where it leads
 */
public record Passage(Peer peer, long channel, Who who, Sitting.Place place, String direction, String destination) {

    static Passage of(Forward forward) {
        return new Passage(
                Peer.of(forward.connection()),
                forward.connection().channel(),
                Who.of(forward.grant()),
                Sitting.Place.of(forward.container()),
                switch (forward.direction()) {
                    case TO_CONTAINER -> "to-container";
                    case TO_CLIENT -> "to-client";
                },
                forward.place().toString());
    }
}
