/** Starts the program and wires everything together; nobody imports it. */
@NullMarked
package io.hatchway.gate;

import org.jspecify.annotations.NullMarked;
