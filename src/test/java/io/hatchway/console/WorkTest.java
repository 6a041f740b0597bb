package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class WorkTest {
    @Test
    void aFaultOfTheGatewaysIsASentenceThatSaysWhereToLook(@TempDir Path state) throws Exception {
        StringWriter told = new StringWriter();
        PrintWriter out = new PrintWriter(told);
        Context context = new SampleConsole(state).context().on(Screen.plain(out, out));
        int code = Work.run(context, () -> {
            throw new StackOverflowError("a fault of this test");
        });
        assertThat(code).isEqualTo(Codes.FAULT);
        assertThat(told)
                .hasToString("hatchway: The gateway failed; its log says why, under session "
                        + context.session().id() + ".\n");
    }
}
