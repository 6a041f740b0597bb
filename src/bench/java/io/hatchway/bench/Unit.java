package io.hatchway.bench;

import java.util.Locale;

/** What a figure counts, and how a person reads it. */
enum Unit {
    MICROSECONDS("us", 0),
    MILLISECONDS("ms", 0),
    SECONDS("s", 2),
    MIB_PER_SECOND("MiB/s", 0),
    KIB("KiB", 0),
    COUNT("", 0);

    private final String symbol;
    private final int decimals;

    Unit(String symbol, int decimals) {
        this.symbol = symbol;
        this.decimals = decimals;
    }

    String symbol() {
        return symbol;
    }

    String format(double figure) {
        return String.format(Locale.ROOT, "%." + decimals + "f %s", figure, symbol)
                .strip();
    }
}
