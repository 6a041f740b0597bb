package io.hatchway.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import java.io.IOException;

/** What an engine says when it says no. Pure. */
final class Refusals {
    static final ObjectMapper JSON = new ObjectMapper();

    private Refusals() {}

    /**
     * The engine's own text in a sentence.
     *
     * @param what what it was asked to do, as in "could not ..."
     */
    static EngineException of(String what, int status, byte[] body) {
        return new EngineException(
                status == 409 ? Kind.STATE : Kind.REFUSED, "The engine could not " + what + ": " + text(status, body));
    }

    private static String text(int status, byte[] body) {
        String said;
        try {
            said = JSON.readTree(body).path("message").asText("");
        } catch (IOException notJson) {
            said = "";
        }
        return said.isBlank() ? "it answered " + status + "." : said.strip();
    }
}
