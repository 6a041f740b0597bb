package io.hatchway.console;

/**
 * What a look at one thing showed.
 *
 * @param todo what to do about it; empty when all is well
 */
public record Finding(String check, String result, String found, String todo) {
    /** All is well. */
    public static Finding well(String check, String found) {
        return new Finding(check, "ok", found, "");
    }

    /** Something is wrong. */
    public static Finding off(String check, String found, String todo) {
        return new Finding(check, "problem", found, todo);
    }

    /** Nothing fails because of it, and perhaps it is not meant so. */
    public static Finding doubtful(String check, String found, String todo) {
        return new Finding(check, "warning", found, todo);
    }

    boolean isWell() {
        return !result.equals("problem");
    }
}
