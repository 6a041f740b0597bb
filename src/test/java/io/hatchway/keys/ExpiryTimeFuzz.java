package io.hatchway.keys;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** A time that is read is the one that is written, in UTC where the text says so whatever the zone. */
final class ExpiryTimeFuzz implements FuzzTarget {
    private static final DateTimeFormatter WHOLE =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts("20300101", "203001012359", "20300101235959", "20300229Z", "20280229000000utc");
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        Optional<Instant> read = ExpiryTime.parse(text, ZoneOffset.UTC);
        read.ifPresent(time -> that(
                WHOLE.format(time).startsWith(text.replaceFirst("[^0-9].*", "")), "%s was read as %s", text, time));
        Optional<Instant> elsewhere = ExpiryTime.parse(text, ZoneId.of("Pacific/Kiritimati"));
        that(read.isPresent() == elsewhere.isPresent(), "whether %s is a time depends on the zone", text);
        if (!text.matches(".*[0-9]")) {
            that(read.equals(elsewhere), "%s is %s here and %s there", text, read, elsewhere);
        }
    }
}
