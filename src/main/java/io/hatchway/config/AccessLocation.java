package io.hatchway.config;

import java.nio.file.Path;

/**
 * Where people and roles are written.
 *
 * @param mustExist whether it is an error that there is no such file
 */
public record AccessLocation(Path file, boolean mustExist) {}
