/**
 * A session from its request to its exit, whatever protocol brought it.
 *
 * <p>Each session is served by one virtual thread from start to end ({@link io.hatchway.session.Handler}). Whoever wants
 * it to end early says so to the {@link io.hatchway.session.Session}, which interrupts that thread; the thread itself
 * cleans up. Nothing is left behind: a session's processes are written down before they start and struck out when they
 * are known to be gone ({@link io.hatchway.session.Journal}), so even a killed gateway's are found again. Whoever remembers
 * sessions ({@link io.hatchway.session.Chronicle}) hears of each before anything is started for it, and may refuse it.
 *
 * <p>Beside sessions there are forwards: {@link io.hatchway.session.Forwards} opens each connection into a container's
 * network, or takes it from there, where the grant allows it, and ends it when that is over.
 */
@NullMarked
package io.hatchway.session;

import org.jspecify.annotations.NullMarked;
