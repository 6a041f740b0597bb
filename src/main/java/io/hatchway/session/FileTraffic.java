package io.hatchway.session;

import io.hatchway.container.EngineException;
import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.files.ArchiveSession;
import io.hatchway.files.ClientLeftException;
import io.hatchway.files.Confinement;
import io.hatchway.files.FileEvent;
import io.hatchway.files.FileService;
import io.hatchway.files.FileWitness;
import io.hatchway.files.ScpCommand;
import io.hatchway.files.TooFewToolsException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a session that wants files to the program in the container that works on them; {@link Bridge} in small. */
final class FileTraffic {
    private static final Logger LOG = LoggerFactory.getLogger(FileTraffic.class);

    /** The program ends because the server has told it to, a moment before the server itself is done. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Exit NOT_WELL = new Exit.Status(1);

    private FileTraffic() {}

    /**
     * Serves a client over a program that was started as {@link FileService#command}.
     *
     * @param fallback what does it where the container has too few tools
     */
    static Exit join(
            Session session,
            Optional<ScpCommand> scp,
            Program program,
            FileService.Fallback fallback,
            Bridge.Aftermath aftermath)
            throws InterruptedException {
        try (program) {
            FileService files =
                    new FileService(program, fallback, confinement(session), new Memory(session), session::say);
            AtomicReference<Exit> served = new AtomicReference<>(NOT_WELL);
            Thread server = Thread.ofVirtual()
                    .name("files " + session.id())
                    .start(() -> served.set(serve(session, scp, files)));
            if (worksToItsEnd(session, files)) {
                if (session.ending().isEmpty()) {
                    Outcome outcome = program.await();
                    aftermath.ended(!(outcome instanceof Outcome.Lost) || program.end());
                    boolean over = outcome.equals(new Outcome.Exited(0)) && server.join(PATIENCE);
                    return over ? unlessEnded(session, served.get()) : Bridge.exit(session, outcome);
                }
            } else {
                return without(session, program, aftermath, server, served);
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

    /** False when the program has found that it cannot do the work, and something else does it. */
    private static boolean worksToItsEnd(Session session, FileService files) {
        try {
            files.run();
        } catch (TooFewToolsException tooFew) {
            LOG.info("session {} has its files by the engine's archive: {}", session.id(), tooFew.getMessage());
            return false;
        } catch (IOException broken) {
            // Either the session was told to end, or the engine broke off: the outcome says.
            LOG.debug("the files of session {} broke off", session.id(), broken);
        }
        return true;
    }

    /** The program is over at once, and whoever serves the client goes on without it. */
    private static Exit without(
            Session session, Program program, Bridge.Aftermath aftermath, Thread server, AtomicReference<Exit> served)
            throws InterruptedException {
        try {
            aftermath.ended(program.end());
            server.join();
        } catch (InterruptedException told) {
            server.interrupt();
            throw told;
        }
        return unlessEnded(session, served.get());
    }

    /** Serves a client over the engine's archive. */
    static Exit join(Session session, Optional<ScpCommand> scp, ArchiveSession over) throws InterruptedException {
        FileService files = new FileService(over, confinement(session), new Memory(session), session::say);
        return unlessEnded(session, serve(session, scp, files));
    }

    private static Exit unlessEnded(Session session, Exit exit) throws InterruptedException {
        if (session.ending().isPresent()) {
            throw new InterruptedException();
        }
        return exit;
    }

    /** What the grant it was started with leaves of the container's files. */
    static Confinement confinement(Session session) {
        return Confinement.of(session.startedWith().permissions().files());
    }

    private static Exit serve(Session session, Optional<ScpCommand> scp, FileService files) {
        try {
            if (scp.isPresent()) {
                return files.scp(scp.get(), session.in(), session.out()) ? new Exit.Status(0) : NOT_WELL;
            }
            files.sftp(session.in(), session.out());
            return new Exit.Status(0);
        } catch (ClientLeftException left) {
            LOG.info("session {} did not finish its files: {}", session.id(), left.getMessage());
            session.end(Ending.CLIENT_GONE);
        } catch (EngineException refused) {
            return session.refuse(refused.sentence());
        } catch (IOException notFiles) {
            LOG.info("session {} did not go on with its files: {}", session.id(), notFiles.getMessage());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
        return NOT_WELL;
    }

    /** Puts on the session's record what it does to files. */
    private record Memory(Session session) implements FileWitness {
        @Override
        public void saw(FileEvent event, Optional<String> failure) {
            session.remember(event, failure);
        }

        @Override
        public String whyUnclosed() {
            return session.ending()
                    .filter(ending -> ending != Ending.CLIENT_GONE)
                    .map(ending -> "The session was ended before the client closed the file: " + ending + ".")
                    .orElseGet(FileWitness.super::whyUnclosed);
        }
    }
}
