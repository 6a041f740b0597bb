package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A name in a container: bytes, as the kernel takes them, which need not be text in any encoding.
 *
 * @param latin1 one character for each byte, so that nothing is lost whatever the bytes mean
 */
public record FilePath(String latin1) {
    static final FilePath ROOT = new FilePath("/");

    static FilePath of(byte[] bytes) {
        return new FilePath(new String(bytes, ISO_8859_1));
    }

    static FilePath ofText(String text) {
        return of(text.getBytes(UTF_8));
    }

    byte[] bytes() {
        return latin1.getBytes(ISO_8859_1);
    }

    boolean isAbsolute() {
        return latin1.startsWith("/");
    }

    /** A name as seen from this folder; an absolute one is itself. */
    FilePath resolve(FilePath name) {
        if (name.isAbsolute()) {
            return name;
        }
        if (name.latin1.isEmpty()) {
            return this;
        }
        return new FilePath(latin1.endsWith("/") ? latin1 + name.latin1 : latin1 + "/" + name.latin1);
    }

    FilePath resolve(String name) {
        return resolve(ofText(name));
    }

    /** The last name. */
    FilePath fileName() {
        return new FilePath(latin1.substring(latin1.lastIndexOf('/') + 1));
    }

    /** An absolute name as seen from a folder that it lies in. */
    FilePath from(FilePath folder) {
        return new FilePath(latin1.substring(folder.equals(ROOT) ? 1 : folder.latin1.length() + 1));
    }

    /** The folder an absolute name is in. */
    FilePath parent() {
        int slash = latin1.lastIndexOf('/');
        return slash <= 0 ? ROOT : new FilePath(latin1.substring(0, slash));
    }

    /** An absolute name without {@code .}, {@code ..} and doubled slashes, by its words alone. */
    FilePath normalized() {
        Deque<String> names = new ArrayDeque<>();
        for (String name : latin1.split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        return new FilePath("/" + String.join("/", names));
    }

    /** Whether this, normalized, is the folder or lies in it. */
    boolean isWithin(FilePath folder) {
        String prefix = folder.latin1.endsWith("/") ? folder.latin1 : folder.latin1 + "/";
        return (latin1 + "/").startsWith(prefix);
    }

    /** The name as text for people and logs; bytes that are not UTF-8 show as U+FFFD. Not fit for a terminal as it is. */
    public String text() {
        return new String(bytes(), UTF_8);
    }

    @Override
    public String toString() {
        return text();
    }
}
