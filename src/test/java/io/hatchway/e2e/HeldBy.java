package io.hatchway.e2e;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tests by their names, as tables of what must hold name them: {@code e2e.DoorIT.whoLingersIsCutOffAtTheGrace}. */
final class HeldBy {
    private HeldBy() {}

    /** Those that do not exist. */
    static List<String> missing(List<String> tests) throws ClassNotFoundException {
        List<String> missing = new ArrayList<>();
        for (String test : tests) {
            if (!exists(test)) {
                missing.add(test);
            }
        }
        return missing;
    }

    private static boolean exists(String test) throws ClassNotFoundException {
        int dot = test.lastIndexOf('.');
        Class<?> type = Class.forName("io.hatchway." + test.substring(0, dot), false, HeldBy.class.getClassLoader());
        return Arrays.stream(type.getDeclaredMethods()).map(Method::getName).anyMatch(test.substring(dot + 1)::equals);
    }
}
