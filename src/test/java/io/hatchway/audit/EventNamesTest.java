package io.hatchway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.files.FileEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The names that can be asked for are those that are written. */
final class EventNamesTest {
    private static final Pattern WRITTEN = Pattern.compile("(?:named|failed)\\(to, \"([a-z]+(?:\\.[a-z]*)?)\"");

    private static List<String> written() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/hatchway/audit/EventText.java"));
        return WRITTEN.matcher(source)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void everyEventThatIsWrittenCanBeAskedFor() throws IOException {
        assertThat(written())
                .hasSizeGreaterThan(25)
                .allSatisfy(name -> assertThat(EventNames.EVENTS)
                        .anyMatch(known -> name.endsWith(".") ? known.startsWith(name) : known.equals(name)));
    }

    @Test
    void everyEventThatCanBeAskedForIsWritten() throws IOException {
        List<String> written = written();
        assertThat(EventNames.EVENTS)
                .isSorted()
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(written)
                        .anyMatch(each -> each.endsWith(".") ? name.startsWith(each) : name.equals(each)));
        assertThat(EventNames.EVENTS.stream().filter(name -> name.startsWith("file.")))
                .hasSameSizeAs(List.of(FileEvent.class.getPermittedSubclasses()));
    }
}
