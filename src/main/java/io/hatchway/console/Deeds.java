package io.hatchway.console;

import io.hatchway.container.EngineException;
import io.hatchway.session.Printable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a command does to one thing after the other, each told as soon as it is done: to a person as a line, {@code web:
 * stopped}, to a program as an object on a line, {@code {"container":"web","action":"stop","ok":true}}. What fails is told
 * on stderr in the same two ways, and the others are done all the same, unless the engine is away.
 */
final class Deeds {
    private final Context context;
    private final String action;
    private int code = Codes.OK;
    private int done;
    private boolean away;

    /** @param action the command's name */
    Deeds(Context context, String action) {
        this.context = context;
        this.action = action;
    }

    /**
     * What something is done to.
     *
     * @param kind what it is, which is its name's key for programs
     * @param title what a line about it begins with
     * @param lament what a line begins with that says it failed
     */
    record Thing(String kind, String name, String title, String lament) {
        Thing(String kind, String name) {
            this(kind, name, name, name);
        }

        /** Its keys for programs. */
        Map<String, Object> row(String action) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put(kind, name);
            keys.put("action", action);
            return keys;
        }
    }

    /**
     * How it went well.
     *
     * @param words what was done, as in "web: stopped"
     * @param more further keys for programs
     */
    record Done(String words, Map<String, Object> more) {
        Done(String words) {
            this(words, Map.of());
        }

        Done with(String key, Object value) {
            Map<String, Object> keys = new LinkedHashMap<>(more);
            keys.put(key, value);
            return new Done(words, keys);
        }
    }

    /** What is done to one thing. */
    @FunctionalInterface
    interface Step {
        Done take() throws EngineException, CommandException, InterruptedException;
    }

    /**
     * Does it and tells how it went; nothing at all once the engine was found to be away.
     *
     * @throws InterruptedException when the command was cancelled
     */
    void attempt(Thing thing, Step step) throws InterruptedException {
        if (away) {
            return;
        }
        try {
            tell(thing, step.take());
            done++;
        } catch (EngineException refused) {
            refused.throwIfInterrupted();
            away = refused.kind() == EngineException.Kind.AWAY;
            fail(thing, refused.sentence(), Codes.of(refused));
        } catch (CommandException failed) {
            fail(thing, failed.sentence(), failed.code());
        }
    }

    /** Tells what was done. */
    void tell(Thing thing, Done how) throws InterruptedException {
        context.out()
                .println(
                        context.forPrograms()
                                ? Json.of(row(thing, how))
                                : Printable.text(thing.title() + ": " + how.words()));
        context.flush();
    }

    /** What a program is told of something that was done. */
    Map<String, Object> row(Thing thing, Done how) {
        Map<String, Object> keys = thing.row(action);
        keys.put("ok", true);
        keys.putAll(how.more());
        return keys;
    }

    private void fail(Thing thing, String sentence, int because) {
        code = because;
        context.complain(thing.lament() + ": " + sentence, because, thing.row(action));
    }

    /** How many were done. */
    int done() {
        return done;
    }

    /** What the command ends with: 0 where nothing failed. */
    int code() {
        return code;
    }
}
