package io.hatchway.session;

import io.hatchway.access.Grant;
import io.hatchway.container.Container;
import java.util.Optional;
import java.util.function.Function;

/** What a forward stands on for as long as it does: a container, and a grant that is renewed and still allows it. */
final class Footing {
    private final Container container;
    private final Function<Grant, Optional<String>> objection;
    private volatile Grant grant;

    /** @param objection what would speak against the forward under a grant */
    Footing(Container container, Grant grant, Function<Grant, Optional<String>> objection) {
        this.container = container;
        this.grant = grant;
        this.objection = objection;
    }

    /** The same for something else, with a grant of its own from here on. */
    Footing another() {
        return new Footing(container, grant, objection);
    }

    Container container() {
        return container;
    }

    Grant grant() {
        return grant;
    }

    /** Takes a renewed grant, unless something speaks against the forward under it. */
    boolean renew(Grant renewed) {
        if (objection.apply(renewed).isPresent()) {
            return false;
        }
        grant = renewed;
        return true;
    }
}
