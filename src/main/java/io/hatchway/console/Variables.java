package io.hatchway.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Variables as they are given behind an option, one each time: {@code NAME=VALUE}. Pure. */
final class Variables {
    private Variables() {}

    /**
     * By their names, in their order; of one name the last counts.
     *
     * @param option for whoever gave something else
     */
    static Map<String, String> parse(String option, List<String> words) throws CommandException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw CommandException.usage(option + " wants NAME=VALUE.");
            }
            variables.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return variables;
    }
}
