/**
 * Who may open what: the whole decision, as values and one pure function.
 *
 * <p>A login name is parsed into a {@link io.hatchway.access.Target}; what a client holds is a
 * {@link io.hatchway.access.Credential}; with the client's address and the time they make an
 * {@link io.hatchway.access.Attempt}. A {@link io.hatchway.access.Policy} is fed from the lines of the keys folder
 * ({@link io.hatchway.access.Rule}), from people and roles ({@link io.hatchway.access.Teams}) and from what is revoked
 * ({@link io.hatchway.access.Revocations}), and answers with a {@link io.hatchway.access.Decision}. Only a policy can make
 * a {@link io.hatchway.access.Grant}, so whoever holds one need not ask again about the same channel; every new channel
 * asks the newest policy, and once more when the container it enters is known.
 *
 * <p>All that is written at one moment is a {@link io.hatchway.access.Register}; what becomes of a change after which
 * nobody could run everything on the console, {@link io.hatchway.access.Succession} decides.
 *
 * <p>Invariants: nothing here reads a file, a clock, a name server or an environment variable (a {@link
 * io.hatchway.access.Directory} is handed in); what is not granted is
 * denied; raw login names and key lines do not travel beyond the parsers. Everybody may import this package; it imports
 * the JDK alone.
 */
@NullMarked
package io.hatchway.access;

import org.jspecify.annotations.NullMarked;
