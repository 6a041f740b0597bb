package io.hatchway.session;

import io.hatchway.container.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client does to what runs in the foreground, beside sending bytes. While nothing does, it is kept. Safe for use by
 * several threads; nothing here blocks.
 */
final class Controls {
    private static final int MOST_EARLY_SIGNALS = 16;

    /** That of the terminal it asked for. */
    private final Optional<Size> asked;

    private final List<String> early = new ArrayList<>();
    private volatile @Nullable Size size;
    private @Nullable Foreground foreground;
    private boolean readerGone;

    Controls(Optional<Size> asked) {
        this.asked = asked;
    }

    /** The size of the client's window, as far as it has told one. */
    Optional<Size> size() {
        Size changed = size;
        return changed == null ? asked : Optional.of(changed);
    }

    /** The size it had when it asked. */
    Optional<Size> asked() {
        return asked;
    }

    /** Whether its window has changed since it asked. */
    boolean isResized() {
        return size != null;
    }

    /** Its window changed; false when it is as it was. The foreground learns of it from {@link #passOn}. */
    synchronized boolean resize(Size changed) {
        if (size().filter(changed::equals).isPresent()) {
            return false;
        }
        size = changed;
        return true;
    }

    /** Tells the foreground the size. */
    void passOn(Size changed) {
        inForeground().ifPresent(program -> program.resize(changed));
    }

    void signal(String name) {
        synchronized (this) {
            if (foreground == null) {
                if (early.size() < MOST_EARLY_SIGNALS) {
                    early.add(name);
                }
                return;
            }
        }
        inForeground().ifPresent(program -> program.signal(name));
    }

    /** It reads no more output. */
    void readerGone() {
        synchronized (this) {
            readerGone = true;
        }
        inForeground().ifPresent(Foreground::readerGone);
    }

    private synchronized Optional<Foreground> inForeground() {
        return Optional.ofNullable(foreground);
    }

    /** Puts something in the foreground and tells it at once what happened since the request. */
    void foreground(Foreground now) {
        Size changed;
        List<String> signals;
        boolean gone;
        synchronized (this) {
            foreground = now;
            changed = size;
            signals = List.copyOf(early);
            early.clear();
            gone = readerGone;
        }
        if (changed != null && !asked.equals(Optional.of(changed))) {
            now.resize(changed);
        }
        signals.forEach(now::signal);
        if (gone) {
            now.readerGone();
        }
    }

    /** Nothing is in the foreground any more. */
    synchronized void release() {
        foreground = null;
    }
}
