package io.hatchway.docker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A stay in a container's files as one of its users: a thread of its own takes on the container's mounts, that user's
 * effective ids and at most the container's capabilities, does one thing, and ends. The ids are effective only: by its real
 * ones it stays root's, so that user cannot signal or trace it (kill(2), ptrace(2)).
 *
 * <p>While it is there every path means what the container likes. What is done there must have been done before where no
 * container was entered, so that everything it needs is loaded: a library loaded there would be the container's.
 */
final class Visit {
    private static final int CLONE_FS = 0x200;
    private static final int CLONE_NEWNS = 0x20000;
    private static final int FOR_ITS_OWNER = 0177;
    private static final int UNCHANGED = -1;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;

    private static final int NOWHERE = -1;

    private final int mounts;
    private final Account as;
    private final MemorySegment groups;
    private final MemorySegment capabilityHead;
    private final MemorySegment capabilities;

    /** What is done there. */
    interface Deed {
        void run() throws IOException;
    }

    private Visit(int mounts, Account as, long bounding) {
        this.mounts = mounts;
        this.as = as;
        Arena arena = Arena.ofAuto();
        this.groups = arena.allocateFrom(
                ValueLayout.JAVA_INT,
                as.groups().stream().mapToInt(Integer::intValue).toArray());
        this.capabilityHead = arena.allocateFrom(ValueLayout.JAVA_INT, CAPABILITY_VERSION_3, 0);
        long allowed = as.uid() == 0 ? bounding : 0;
        int low = (int) allowed;
        int high = (int) (allowed >>> Integer.SIZE);
        this.capabilities = arena.allocateFrom(ValueLayout.JAVA_INT, low, low, 0, high, high, 0);
    }

    /** Does in our own files what is going to be done in a container's, and may fail there. */
    static void rehearse(Deed deed) throws InterruptedIOException {
        Libc.speakPlainly();
        try {
            new Visit(NOWHERE, new Account(0, 0, List.of(0)), 0).pay("rehearsal", deed, Duration.ofMinutes(1));
        } catch (InterruptedIOException interrupted) {
            throw interrupted;
        } catch (IOException expected) {
            // now all is loaded that failing needs
        }
    }

    /**
     * Blocks until it is done, or has taken too long.
     *
     * @param bounding what root may do in the container, as capabilities(7) has it
     * @throws IOException when it failed, or the container has ended
     */
    static void pay(FirstProcess host, Account as, long bounding, Deed deed, Duration patience) throws IOException {
        int mounts = host.open("mnt");
        try {
            new Visit(mounts, as, bounding).pay("visit to " + host.container().name(), deed, patience);
        } finally {
            Libc.close(mounts);
        }
    }

    private void pay(String name, Deed deed, Duration patience) throws IOException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            enter();
            deed.run();
            return null;
        });
        // Never used again: a thread does not come back.
        Thread.ofPlatform().daemon().name(name).start(task);
        try {
            task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException said ? said : new IOException(failed.getCause());
        } catch (TimeoutException silent) {
            throw new IOException("no answer within " + patience.toSeconds() + " s", silent);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while in a container's files");
        }
    }

    private void enter() throws IOException {
        SystemCall.UNSHARE.call(CLONE_FS, 0, 0);
        if (mounts != NOWHERE) {
            SystemCall.SETNS.call(mounts, CLONE_NEWNS, 0);
        }
        SystemCall.UMASK.call(FOR_ITS_OWNER, 0, 0);
        SystemCall.SETGROUPS.call(as.groups().size(), groups.address(), 0);
        SystemCall.SETRESGID.call(UNCHANGED, as.gid(), UNCHANGED);
        SystemCall.SETRESUID.call(UNCHANGED, as.uid(), UNCHANGED);
        SystemCall.CAPSET.call(capabilityHead.address(), capabilities.address(), 0);
    }
}
