package io.hatchway.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * What somebody may do in a container.
 *
 * @param files which files, where {@link Permission#FILES} is granted
 * @param forward which forwards, where {@link Permission#FORWARD} is granted
 */
public record Permissions(Set<Permission> granted, FileAccess files, ForwardAccess forward) {
    public static final Permissions NONE = new Permissions(Set.of(), FileAccess.NONE, ForwardAccess.NONE);

    /** What a line of the keys folder grants, and a role's {@code all}: whatever need not be named. */
    public static final Permissions ALL = new Permissions(
            EnumSet.complementOf(EnumSet.of(Permission.AGENT, Permission.DEBUG)),
            FileAccess.EVERYWHERE,
            ForwardAccess.BY_LINE);

    public Permissions {
        granted = Set.copyOf(granted);
    }

    /** With the container's own loopback, where forwards are granted. */
    public Permissions(Set<Permission> granted, FileAccess files) {
        this(granted, files, granted.contains(Permission.FORWARD) ? ForwardAccess.LOOPBACK : ForwardAccess.NONE);
    }

    public boolean has(Permission permission) {
        return granted.contains(permission);
    }

    Permissions plus(Permissions other) {
        Set<Permission> both = EnumSet.noneOf(Permission.class);
        both.addAll(granted);
        both.addAll(other.granted);
        return new Permissions(both, files.plus(other.files), forward.plus(other.forward));
    }

    Permissions without(Set<Permission> denied) {
        Set<Permission> left = EnumSet.noneOf(Permission.class);
        left.addAll(granted);
        left.removeAll(denied);
        return new Permissions(
                left,
                denied.contains(Permission.FILES) ? FileAccess.NONE : files,
                denied.contains(Permission.FORWARD) ? ForwardAccess.NONE : forward);
    }
}
