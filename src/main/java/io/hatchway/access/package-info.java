/**
 * Who may open what: the whole decision, as values and one pure function.
 *
 * <p>A login name is parsed into a {@link io.hatchway.access.Target}; an offered key, the client's address and the time
 * make an {@link io.hatchway.access.Attempt}; a {@link io.hatchway.access.Policy} is an immutable list of
 * {@link io.hatchway.access.Rule rules} and answers with a {@link io.hatchway.access.Decision}. Only a policy can make a
 * {@link io.hatchway.access.Grant}, so whoever holds one need not ask again about the same channel; every new channel asks
 * the newest policy.
 *
 * <p>Invariants: nothing here reads a file, a clock, a name server or an environment variable; what is not granted is
 * denied; raw login names and key lines do not travel beyond the parsers. Everybody may import this package; it imports
 * the JDK alone.
 */
@NullMarked
package io.hatchway.access;

import org.jspecify.annotations.NullMarked;
