package io.hatchway.session;

import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.files.Confinement;
import io.hatchway.files.FileService;
import io.hatchway.files.FileWitness;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a session that wants files to the program in the container that works on them; {@link Bridge} in small. */
final class FileTraffic {
    private static final Logger LOG = LoggerFactory.getLogger(FileTraffic.class);

    private FileTraffic() {}

    static Exit join(Session session, Program program, Bridge.Aftermath aftermath) throws InterruptedException {
        try (program) {
            FileService files = new FileService(program, Confinement.NONE, FileWitness.NOBODY);
            Thread.ofVirtual().name("sftp " + session.id()).start(() -> serve(session, files));
            try {
                files.run();
            } catch (IOException broken) {
                // Either the session was told to end, or the engine broke off: the outcome says.
                LOG.debug("the files of session {} broke off", session.id(), broken);
            }
            if (session.ending().isEmpty()) {
                Outcome outcome = program.await();
                aftermath.ended(!(outcome instanceof Outcome.Lost) || program.end());
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

    private static void serve(Session session, FileService files) {
        try {
            files.sftp(session.in(), session.out());
        } catch (IOException notSftp) {
            LOG.info("session {} did not go on with SFTP: {}", session.id(), notSftp.getMessage());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
