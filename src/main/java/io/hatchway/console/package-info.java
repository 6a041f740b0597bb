/**
 * The console, {@code ssh admin@host}: commands typed at a prompt, one for each {@code ssh admin@host COMMAND}, or a
 * script of them. The only importer of JLine.
 *
 * <p>{@link io.hatchway.console.Console} tells the three apart. A line is cut by {@link io.hatchway.console.Line} and run
 * by {@link io.hatchway.console.Commands}, the root: it asks the grant, parses, runs, turns what went wrong into a
 * sentence and an exit code, and tells the audit log. A command is one class and one line in its list; it is handed a
 * {@link io.hatchway.console.Context} and finds containers through {@link io.hatchway.console.Selection}, which knows
 * only those the caller may touch. A list is a {@link io.hatchway.console.Listing} of
 * {@link io.hatchway.console.Column}s, which are its table and its JSON alike.
 *
 * <p>At a prompt ({@link io.hatchway.console.Conversation}) the line editor and a command never have the terminal at the
 * same time: a command runs on a thread of its own ({@link io.hatchway.console.Work}) and writes straight to the client,
 * while {@link io.hatchway.console.Keyboard} listens for Ctrl-C. What keys do is a list of what they may do, in the
 * editor ({@link io.hatchway.console.EditingKeys}) and the pager ({@link io.hatchway.console.Pager}): JLine brings more, down
 * to files of the gateway. {@link io.hatchway.console.InnerSession} lends keys
 * and screen to a session inside: {@link io.hatchway.console.Entrance} opens a container, {@code run} makes one, with
 * what {@link io.hatchway.console.RunRights} lets it have.
 *
 * <p>A right that is taken away ends what runs by it: {@link io.hatchway.console.Mandate} watches over each command.
 *
 * <p>Commands about rights ({@link io.hatchway.console.RightsCommand}) reach as far as {@link io.hatchway.console.Reach}
 * says: who may add keys to one container must not become an administrator by it.
 *
 * <p>A command's data goes to stdout and nothing else does. What others wrote is made printable before it is shown.
 */
@NullMarked
package io.hatchway.console;

import org.jspecify.annotations.NullMarked;
