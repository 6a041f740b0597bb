/**
 * Fuzzing: every parser of bytes that clients, engines or operators write, given what nobody thought of.
 *
 * <p>A {@link io.hatchway.fuzz.FuzzTarget} says what must hold of a parser whatever it is given. It is a class named
 * {@code *Fuzz} in its parser's package, so that it reaches what is package-private; {@link io.hatchway.fuzz.FuzzTargets}
 * finds it there, and no list names it. {@code FuzzTest} tries the known inputs of each (its own seeds, and what was found
 * before, in {@code src/test/resources/fuzz/NAME}), and then lets Jazzer look for new ones for a few seconds each, in a
 * Java of its own. {@code bin/fuzz} looks longer.
 */
@NullMarked
package io.hatchway.fuzz;

import org.jspecify.annotations.NullMarked;
