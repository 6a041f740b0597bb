package io.hatchway.container;

import io.hatchway.access.Secret;

/**
 * How an engine shows a registry who it is.
 *
 * @param registry the registry's host and port; {@link #DEFAULT} for the engine's default registry
 * @param token whether the secret is a token that the registry gave for the password
 */
public record RegistryLogin(String registry, String user, Secret secret, boolean token) {
    /** What the engine's default registry is called here: the word that no image's name can have in its place. */
    public static final String DEFAULT = "default";

    /** The registry of an image as a login names it. */
    public static String registryOf(ImageReference image) {
        return image.registry().orElse(DEFAULT);
    }
}
