package io.hatchway.session;

/** How many of something there are, in words: {@code 1 connection}, {@code 2 connections}. */
public final class Count {
    private Count() {}

    /**
     * The number and the noun.
     *
     * @param noun as one of it is called, with a plural in s
     */
    public static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
