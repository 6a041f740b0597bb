package io.hatchway.files;

import java.util.Optional;
import java.util.StringJoiner;

/** What is to be set on a file; what is empty stays. Times are seconds since 1970. */
record Changes(Optional<Long> size, Optional<Integer> mode, Optional<Owner> owner, Optional<Times> times) {

    record Owner(long uid, long gid) {}

    record Times(long accessed, long modified) {}

    /** To be made so long. */
    static Changes size(long bytes) {
        return new Changes(Optional.of(bytes), Optional.empty(), Optional.empty(), Optional.empty());
    }

    boolean isEmpty() {
        return size.isEmpty() && mode.isEmpty() && owner.isEmpty() && times.isEmpty();
    }

    /** For people. */
    String text() {
        StringJoiner text = new StringJoiner(" ");
        size.ifPresent(bytes -> text.add("size=" + bytes));
        mode.ifPresent(bits -> text.add("mode=" + Integer.toOctalString(bits)));
        owner.ifPresent(who -> text.add("owner=" + who.uid() + ":" + who.gid()));
        times.ifPresent(when -> text.add("modified=" + when.modified()));
        return text.toString();
    }
}
