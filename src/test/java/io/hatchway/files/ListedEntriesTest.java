package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ListedEntriesTest {
    private static final String ENTRY = "81a4 1 0 0 3 1 2 root/root/./%s/\n";

    @Test
    void manyEntriesAreFoundByTheirPlaces() {
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            said.append(ENTRY.formatted("n" + i));
        }
        ListedEntries entries = new ListedEntries(said.toString());
        assertThat(entries).hasSize(1000);
        assertThat(entries.get(999).name().text()).isEqualTo("n999");
        assertThat(entries.get(0).stat().size()).isEqualTo(3);
    }

    @Test
    void namesOfPeopleMayHoldSpaces() {
        ListedEntries entries = new ListedEntries("81a4 1 0 0 3 1 2 John Doe/domain users/./a b/\n");
        assertThat(entries.getFirst().name().text()).isEqualTo("a b");
        assertThat(entries.getFirst().stat().user()).isEqualTo("John Doe");
        assertThat(entries.getFirst().stat().group()).isEqualTo("domain users");
    }

    @Test
    void whatIsNoListingIsNotTaken() {
        assertThatThrownBy(() -> new ListedEntries("81a4 1 0")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ListedEntries(ENTRY.formatted("x") + "81a4 1 0 0 3 1 2 root/root/./no-end"))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void whatListingsHoldIsBounded() {
        ListingMemory memory = new ListingMemory(100);
        assertThat(memory.take(60)).isTrue();
        assertThat(memory.take(60)).isFalse();
        assertThat(memory.take(40)).isTrue();
        memory.give(60);
        assertThat(memory.take(60)).isTrue();
    }
}
