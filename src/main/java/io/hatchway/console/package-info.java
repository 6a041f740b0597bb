/**
 * The console, {@code ssh admin@host}: one class per command, run one by one from a terminal or one for each
 * {@code ssh admin@host COMMAND}. The only importer of JLine.
 *
 * <p>A command's data goes to stdout and nothing else does; exit codes are the table's in the README.
 */
@NullMarked
package io.hatchway.console;

import org.jspecify.annotations.NullMarked;
