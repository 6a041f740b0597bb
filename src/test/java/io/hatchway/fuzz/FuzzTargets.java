package io.hatchway.fuzz;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All targets, found by the names of their classes. */
final class FuzzTargets {
    private static final String ENDING = "Fuzz.class";

    private FuzzTargets() {}

    /** The names of all targets' classes. */
    static List<String> all() throws IOException, URISyntaxException {
        Path classes = Path.of(FuzzTargets.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(ENDING))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    /** What people call a target: {@code AuthorizedKeys} for {@code io.hatchway.keys.AuthorizedKeysFuzz}. */
    static String shortName(String className) {
        return className.substring(className.lastIndexOf('.') + 1, className.length() - "Fuzz".length());
    }

    static FuzzTarget make(String className) throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName(className).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (FuzzTarget) constructor.newInstance();
    }
}
