package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedResource;
import org.junit.jupiter.api.Test;

final class AlgorithmsTest {
    private static List<String> names(List<? extends NamedResource> offered) {
        return offered.stream().map(NamedResource::getName).toList();
    }

    private static Stream<String> everything() {
        return Stream.of(
                        names(Algorithms.keyExchanges(true)),
                        names(Algorithms.CIPHERS),
                        names(Algorithms.MACS),
                        names(Algorithms.SIGNATURES))
                .flatMap(List::stream);
    }

    @Test
    void nothingRestsOnSha1() {
        assertThat(everything()).noneMatch(name -> name.contains("sha1")).doesNotContain("ssh-rsa", "ssh-dss");
    }

    @Test
    void noCipherChainsBlocks() {
        assertThat(names(Algorithms.CIPHERS)).noneMatch(name -> name.contains("cbc"));
    }

    @Test
    void noKeyExchangeUsesNistCurvesOrFixedGroups() {
        assertThat(names(Algorithms.keyExchanges(true)))
                .noneMatch(name -> name.contains("nistp") || name.contains("diffie-hellman"));
    }

    @Test
    void postQuantumExchangesComeFirst() {
        assertThat(names(Algorithms.keyExchanges(true)).getFirst()).isEqualTo("mlkem768x25519-sha256");
    }

    @Test
    void withoutTheOldCurveOnlyPostQuantumExchangesAreLeft() {
        assertThat(names(Algorithms.keyExchanges(false)))
                .allMatch(name -> name.startsWith("mlkem") || name.startsWith("sntrup"));
    }

    @Test
    void everyMacIsOverTheCiphertext() {
        assertThat(names(Algorithms.MACS)).allMatch(name -> name.contains("-etm@"));
    }

    @Test
    void nothingIsCompressed() {
        assertThat(names(Algorithms.COMPRESSIONS)).containsExactly("none");
    }

    @Test
    void whatIsOfferedWorksHere() {
        assertThat(Algorithms.keyExchanges(true)).hasSize(5);
        assertThat(Algorithms.CIPHERS).allMatch(cipher -> cipher.create() != null);
    }
}
