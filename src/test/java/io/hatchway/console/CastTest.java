package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.container.Size;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class CastTest {
    private static final String HEADER = "{\"version\":3,\"term\":{\"cols\":90,\"rows\":30}}\n";

    private static Cast cast(String text) throws IOException {
        return new Cast(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    @Test
    void eventsComeInTheirOrderWithTheTimeBetweenThem() throws Exception {
        Cast cast = cast(HEADER + "[0.5,\"o\",\"a\\u001b[m\"]\n# a comment\n[1.25,\"r\",\"100x40\"]\n");
        assertThat(cast.size()).isEqualTo(new Size(90, 30));
        assertThat(cast.next()).contains(new Cast.Event(500_000, 'o', "a\033[m"));
        assertThat(cast.next().flatMap(Cast.Event::size)).contains(new Size(100, 40));
        assertThat(cast.next()).isEmpty();
    }

    @Test
    void aLineThatIsNotWholeIsTheEnd() throws Exception {
        Cast cast = cast(HEADER + "[0.5,\"o\",\"a\"]\n[0.1,\"o\",\"b");
        assertThat(cast.next()).isPresent();
        assertThat(cast.next()).isEmpty();
    }

    @Test
    void inVersionTwoTimesAreThoseSinceTheBeginning() throws Exception {
        Cast cast = cast(
                "{\"version\":3,\"term\":{\"cols\":90,\"rows\":30,\"type\":\"xterm\"},\"timestamp\":7,"
                        + "\"title\":\"a \\\"b\\\"\"}\n[0.5,\"o\",\"a\\u001b[m\\u00fc\"]\n[1.25,\"r\",\"100x40\"]\n[0.000001,\"m\",\"\"]\n");
        var out = new ByteArrayOutputStream();
        new CastVersion2(cast, out).write();
        assertThat(out.toString(UTF_8)).isEqualTo("""
                        {"version":2,"width":90,"height":30,"timestamp":7,"title":"a \\"b\\"","env":{"TERM":"xterm"}}
                        [0.500000,"o","a\\u001B[mü"]
                        [1.750000,"r","100x40"]
                        [1.750001,"m",""]
                        """);
    }

    @Test
    void whatIsNoRecordingIsNotRead() {
        assertThatThrownBy(() -> cast("{\"version\":2}\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> cast("")).isInstanceOf(IOException.class);
    }
}
