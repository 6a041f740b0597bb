package io.hatchway.console;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.container.FakeInventory;
import io.hatchway.fuzz.FuzzTarget;
import io.hatchway.session.Exit;
import io.hatchway.session.SampleSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Any line at the console is a command or a sentence about why it is none, and none of it reaches the terminal raw. */
final class CommandLineFuzz implements FuzzTarget {
    private static final int LEAST_SAID = 4000;

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "\0help",
                "\0version",
                "\0help version",
                "\0 \"version\"",
                "\0'open",
                "\0--help",
                "\0@/etc/passwd",
                "\0version x",
                "\0\u001b[31m",
                "\1version\nfrob\nhelp\n",
                "\0\\",
                "\0${sys:user.home}",
                "\0a=b --x=%s",
                "\0ps -a --json --label x=y",
                "\0logs web --include '(a' --since 3d",
                "\0inspect web --type volume",
                "\1ps | grep -v x | head -n 3 | tail\nrm web --yes\n");
    }

    @Override
    public void hold(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        String text = FuzzTarget.text(Arrays.copyOfRange(input, 1, input.length));
        SampleConsole console = new SampleConsole(Path.of(System.getProperty("java.io.tmpdir")));
        console.inventory.containers.add(FakeInventory.running("web"));
        SampleSession client = console.client;
        if ((input[0] & 1) == 0) {
            client.exec(text);
        } else {
            client.shell(Optional.empty()).sends(text);
        }
        Exit exit = console.make().handle(client.make());
        that(exit instanceof Exit.Status(int code, var served) && code >= 0 && code <= 255, "it ended with %s", exit);
        for (String said : List.of(client.out(), client.err())) {
            that(said.lines().allMatch(FuzzTarget::isPlain), "not fit to show: %s", said);
            that(!said.contains("Exception") || text.contains("Exception"), "an exception: %s", said);
        }
        long lines = text.lines().count() + 1;
        that(
                client.out().length() + client.err().length() <= lines * LEAST_SAID + 8L * text.length(),
                "%d characters about %d",
                client.out().length() + client.err().length(),
                text.length());
    }
}
