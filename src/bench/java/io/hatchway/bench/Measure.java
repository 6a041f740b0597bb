package io.hatchway.bench;

import java.io.IOException;
import java.util.List;

/** One question put to both sides. Starts the sides it needs; the lab stops them afterwards. */
interface Measure {
    /** All of them, in the order of the report. */
    static List<Measure> all() {
        return List.of(
                new WarmLogin(),
                new FirstLogin(),
                new Transfer(Transfer.Direction.OUT),
                new Transfer(Transfer.Direction.IN),
                new Forward(),
                new FileTransfer(FileTransfer.Direction.PUT),
                new FileTransfer(FileTransfer.Direction.GET),
                new ManyFiles(),
                new Recording(),
                new IdleMemory(),
                new ManySessions(),
                new LoginRate(),
                new ListContainers(),
                new ConsolePrompt(),
                new LogsFollow(),
                new StartUp());
    }

    /** The name that {@code --only} takes. */
    String name();

    /**
     * Blocks until the answer is known, within a limit.
     *
     * @throws IOException when the question could not be answered, with a sentence saying why
     */
    List<Line> run(Lab lab) throws IOException, InterruptedException;
}
