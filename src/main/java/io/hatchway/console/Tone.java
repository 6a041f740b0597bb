package io.hatchway.console;

/** What a piece of text is, which a terminal shows as a colour. */
enum Tone {
    PLAIN(""),
    TITLE("1"),
    GOOD("32"),
    BAD("31"),
    WARNING("33"),
    NAME("36"),
    FAINT("2");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    /** The text in this tone; as it is where colours are off. */
    String paint(String text, boolean colour) {
        return colour && !code.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    /** How well an engine's state of a container is. */
    static Tone ofState(String state, String status) {
        return switch (state) {
            case "running" ->
                status.contains("(unhealthy)") ? BAD : status.contains("(health: starting)") ? WARNING : GOOD;
            case "paused", "restarting", "removing", "created" -> WARNING;
            case "dead" -> BAD;
            default -> status.startsWith("Exited (0)") ? FAINT : BAD;
        };
    }
}
