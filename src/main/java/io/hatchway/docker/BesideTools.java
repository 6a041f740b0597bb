package io.hatchway.docker;

import io.hatchway.container.Container;
import io.hatchway.container.Tools;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A helper container of tools, for as long as its input is open. */
record BesideTools(Container container, ExecStream input) implements Tools {
    private static final Logger LOG = LoggerFactory.getLogger(BesideTools.class);

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException alreadyGone) {
            LOG.debug("closing a container of tools", alreadyGone);
        }
    }
}
