package io.hatchway.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container made for one program.
 *
 * @param image its name or id
 * @param name what the container is called
 * @param pty the terminal to run it on, if any
 */
public record OneOff(String image, String name, What what, Where where, Life life, Optional<Pty> pty) {
    /** The label of containers made so: its value is the tag. */
    public static final String LABEL = "hatchway.run";

    /** The label of those that stay when their program has ended. */
    public static final String KEPT = "hatchway.run.kept";

    /** The same, made for the session of that tag. */
    public OneOff tagged(String tag) {
        return new OneOff(image, name, what, where, new Life(life.attached(), life.removed(), life.init(), tag), pty);
    }

    /**
     * What runs in it.
     *
     * @param words the program and its arguments, or the arguments of the entrypoint; none: as the image says
     * @param entrypoint in the place of the image's; empty: the image's
     * @param environment added to the image's own; never shown in argv
     * @param user empty: as the image says
     * @param folder where the program starts; empty: as the image says
     */
    public record What(
            List<String> words,
            Optional<String> entrypoint,
            Map<String, String> environment,
            Optional<String> user,
            Optional<String> folder) {
        public What {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * What it is given of what there is.
     *
     * @param confined whether it gets less than engines give: no raw sockets, no new privileges, a limit on processes
     */
    public record Where(Network network, List<Mount> mounts, boolean confined) {
        public Where {
            mounts = List.copyOf(mounts);
        }
    }

    /**
     * How it lives.
     *
     * @param attached whether a client has its streams, without whom it ends
     * @param removed whether it goes when the program has ended
     * @param init whether a small first process stands over the program, so that signals end it and its orphans are
     *     reaped
     * @param tag of the session it is made for
     */
    public record Life(boolean attached, boolean removed, boolean init, String tag) {}

    /** Where it is connected. */
    public sealed interface Network {

        /** Nowhere. */
        record None() implements Network {}

        /** The host's own, nothing between. */
        record Host() implements Network {}

        /** One of the engine's; {@code bridge} is what engines take by default. */
        record Named(String name) implements Network {}

        /** Another container's, shared with it. */
        record Of(String containerId) implements Network {}
    }

    /**
     * A folder of its own that outlives it, or of the host.
     *
     * @param source a volume's name, or a path of the host that begins with a slash; empty: a volume without a name
     * @param target where it is in the container, an absolute path
     */
    public record Mount(Optional<String> source, String target, boolean readOnly) {
        /** Whether it is the host's. */
        public boolean isOfHost() {
            return source.filter(place -> place.startsWith("/")).isPresent();
        }
    }
}
