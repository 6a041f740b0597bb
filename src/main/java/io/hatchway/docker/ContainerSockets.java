package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Container;
import io.hatchway.container.Duplex;
import io.hatchway.container.Listening;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unix sockets in a container's own files, as the session's user: the kernel asks what that user may, and tells whoever
 * listens that it is he (SO_PEERCRED of unix(7)). A file is found on a {@link Visit} inside the container, and held; it is
 * connected to, or a socket made in it, from outside. Needs nothing in the image, and no program in the container.
 */
record ContainerSockets(Visit visit) {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerSockets.class);
    private static final int BACKLOG = 128;
    private static final int NOT_TO_BE_RUN = 0177;

    /** What a security module may have put a container's programs under without meaning their sockets. */
    private static final Set<String> NO_NARROWER = Set.of("", "unconfined", "docker-default (enforce)");

    /** Linux says so where there is no security module. */
    private static final String NO_MODULE = "Invalid argument";

    private static final String UNKNOWN = "?";

    /** Whoever reads this has everything loaded that a visit needs. */
    private static final class Rehearsal {
        private static final boolean WENT_WELL = rehearsed();
    }

    /**
     * Those of a container whose files this gateway may enter; blocks.
     *
     * <p>Empty also where a visit would be more than what the container's own programs may: one that mounts what it likes, has
     * users of its own, or stands under a security module's rules of its own.
     */
    static Optional<ContainerSockets> of(Container container, Accounts accounts, Optional<String> user)
            throws IOException {
        Optional<FirstProcess> process = FirstProcess.of(container);
        // Whoever is first may be interrupted, and the others wait for it too.
        if (process.isEmpty()
                || !mayVisit(process.get())
                || !Apart.run("rehearsal", () -> Rehearsal.WENT_WELL, wentWell -> {})) {
            return Optional.empty();
        }
        long capabilities = Capabilities.bounding(process.get().files()) & Capabilities.ours();
        return Optional.of(new ContainerSockets(new Visit(process.get(), accounts.of(container, user), capabilities)));
    }

    private static boolean rehearsed() {
        MemorySegment here = HeldFile.name("/");
        try (HeldFile found = Visit.rehearse(() -> HeldFile.find(here))) {
            LOG.debug("containers' files can be entered as their users: {}", found.path());
            return true;
        } catch (IOException | RuntimeException notAllowed) {
            LOG.info("sockets in containers' files are left to programs in them: {}", notAllowed.getMessage());
            return false;
        }
    }

    private static boolean mayVisit(FirstProcess process) throws IOException {
        return SystemCall.areKnown()
                && Capabilities.has(Capabilities.SYS_CHROOT, Capabilities.SETUID, Capabilities.SETGID)
                && LentFile.isTrusted((int) process.container().hostPid())
                && !process.shares("mnt")
                && NO_NARROWER.contains(label(process));
    }

    private static String label(FirstProcess process) {
        try {
            return Files.readString(process.files().resolve("attr/current"), ISO_8859_1)
                    .replace("\0", "")
                    .strip();
        } catch (NoSuchFileException noModule) {
            return "";
        } catch (IOException failed) {
            return NO_MODULE.equals(failed.getMessage()) ? "" : UNKNOWN;
        }
    }

    /** Connects; blocks until the connection stands. */
    Duplex connect(String path) throws IOException {
        MemorySegment place = HeldFile.name(path);
        return apart(
                () -> {
                    try (HeldFile socket = visit.inside(() -> HeldFile.find(place), HeldFile::close)) {
                        return connect(socket);
                    }
                },
                Duplex::close);
    }

    private Duplex connect(HeldFile socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            visit.outside(() -> channel.connect(UnixDomainSocketAddress.of(socket.path())));
            return new SocketDuplex(channel);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Listens for its user alone, in a folder that it makes; both are removed in the end. */
    Listening listen(String path) throws IOException {
        int name = path.lastIndexOf('/');
        int folder = path.lastIndexOf('/', name - 1);
        MemorySegment where = HeldFile.name(path.substring(0, Math.max(folder, 1)));
        MemorySegment made = HeldFile.name(path.substring(folder + 1, name));
        // Whoever asked may be interrupted when the folder is there already.
        return apart(
                () -> listen(visit.inside(() -> Room.make(where, made), Room::undo), path.substring(name + 1)),
                Listening::close);
    }

    private Listening listen(Room room, String name) throws IOException {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                visit.outside(() -> {
                    SystemCall.UMASK.call(NOT_TO_BE_RUN, 0, 0);
                    return channel.bind(UnixDomainSocketAddress.of(room.folder().path() + "/" + name), BACKLOG);
                });
                return new SocketListening(channel, () -> remove(room, name));
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            remove(room, name);
            throw failed;
        }
    }

    private void remove(Room room, String name) {
        MemorySegment socket = HeldFile.name(name);
        try {
            apart(
                    () -> {
                        try (room) {
                            visit.outside(() -> {
                                try {
                                    room.folder().remove(socket);
                                } finally {
                                    room.remove();
                                }
                                return room;
                            });
                            return room;
                        }
                    },
                    removed -> {});
        } catch (IOException failed) {
            LOG.debug(
                    "a socket in {} was not removed",
                    visit.process().container().name(),
                    failed);
        }
    }

    private <T> T apart(Apart.Work<T> work, Consumer<T> unwanted) throws IOException {
        return Apart.run("socket of " + visit.process().container().name(), work, unwanted);
    }

    /** A new folder for a socket, and the one that it is in. */
    private record Room(HeldFile place, MemorySegment name, HeldFile folder) implements AutoCloseable {
        static Room make(MemorySegment where, MemorySegment name) throws IOException {
            HeldFile place = HeldFile.find(where);
            try {
                return new Room(place, name, place.make(name));
            } catch (IOException failed) {
                place.close();
                throw failed;
            }
        }

        void remove() {
            try {
                place.removeFolder(name);
            } catch (IOException failed) {
                LOG.debug("a folder for a socket was not removed", failed);
            }
        }

        void undo() {
            remove();
            close();
        }

        @Override
        public void close() {
            folder.close();
            place.close();
        }
    }
}
