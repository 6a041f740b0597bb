package io.hatchway.docker;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Launch;
import io.hatchway.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What hostile processes can write into /proc (names, environments, mounts) misleads nobody. */
final class ProcFilesFuzz implements FuzzTarget {
    private static final String MARK = Launch.TAG + "=";
    private static final String FIELDS =
            " S 5 7 8 0 -1 1 2 3 4 5 6 7 8 9 20 0 1 0 4242 99 1 18 700 800 1" + " 0".repeat(17) + " 1 2 3 4 5 900 0\n";

    @Override
    public List<byte[]> seeds() {
        String container = "0123456789abcdef".repeat(4);
        return FuzzTarget.texts(
                "sh",
                "a) R 1 1 1 (b",
                "evil)\n9 (x",
                "123 (sh)" + FIELDS,
                "1 (x) S 2",
                "A=b\0" + MARK + "abc\0C=d",
                MARK + "first\0" + MARK + "second",
                "X" + MARK + "no",
                "12\n007\n99999999999\nx",
                "1 2 0:3 /docker/containers/" + container + "/hostname /etc/hostname rw\n");
    }

    @Override
    public void hold(byte[] input) {
        String text = new String(input, ISO_8859_1);
        ProcStat.parse(text).ifPresent(stat -> that(stat.started() >= 0, "started at %d", stat.started()));
        that(
                ProcStat.parse("7 (" + text + ")" + FIELDS)
                        .equals(Optional.of(new ProcStat("S", 5, 8, 4242, "700 900"))),
                "a process called %s",
                text);
        String tag = Arrays.stream(text.split("\0", -1))
                .filter(entry -> entry.startsWith(MARK))
                .map(entry -> entry.substring(MARK.length()))
                .findFirst()
                .orElse("");
        that(ProcessTable.tagIn(text).equals(tag), "the tag %s", ProcessTable.tagIn(text));
        OwnContainer.id(text).ifPresent(id -> that(id.matches("[0-9a-f]{64}"), "the id %s", id));
        that(
                ScriptedProcesses.pids(text).stream().allMatch(pid -> pid.matches("[0-9]{1,10}")),
                "pids %s",
                ScriptedProcesses.pids(text));
    }
}
