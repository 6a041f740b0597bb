package io.hatchway.gate;

import java.util.Optional;

/** The program's version, from its jar. */
final class Version {
    static final String TEXT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("dev");

    private Version() {}
}
