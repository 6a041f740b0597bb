package io.hatchway.container;

import io.hatchway.access.Secret;
import java.util.Locale;
import java.util.Set;

/**
 * How an engine shows a registry who it is.
 *
 * @param registry the registry's host and port; {@link #DEFAULT} for the engine's default registry
 * @param token whether the secret is a token that the registry gave for the password
 */
public record RegistryLogin(String registry, String user, Secret secret, boolean token) {
    /** What the engine's default registry is called here: the word that no image's name can have in its place. */
    public static final String DEFAULT = "default";

    private static final Set<String> OF_THE_DEFAULT = Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

    public RegistryLogin {
        registry = known(registry);
    }

    /** The one name here of a registry that has several, as an engine's default registry has. */
    public static String known(String registry) {
        return OF_THE_DEFAULT.contains(registry.toLowerCase(Locale.ROOT)) ? DEFAULT : registry;
    }

    /** The registry of an image as a login names it. */
    public static String registryOf(ImageReference image) {
        return image.registry().map(RegistryLogin::known).orElse(DEFAULT);
    }
}
