package io.hatchway.access;

import java.util.List;

/**
 * A console beside {@value Target#CONSOLE}: whoever opens it has at most these commands over these containers.
 *
 * @param name the login's name
 * @param commands patterns over commands
 */
public record RestrictedConsole(String name, List<String> commands, Scope scope) {
    public RestrictedConsole {
        commands = List.copyOf(commands);
    }
}
