package io.hatchway.access;

import java.net.InetAddress;
import java.time.Instant;

/**
 * Somebody at the door.
 *
 * @param login the login name exactly as the client sent it: nobody has looked at it yet
 * @param credential what is offered, or proven; the decision is the same
 */
public record Attempt(String login, Credential credential, InetAddress source, Instant now) {}
