package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom a credential stands for. */
final class AcquaintancesTest {
    private static final Origin FILE = new Origin("access.yaml", 1);
    private static final int PEOPLE = 5_000;
    private static final int LINES = 20;

    private static KeyLine line(int person, int number) {
        KeyBlob key = KeyBlob.of(
                ByteBuffer.allocate(64).putInt(56, person).putInt(60, number).array());
        return new KeyLine(new Holder.Key(key), Restrictions.NONE, new Origin("keys.pub", number + 1), "laptop");
    }

    private static Person person(int number) {
        List<KeyLine> lines =
                IntStream.range(0, LINES).mapToObj(each -> line(number, each)).toList();
        return new Person("person " + number, lines, List.of(), List.of(), Optional.empty(), FILE);
    }

    /** All lines one after the other would be five thousand million looks. */
    @Test
    void anAnswerTakesNoLongerWhereThereAreMorePeople() {
        List<Person> people =
                IntStream.range(0, PEOPLE).mapToObj(AcquaintancesTest::person).toList();
        Acquaintances all = new Acquaintances(new Teams(people, List.of(), List.of(), List.of()));
        Credential last = new Credential.Key(line(PEOPLE - 1, LINES - 1).key());
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 50_000; i++) {
                assertThat(all.standings(last, "web"))
                        .singleElement()
                        .extracting(Standing::name)
                        .isEqualTo("person " + (PEOPLE - 1));
            }
        });
    }
}
