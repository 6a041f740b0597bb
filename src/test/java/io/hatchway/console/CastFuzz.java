package io.hatchway.console;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A file is a recording whose events can be shown, or a sentence about why it is none. */
final class CastFuzz implements FuzzTarget {
    private static final String HEADER = "{\"version\":3,\"term\":{\"cols\":90,\"rows\":30}}\n";

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                HEADER + "[0.5,\"o\",\"a\\u001b[m\"]\n# a comment\n[1.25,\"r\",\"100x40\"]\n",
                HEADER + "[1e400,\"o\",\"late\"]\n[-1,\"o\",\"early\"]\n[0.1,\"x\",\"0\"]",
                HEADER + "[0,\"r\",\"99999x0\"]\n[0,\"o\",7]\n[0,\"\",\"\"]\n{}\n",
                "{\"version\":3}\n[0,\"o\",\"x\"",
                "{\"version\":2}\n");
    }

    @Override
    public void hold(byte[] input) {
        try (Cast cast = new Cast(new ByteArrayInputStream(input))) {
            that(cast.size().columns() > 0 && cast.size().rows() > 0, "a size of %s", cast.size());
            int left = input.length;
            for (Optional<Cast.Event> next = cast.next(); next.isPresent(); next = cast.next()) {
                Cast.Event event = next.get();
                that(left-- > 0, "more events than bytes");
                that(
                        event.micros() >= 0
                                && event.micros() <= Duration.ofDays(365).toNanos() / 1000,
                        "it waits for %d",
                        event.micros());
                event.size().ifPresent(size -> that(size.columns() > 0 && size.rows() > 0, "a size of %s", size));
            }
        } catch (IOException none) {
            that(none.getMessage() != null && FuzzTarget.isPlain(none.getMessage()), "no sentence: %s", none);
        }
    }
}
