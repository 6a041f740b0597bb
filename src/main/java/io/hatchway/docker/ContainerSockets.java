package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Container;
import io.hatchway.container.Duplex;
import io.hatchway.container.Listening;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unix sockets in a container's own files, reached on a {@link Visit} as the session's user: the kernel asks what that user
 * may, and tells whoever listens that it is he (SO_PEERCRED of unix(7)). Needs nothing in the image, and no program in the
 * container.
 *
 * @param bounding what root may do in the container
 */
record ContainerSockets(FirstProcess process, Account user, long bounding) {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerSockets.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int AT_CURRENT_FOLDER = -100;
    private static final int AT_REMOVE_FOLDER = 0x200;
    private static final int FOR_ITS_OWNER = 0700;
    private static final int FROM_OTHERS = 0077;
    private static final int BACKLOG = 128;
    private static final String NOWHERE = "/proc/self/nowhere/nothing";

    /** What a security module may have put a container's programs under without meaning their sockets. */
    private static final Set<String> NO_NARROWER = Set.of("", "unconfined", "docker-default (enforce)");

    /** Whoever reads this has everything loaded that a visit needs. */
    private static final class Rehearsal {
        // Another thread does it, which would wait for this class if it were done here.
        private static final boolean IS_DONE = rehearsed();
    }

    /**
     * Those of a container whose files this gateway may enter.
     *
     * <p>Empty also where a visit would be more than what the container's own programs may: one that mounts what it likes, has
     * users of its own, or stands under a security module's rules of its own.
     */
    static Optional<ContainerSockets> of(Container container, Accounts accounts, Optional<String> user)
            throws IOException {
        Optional<FirstProcess> process = FirstProcess.of(container);
        if (process.isEmpty() || !SystemCall.areKnown() || !mayVisit(process.get()) || !Rehearsal.IS_DONE) {
            return Optional.empty();
        }
        return Optional.of(new ContainerSockets(
                process.get(),
                accounts.of(container, user),
                Capabilities.bounding(process.get().files())));
    }

    private static boolean rehearsed() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress nowhere = UnixDomainSocketAddress.of(NOWHERE);
            Folder folder = new Folder(NOWHERE);
            Visit.rehearse(() -> channel.connect(nowhere));
            Visit.rehearse(() -> listening.bind(nowhere, BACKLOG));
            Visit.rehearse(folder::make);
            Visit.rehearse(folder::remove);
            return true;
        } catch (IOException | RuntimeException failed) {
            LOG.warn("sockets in containers' files are left to programs in them", failed);
            return false;
        }
    }

    private static boolean mayVisit(FirstProcess process) throws IOException {
        return Capabilities.has(Capabilities.SYS_CHROOT, Capabilities.SETUID, Capabilities.SETGID)
                && LentFile.isTrusted((int) process.container().hostPid())
                && !process.shares("mnt")
                && NO_NARROWER.contains(label(process));
    }

    private static String label(FirstProcess process) {
        try {
            return Files.readString(process.files().resolve("attr/current"), ISO_8859_1)
                    .replace("\0", "")
                    .strip();
        } catch (IOException noSecurityModule) {
            return "";
        }
    }

    /** Connects; blocks until the connection stands. */
    Duplex connect(String path) throws IOException {
        UnixDomainSocketAddress address = address(path);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            visit(() -> channel.connect(address));
            return new SocketDuplex(channel);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Listens for its user alone, in a folder that it makes; both are removed in the end. */
    Listening listen(String path) throws IOException {
        // Whoever asked may be interrupted when the folder is there already.
        return apart(() -> begin(address(path), new Folder(path)), Listening::close);
    }

    private Listening begin(UnixDomainSocketAddress address, Folder folder) throws IOException {
        visit(folder::make);
        try {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                visit(() -> channel.bind(address, BACKLOG));
                return new SocketListening(channel, () -> remove(folder));
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            remove(folder);
            throw failed;
        }
    }

    private void remove(Folder folder) {
        try {
            apart(
                    () -> {
                        visit(folder::remove);
                        return folder;
                    },
                    removed -> {});
        } catch (IOException failed) {
            LOG.debug("a socket in {} was not removed", process.container().name(), failed);
        }
    }

    private <T> T apart(Apart.Work<T> work, Consumer<T> unwanted) throws IOException {
        return Apart.run("socket of " + process.container().name(), work, unwanted);
    }

    private void visit(Visit.Deed deed) throws IOException {
        Visit.pay(process, user, bounding, deed, PATIENCE);
    }

    private static UnixDomainSocketAddress address(String path) throws IOException {
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException unspeakable) {
            throw new IOException("its name cannot be said in this gateway's locale", unspeakable);
        }
    }

    /** The folder of one socket. */
    private static final class Folder {
        private final MemorySegment folder;
        private final MemorySegment socket;

        Folder(String socket) {
            Arena arena = Arena.ofAuto();
            this.socket = arena.allocateFrom(socket, UTF_8);
            this.folder = arena.allocateFrom(socket.substring(0, socket.lastIndexOf('/')), UTF_8);
        }

        void make() throws IOException {
            SystemCall.UMASK.call(FROM_OTHERS, 0, 0);
            SystemCall.MKDIRAT.call(AT_CURRENT_FOLDER, folder.address(), FOR_ITS_OWNER);
        }

        void remove() throws IOException {
            try {
                SystemCall.UNLINKAT.call(AT_CURRENT_FOLDER, socket.address(), 0);
            } finally {
                SystemCall.UNLINKAT.call(AT_CURRENT_FOLDER, folder.address(), AT_REMOVE_FOLDER);
            }
        }
    }
}
