package io.hatchway.container;

/**
 * One line a container wrote.
 *
 * @param time when, in RFC 3339 with nine digits of a second and UTC: text order is time order
 * @param stderr whether it came on stderr
 * @param text without its line break, unless all was asked for as it was written; nothing in it was made fit for a terminal
 */
public record LogLine(String time, boolean stderr, String text) {}
