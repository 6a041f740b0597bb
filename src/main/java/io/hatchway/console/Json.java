package io.hatchway.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Text for programs. In ASCII alone: what others wrote reaches a terminal only as an escape. */
final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    /** Maps keep their order; values are strings, numbers, booleans, lists and maps. */
    static String of(Object value) {
        try {
            return escaped(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** The same document over many lines. */
    static String pretty(String document) {
        try {
            return escaped(MAPPER.writer()
                    .with(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(MAPPER.readTree(document)));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** The same document on one line. */
    static String line(String document) {
        try {
            return escaped(MAPPER.writeValueAsString(MAPPER.readTree(document)));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** The document with these members alone of an object in it. */
    static String retaining(String document, String object, Collection<String> members) {
        try {
            JsonNode tree = MAPPER.readTree(document);
            if (tree.path(object) instanceof ObjectNode found) {
                found.retain(members);
            }
            return escaped(MAPPER.writeValueAsString(tree));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** DEL is ASCII and needs no escape in JSON, but is no text; it can stand in strings alone. */
    private static String escaped(String json) {
        return json.replace("\177", "\\u007F");
    }

    static <T> Map<String, Object> row(List<Column<T>> columns, T row) {
        Map<String, Object> keys = new LinkedHashMap<>();
        columns.forEach(column -> keys.put(column.key(), column.value().apply(row)));
        return keys;
    }
}
