package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.EngineException;
import io.hatchway.session.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CodesTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"AWAY,125", "REFUSED,125", "STATE,125", "FAILED,1", "NOT_FOUND,127", "REQUEST,126"})
    void whatAnEngineSaysHasACode(EngineException.Kind kind, int code) {
        assertThat(Codes.of(new EngineException(kind, "It could not."))).isEqualTo(code);
    }

    @Test
    void aProgramsCodeIsItsOwnAlsoWhereTheGatewayHasTheSame() {
        assertThat(Codes.of(new Exit.Status(3))).isEqualTo(3);
        assertThat(Codes.of(new Exit.Status(254))).isEqualTo(254);
        assertThat(Codes.of(new Exit.Status(255))).isEqualTo(255);
    }

    @Test
    void whereThereWasNoProgramItIsTheConsoles() {
        assertThat(Codes.of(Exit.REFUSED)).isEqualTo(126);
        assertThat(Codes.of(Exit.FAULT)).isEqualTo(125);
        assertThat(Codes.of(new Exit.Signal("HUP", "idle"))).isEqualTo(129);
    }
}
