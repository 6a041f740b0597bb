package io.hatchway.keys;

import io.hatchway.access.KeyLine;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of a person's keys, or of the authorities who say who a person is. Those it let in once are known to be the
 * person's until somebody who may takes them out: a file that is damaged, or gone, must not shed what is denied to the
 * person.
 *
 * @param lines those that let the person in
 * @param former those that did, and could still be meant
 * @param state what could be made of the file
 * @param known whether it could ever be read as a whole
 */
record PersonsFile(List<KeyLine> lines, List<KeyLine> former, State state, boolean known) {
    static final PersonsFile NEVER_READ = new PersonsFile(List.of(), List.of(), State.REFUSED, false);

    /** What could be made of a file. */
    enum State {
        WHOLE,
        /** Some lines are off. */
        IN_PART,
        REFUSED
    }

    PersonsFile {
        lines = List.copyOf(lines);
        former = List.copyOf(former);
    }

    /** What the file is now. */
    PersonsFile next(List<KeyLine> linesNow, State stateNow) {
        List<KeyLine> once = Stream.concat(lines.stream(), former.stream())
                .filter(line -> linesNow.stream().noneMatch(now -> now.holder().equals(line.holder())))
                .toList();
        boolean whole = stateNow == State.WHOLE;
        return new PersonsFile(linesNow, whole ? List.of() : once, stateNow, known || whole);
    }

    /**
     * Whether nobody knows whom it means.
     *
     * @param exactly whether one line that is off makes it so
     */
    boolean isUnknown(boolean exactly) {
        return !known && (state == State.REFUSED || (exactly && state == State.IN_PART));
    }
}
