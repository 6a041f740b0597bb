package io.hatchway.session;

import io.hatchway.container.Archive;
import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.files.Confinement;
import io.hatchway.files.FileService;
import io.hatchway.files.ScpCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a session that wants files to the program in the container that works on them; {@link Bridge} in small. */
final class FileTraffic {
    private static final Logger LOG = LoggerFactory.getLogger(FileTraffic.class);

    /** The program ends because the server has told it to, a moment before the server itself is done. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private FileTraffic() {}

    /** Serves a client over a program that was started as {@link FileService#command}. */
    static Exit join(Session session, Optional<ScpCommand> scp, Program program, Bridge.Aftermath aftermath)
            throws InterruptedException {
        return join(session, program, aftermath, files -> serve(session, scp, files));
    }

    /** Serves a client over the engine's archive. */
    static Exit join(Session session, Optional<ScpCommand> scp, Archive archive, Archive.Setting setting, String user)
            throws IOException, InterruptedException {
        FileService files =
                new FileService(archive, setting, user, confinement(session), session::remember, session::say);
        return serve(session, scp, files) ? new Exit.Status(0) : new Exit.Status(1);
    }

    private static boolean serve(Session session, Optional<ScpCommand> scp, FileService files)
            throws IOException, InterruptedException {
        if (scp.isPresent()) {
            return files.scp(scp.get(), session.in(), session.out());
        }
        files.sftp(session.in(), session.out());
        return true;
    }

    /** What the grant it was started with leaves of the container's files. */
    static Confinement confinement(Session session) {
        return Confinement.of(session.startedWith().permissions().files());
    }

    private interface Service {
        /** False when the client is to be told that not all went well. */
        boolean serve(FileService files) throws IOException, InterruptedException;
    }

    private static Exit join(Session session, Program program, Bridge.Aftermath aftermath, Service service)
            throws InterruptedException {
        try (program) {
            FileService files = new FileService(program, confinement(session), session::remember, session::say);
            AtomicBoolean well = new AtomicBoolean();
            Thread server = Thread.ofVirtual()
                    .name("files " + session.id())
                    .start(() -> well.set(serve(session, files, service)));
            try {
                files.run();
            } catch (IOException broken) {
                // Either the session was told to end, or the engine broke off: the outcome says.
                LOG.debug("the files of session {} broke off", session.id(), broken);
            }
            if (session.ending().isEmpty()) {
                Outcome outcome = program.await();
                aftermath.ended(!(outcome instanceof Outcome.Lost) || program.end());
                if (outcome.equals(new Outcome.Exited(0)) && server.join(PATIENCE)) {
                    return well.get() ? new Exit.Status(0) : new Exit.Status(1);
                }
                return Bridge.exit(session, outcome);
            }
        } catch (InterruptedException told) {
            // the same as an ending seen above
        } catch (RuntimeException | Error fault) {
            aftermath.ended(program.end());
            throw fault;
        }
        aftermath.ended(program.end());
        throw new InterruptedException();
    }

    private static boolean serve(Session session, FileService files, Service service) {
        try {
            return service.serve(files);
        } catch (IOException notFiles) {
            LOG.info("session {} did not go on with its files: {}", session.id(), notFiles.getMessage());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
