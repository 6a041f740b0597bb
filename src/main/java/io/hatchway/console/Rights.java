package io.hatchway.console;

import io.hatchway.access.Register;
import io.hatchway.keys.KeyEditor;
import io.hatchway.keys.TeamEditor;
import java.util.function.Supplier;

/**
 * What is written about who may open what.
 *
 * @param register what is in force
 */
public record Rights(Supplier<Register> register, KeyEditor keys, TeamEditor teams) {}
