package io.hatchway.access;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;

/** A place that is read can be written again, and its port is one. */
final class EndpointFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "localhost:80", "[::1]:*", "*:65535", "db.internal:0", "[fe80::1%eth0]:22", "a:b:1", "/run/app.sock");
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        Endpoint.parse(text).ifPresent(place -> {
            String host = place.host().indexOf(':') < 0 ? place.host() : "[" + place.host() + "]";
            String port =
                    place.port().isPresent() ? Integer.toString(place.port().getAsInt()) : "*";
            String written = place.host().startsWith("/") ? place.host() : host + ":" + port;
            that(Endpoint.parse(written).filter(place::equals).isPresent(), "%s is %s", text, place);
            that(place.port().orElse(1) >= 1 && place.port().orElse(1) <= 65_535, "the port of %s", text);
        });
    }
}
