/**
 * What registries are shown: logins, kept encrypted between runs.
 *
 * <p>{@link io.hatchway.registry.RegistryLogins} is the store, {@link io.hatchway.registry.SealedFile} how it lies on the
 * disk. A login leaves here only for the engine, in the header of one request; nothing of it is logged.
 */
@NullMarked
package io.hatchway.registry;

import org.jspecify.annotations.NullMarked;
