package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Container;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A container's network as the engine's own host can enter it (setns(2)): a socket belongs for ever to the namespace of
 * the thread that made it, whichever thread uses it later. Needs nothing in the image, and no program in the container.
 *
 * @param process the container's first process, as proc(5) shows it
 */
record NetworkNamespace(Container container, Path process) {
    private static final Path OURS = Path.of("/proc/self/ns/net");
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int READ_ONLY_CLOSE_ON_EXEC = 02000000;

    private static final MethodHandle OPEN = Libc.function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS = Libc.function(
            "setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    /** That of a running container, where this gateway sees it and may enter it. */
    static Optional<NetworkNamespace> of(Container container) {
        try {
            NetworkNamespace found =
                    new NetworkNamespace(container, Path.of("/proc", Long.toString(container.hostPid())));
            boolean within = container.hostPid() > 0
                    && found.isStillTheContainers()
                    && Capabilities.has(Capabilities.SYS_ADMIN, Capabilities.SYS_PTRACE);
            return within ? Optional.of(found) : Optional.empty();
        } catch (IOException unseen) {
            return Optional.empty();
        }
    }

    /** Whether it is the network this gateway is in itself. */
    boolean isOurs() throws IOException {
        return Files.readSymbolicLink(OURS).equals(Files.readSymbolicLink(file()));
    }

    private Path file() {
        return process.resolve("ns/net");
    }

    /** Makes something, such as a socket, that belongs to the container's network. What it does must not block long. */
    <T> T make(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return work.call();
        });
        // Never used again: a thread does not come back.
        Thread.ofPlatform().daemon().name("network of " + container.name()).start(task);
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException refused
                    ? refused
                    : new IOException("the network of " + container.name() + " was not entered", failed.getCause());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while entering a network");
        }
    }

    private void enter() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file().toString());
            int handle = (int) OPEN.invokeExact(path, READ_ONLY_CLOSE_ON_EXEC);
            if (handle < 0) {
                throw new IOException(file() + " cannot be opened");
            }
            try {
                // Looked at again now that it is held: a process id may have come to mean another process.
                if (!isStillTheContainers() || (int) SETNS.invokeExact(handle, CLONE_NEWNET) != 0) {
                    throw new IOException(file() + " is not to be entered");
                }
            } finally {
                Libc.close(handle);
            }
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new AssertionError("system calls throw nothing", impossible);
        }
    }

    private boolean isStillTheContainers() throws IOException {
        return Files.readString(process.resolve("cgroup"), ISO_8859_1).contains(container.id());
    }
}
