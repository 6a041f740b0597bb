package io.hatchway.container;

/** A pseudo terminal as a client asked for it: the value for TERM, and its size at the start. */
public record Pty(String term, Size size) {}
