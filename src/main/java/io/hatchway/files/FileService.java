package io.hatchway.files;

import io.hatchway.container.Command;
import io.hatchway.container.EngineException;
import io.hatchway.container.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One container's files for one session, through a program in the container or the engine's archive.
 *
 * <p>Whoever serves the session starts {@link #command}, calls {@link #run} on its own thread, and {@link #sftp} on
 * another: as with any program, one thread has its output and one the client's input.
 */
public final class FileService {
    private final Optional<CoProcess> program;
    private final FileWorker worker;
    /** For clients that do not tell their people what they are told. */
    private final FileWorker spoken;

    private final FileWitness witness;

    /** Another way to a container's files, asked for when it is needed. */
    public interface Fallback {
        /**
         * The engine's archive; may block.
         *
         * @throws EngineException when this session must not be served so, with a sentence for the client
         */
        ArchiveSession archive() throws EngineException;
    }

    /**
     * Over a program that was started as {@link #command}, without a terminal.
     *
     * @param fallback what does the work where the program finds too few tools to do it
     * @param speaker says a sentence to the client, beside what it is answered
     */
    public FileService(
            Program program,
            Fallback fallback,
            Confinement confinement,
            FileWitness witness,
            Consumer<String> speaker) {
        CoProcess over = new CoProcess(program, confinement, folder -> speaker.accept(missing(folder)));
        this.program = Optional.of(over);
        FileWorker first = new DirectReads(over, program::lend);
        this.worker =
                new BoundedWorker(new EitherWorker(first, () -> new ArchiveWorker(fallback.archive())), confinement);
        this.spoken = new BoundedWorker(
                new EitherWorker(first, () -> new Outspoken(new ArchiveWorker(fallback.archive()), speaker)),
                confinement);
        this.witness = witness;
    }

    /**
     * Over the engine's archive, where no program can be started; there is nothing to {@link #run} then, and whoever
     * serves the session serves the client. Ask {@link #objection} first.
     *
     * @param speaker says a sentence to the client, beside what it is answered
     */
    public FileService(ArchiveSession session, Confinement confinement, FileWitness witness, Consumer<String> speaker) {
        FileWorker over = new ArchiveWorker(session);
        this.program = Optional.empty();
        this.worker = new BoundedWorker(over, confinement);
        this.spoken = new BoundedWorker(new Outspoken(over, speaker), confinement);
        this.witness = witness;
    }

    private static String missing(FilePath folder) {
        return "The folder " + folder.text()
                + ", in which this key may use files, is not in this container. Ask its operator to make it.";
    }

    /**
     * Why a session must not have its files through the engine's archive, for the client; empty when it may.
     */
    public static Optional<String> objection(ArchiveSession session, Confinement confinement) {
        return ArchiveWorker.objection(session, confinement);
    }

    /** What is to run in the container; it needs {@code sh}. */
    public static Command command() {
        return new Command.Script(WorkerScript.TEXT);
    }

    /**
     * Lets the program work; returns when it has ended its output, which it does after the client ended its input.
     *
     * @throws TooFewToolsException when the container has not the tools for it; {@link #sftp} and {@link #scp} go on, by
     *     the fallback
     * @throws IOException when it does not work as it should, or the engine's stream broke
     */
    public void run() throws IOException {
        if (program.isPresent()) {
            program.get().run();
        }
    }

    /**
     * Serves a client of SFTP until it ends its input.
     *
     * @throws ClientLeftException when it left in the middle of something
     * @throws EngineException when there is no way to the container's files, with a sentence for the client
     * @throws IOException when the client does not speak SFTP, or the program never began to work
     */
    public void sftp(InputStream in, OutputStream out) throws IOException, InterruptedException {
        try {
            new SftpServer(in, out, spoken, witness).serve();
        } finally {
            spoken.finish();
        }
    }

    /**
     * Serves a client of {@code scp -O} until it has sent or received everything.
     *
     * @return whether all of it went well
     * @throws ClientLeftException when it left in the middle of something
     * @throws EngineException when there is no way to the container's files, with a sentence for the client
     * @throws IOException when the client does not speak its protocol, or the program never began to work
     */
    public boolean scp(ScpCommand command, InputStream in, OutputStream out) throws IOException, InterruptedException {
        ScpPeer peer = new ScpPeer(in, out);
        try {
            if (command.upload()) {
                new ScpSink(peer, worker, witness, command).serve();
            } else {
                new ScpSource(peer, worker, witness, command).serve();
            }
            return !peer.complained();
        } finally {
            worker.finish();
        }
    }
}
