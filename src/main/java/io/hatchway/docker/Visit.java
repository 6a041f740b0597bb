package io.hatchway.docker;

import io.hatchway.container.Container;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Does things as a user of a container: on a thread of its own, which takes on that user's effective ids and at most the
 * container's capabilities, does one thing, and ends. The ids are effective only: by its real ones it stays the gateway's,
 * so that user cannot signal or trace it (kill(2), ptrace(2)).
 *
 * <p>What is done {@link #inside} is done in the container's mounts, where every path means what the container likes. It is
 * nothing but system calls, and has been done before in the gateway's own, so that everything it needs is loaded: a
 * library loaded there would be the container's.
 *
 * @param capabilities what root may do, as capabilities(7) has it; any other user has none
 */
record Visit(FirstProcess process, Account user, long capabilities) {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int CLONE_FS = 0x200;
    private static final int CLONE_NEWNS = 0x20000;
    private static final int OTHERS_BITS = 077;
    private static final int UNCHANGED = -1;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;

    /** A container's threads that somebody holds up, as a file system of his own could, are not to become many. */
    private static final int MOST_AT_ONCE = 16;

    private static final Map<String, Semaphore> PLACES = new ConcurrentHashMap<>();

    /** What is done. */
    interface Deed<T> {
        T run() throws IOException;
    }

    /** A step before it. */
    private interface Step {
        void take() throws IOException;
    }

    /**
     * Does it in the gateway's own mounts, as nobody, to see whether it can be done at all.
     *
     * @throws IOException when this gateway may not take on ids, or the deed failed
     */
    static <T> T rehearse(Deed<T> deed) throws IOException {
        Libc.speakPlainly();
        return done(
                "rehearsal",
                new Semaphore(1),
                new Ids(new Account(65_534, 65_534, List.of(65_534)), 0),
                () -> {},
                deed,
                made -> {});
    }

    /**
     * Does something in the container's mounts; blocks.
     *
     * @param unwanted takes what came of it when nobody waits any more
     */
    <T> T inside(Deed<T> deed, Consumer<T> unwanted) throws IOException {
        return done(() -> process.enter("mnt", CLONE_NEWNS), deed, unwanted);
    }

    /** Does something in the gateway's own mounts; blocks. */
    void outside(Deed<?> deed) throws IOException {
        done(() -> {}, deed, made -> {});
    }

    private <T> T done(Step first, Deed<T> deed, Consumer<? super T> unwanted) throws IOException {
        Container container = process.container();
        Semaphore places = PLACES.computeIfAbsent(container.id(), id -> new Semaphore(MOST_AT_ONCE));
        try {
            return done("visit to " + container.name(), places, new Ids(user, capabilities), first, deed, unwanted);
        } finally {
            if (places.availablePermits() == MOST_AT_ONCE) {
                PLACES.remove(container.id(), places);
            }
        }
    }

    private static <T> T done(
            String name, Semaphore places, Ids ids, Step first, Deed<T> deed, Consumer<? super T> unwanted)
            throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("too many others are on their way there");
            }
            // Never used again: a thread does not come back.
            Thread.ofPlatform().daemon().name(name).start(() -> {
                try {
                    SystemCall.UNSHARE.call(CLONE_FS, 0, 0);
                    first.take();
                    ids.take();
                    T made = deed.run();
                    if (!result.complete(made)) {
                        unwanted.accept(made);
                    }
                } catch (IOException | RuntimeException | Error failed) {
                    result.completeExceptionally(failed);
                } finally {
                    places.release();
                }
            });
            return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException said ? said : new IOException(failed.getCause());
        } catch (TimeoutException silent) {
            throw givenUp(result, unwanted, new IOException("no answer within " + PATIENCE.toSeconds() + " s", silent));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw givenUp(result, unwanted, new InterruptedIOException("interrupted while in a container's files"));
        }
    }

    private static <T> IOException givenUp(
            CompletableFuture<T> result, Consumer<? super T> unwanted, IOException reason) {
        if (!result.completeExceptionally(reason) && !result.isCompletedExceptionally()) {
            unwanted.accept(result.join());
        }
        return reason;
    }

    /** A user's ids, as system calls take them. */
    private static final class Ids {
        private final Account user;
        private final MemorySegment groups;
        private final MemorySegment capabilityHead;
        private final MemorySegment capabilities;

        Ids(Account user, long ofRoot) {
            this.user = user;
            Arena arena = Arena.ofAuto();
            this.groups = arena.allocateFrom(
                    ValueLayout.JAVA_INT,
                    user.groups().stream().mapToInt(Integer::intValue).toArray());
            this.capabilityHead = arena.allocateFrom(ValueLayout.JAVA_INT, CAPABILITY_VERSION_3, 0);
            long allowed = user.uid() == 0 ? ofRoot : 0;
            int low = (int) allowed;
            int high = (int) (allowed >>> Integer.SIZE);
            this.capabilities = arena.allocateFrom(ValueLayout.JAVA_INT, low, low, 0, high, high, 0);
        }

        /** For the calling thread, which cannot give them back. What it makes is its user's alone. */
        void take() throws IOException {
            SystemCall.UMASK.call(OTHERS_BITS, 0, 0);
            SystemCall.SETGROUPS.call(user.groups().size(), groups.address(), 0);
            SystemCall.SETRESGID.call(UNCHANGED, user.gid(), UNCHANGED);
            SystemCall.SETRESUID.call(UNCHANGED, user.uid(), UNCHANGED);
            SystemCall.CAPSET.call(capabilityHead.address(), capabilities.address(), 0);
        }
    }
}
