package io.hatchway.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import io.hatchway.container.ImageNews;
import io.hatchway.container.Images;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stream of JSON objects in which an engine tells how its work on images goes. */
final class ImageStream {
    private static final Pattern LAYER = Pattern.compile("[0-9a-f]{12}");
    private static final Pattern DIGEST = Pattern.compile("(?i)\\bdigest: ([a-z0-9]+:[0-9a-f]{32,})");

    private ImageStream() {}

    /**
     * Hands on what it tells, to its end.
     *
     * @param what what the engine was asked to do
     * @throws EngineException with the engine's own words when it tells of a failure
     */
    static void read(InputStream body, String what, Images.Sink sink) throws IOException, InterruptedException {
        try (MappingIterator<JsonNode> objects =
                Refusals.JSON.readerFor(JsonNode.class).readValues(body)) {
            while (objects.hasNextValue()) {
                JsonNode object = objects.nextValue();
                String error = object.path("errorDetail")
                        .path("message")
                        .asText(object.path("error").asText());
                if (!error.isEmpty()) {
                    throw new EngineException(Kind.FAILED, "The engine could not " + what + ": " + error.strip());
                }
                for (ImageNews news : news(object)) {
                    sink.news(news);
                }
            }
        }
    }

    static List<ImageNews> news(JsonNode object) {
        List<ImageNews> news = new ArrayList<>();
        String id = object.path("id").asText();
        String status = object.path("status").asText();
        if (object.has("stream")) {
            news.add(new ImageNews.Text(object.path("stream").asText()));
        } else if (LAYER.matcher(id).matches()) {
            JsonNode progress = object.path("progressDetail");
            news.add(new ImageNews.Layer(
                    id,
                    status,
                    progress.path("current").asLong(),
                    progress.path("total").asLong()));
        } else if (!status.isEmpty()) {
            news.add(new ImageNews.Text((id.isEmpty() ? "" : id + ": ") + status + "\n"));
            Matcher digest = DIGEST.matcher(status);
            if (digest.find()) {
                news.add(new ImageNews.Result(digest.group(1)));
            }
        }
        String made = object.path("aux").path("ID").asText();
        if (!made.isEmpty()) {
            news.add(new ImageNews.Result(made));
        }
        return news;
    }
}
