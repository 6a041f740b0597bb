/**
 * The configuration file: records with defaults, and a reader that reports everything that is wrong at once, each with
 * file and line.
 *
 * <p>A {@link io.hatchway.config.Settings} is complete and valid by construction; nobody else reads the file or the
 * engine's environment variables. Unknown keys are errors, because a setting that is silently ignored is worse than one
 * that is missing. Everybody but {@code access} may import this package; it imports {@code access} alone, and is the only
 * one that knows YAML.
 */
@NullMarked
package io.hatchway.config;

import org.jspecify.annotations.NullMarked;
