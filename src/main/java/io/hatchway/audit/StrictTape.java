package io.hatchway.audit;

import io.hatchway.container.Size;
import io.hatchway.session.Ending;
import io.hatchway.session.Exit;
import io.hatchway.session.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes on the session's own thread: nothing is seen that is not recorded. */
final class StrictTape implements Tape {
    private static final Logger LOG = LoggerFactory.getLogger(StrictTape.class);

    private final Session session;
    private final CastFile cast;
    private final LatestSize size = new LatestSize();
    private boolean broken;

    StrictTape(Session session, CastFile cast) {
        this.session = session;
        this.cast = cast;
    }

    @Override
    public String file() {
        return cast.name();
    }

    @Override
    public synchronized void output(byte[] bytes, int offset, int length) throws IOException {
        if (broken) {
            throw new IOException("the session can no longer be recorded");
        }
        try {
            recordSize();
            cast.output(cast.now(), ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException failed) {
            breakOff(failed);
            throw failed;
        }
    }

    @Override
    public void resize(Size changed) {
        size.set(cast.now(), changed);
    }

    private void recordSize() throws IOException {
        Optional<LatestSize.Change> changed = size.take();
        if (changed.isPresent()) {
            cast.resize(changed.get().at(), changed.get().size());
        }
    }

    private void breakOff(IOException failed) {
        broken = true;
        LOG.error("session {} ends: its recording broke off: {}", session.id(), failed.toString());
        session.end(Ending.UNRECORDED);
    }

    @Override
    public synchronized FinishedRecording end(Exit exit) {
        try {
            if (!broken) {
                recordSize();
            }
        } catch (IOException failed) {
            broken = true;
            LOG.warn("the recording of session {} lacks its end: {}", session.id(), failed.toString());
        }
        return cast.end(exit, !broken);
    }
}
