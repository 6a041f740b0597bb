package io.hatchway.container;

/** How a program came to its end, or never began. */
public sealed interface Outcome {

    /** It ran and ended by itself; a death by signal n reads 128+n, engines do not tell the two apart. */
    record Exited(int code) implements Outcome {}

    /** The engine could not start it. The code is a shell's: 127 no such command, 126 not executable. */
    record NotStarted(int code, String reason) implements Outcome {}

    /** It was ended from outside together with its container: stopped, killed, removed. */
    record ContainerGone(int code, String reason) implements Outcome {}

    /** The connection to the engine broke, so nobody knows how it ended. */
    record Lost(String reason) implements Outcome {}
}
