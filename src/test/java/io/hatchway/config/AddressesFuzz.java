package io.hatchway.config;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;

/** Addresses to listen at and of engines, and times: what is read can be written again. */
final class AddressesFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "0.0.0.0:2222",
                "[::1]:0",
                "unix:///var/run/docker.sock",
                "tcp://engine:2376",
                "tcp://[fe80::1]:1",
                "30s",
                "999999999d",
                "0",
                "host:99999",
                "unix:///\0");
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        ListenAddress.parse(text).ifPresent(address -> {
            that(ListenAddress.parse(address.toString()).filter(address::equals).isPresent(), "%s: %s", text, address);
            that(address.port() >= 0 && address.port() <= 65_535, "the port of %s", text);
        });
        EngineAddress.parse(text)
                .ifPresent(address -> that(
                        EngineAddress.parse(address.toString())
                                .filter(address::equals)
                                .isPresent(),
                        "%s: %s",
                        text,
                        address));
        Durations.parse(text).ifPresent(time -> {
            that(!time.isNegative(), "%s is %s", text, time);
            that(Durations.parse(Durations.format(time)).isPresent(), "%s is written %s", text, Durations.format(time));
        });
    }
}
