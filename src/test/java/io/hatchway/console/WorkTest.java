package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Size;
import io.hatchway.session.Foreground;
import io.hatchway.session.Session;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class WorkTest {
    private record Nobody() implements Foreground {
        @Override
        public void resize(Size size) {}

        @Override
        public void signal(String name) {}

        @Override
        public void readerGone() {}
    }

    @Test
    void aFaultOfTheGatewaysIsASentenceThatSaysWhereToLook(@TempDir Path state) throws Exception {
        SampleConsole console = new SampleConsole(state);
        Session session = console.client.make();
        StringWriter told = new StringWriter();
        PrintWriter out = new PrintWriter(told);
        Context context = new Context(
                console.wiring(),
                session,
                new Screen(out, out, Optional.empty(), false, Optional.empty()),
                InputStream::nullInputStream,
                new Relay(new Nobody()));
        int code = Work.run(context, () -> {
            throw new StackOverflowError("a fault of this test");
        });
        assertThat(code).isEqualTo(Codes.FAULT);
        assertThat(told)
                .hasToString("hatchway: The gateway failed; its log says why, under session " + session.id() + ".\n");
    }
}
