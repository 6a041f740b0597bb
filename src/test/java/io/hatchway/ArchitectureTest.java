package io.hatchway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds who may import whom. A package that does not exist yet has its arrows here already. */
final class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.hatchway");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.hatchway.(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    /** The gate imports everybody and is imported by nobody, so it has no line. */
    @ParameterizedTest(name = "{0} imports no package of ours but {1}")
    @CsvSource({
        "access,    ''",
        "config,    access",
        "keys,      access config",
        "container, access",
        "docker,    access container",
        "registry,  access container",
        "session,   access container files",
        "audit,     access container files session",
        "files,     access container",
        "compose,   access container",
        "backup,    access container",
        "sshd,      access container session audit keys",
        "console,   access session container keys audit compose backup registry",
    })
    void aPackageImportsOnlyWhatItsArrowsAllow(String name, String allowed) {
        String[] packages = Stream.concat(Stream.of(name), Arrays.stream(allowed.split(" ", -1)))
                .filter(each -> !each.isEmpty())
                .map(each -> "io.hatchway." + each + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage("io.hatchway." + name + "..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.hatchway..")).or(resideInAnyPackage(packages)))
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @Test
    void theDecisionImportsTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("io.hatchway.access..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("io.hatchway.access..", "java..", "org.jspecify.."))
                .check(PROGRAM);
    }

    @ParameterizedTest(name = "{0} is imported by {1} only")
    @CsvSource({
        "com.github.dockerjava.., docker",
        "org.apache.sshd..,       sshd",
        "org.bouncycastle..,      sshd",
        "org.jline..,             console",
        "picocli..,               console gate",
        "org.snakeyaml..,         config",
    })
    void aLibraryHasOneHome(String library, String homes) {
        String[] packages = Arrays.stream(homes.split(" ", -1))
                .map(each -> "io.hatchway." + each + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(PROGRAM);
    }

    /** JLine's pager, editor and commands open whatever file of the gateway somebody types. */
    @Test
    void noProgramOfJlinesIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jline.builtins..", "org.jline.console..", "org.jline.shell..")
                .check(PROGRAM);
    }

    @Test
    void nobodyImportsTheGate() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.hatchway.gate..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.hatchway.gate..")
                .check(PROGRAM);
    }

    @Test
    void namesSayWhatAClassIs() {
        for (String ending : Set.of("Impl", "Manager", "Helper", "Util", "Utils")) {
            noClasses().should().haveSimpleNameEndingWith(ending).check(PROGRAM);
        }
        noClasses().should().haveSimpleNameStartingWith("Abstract").check(PROGRAM);
        noClasses().should().resideInAnyPackage("..util..", "..common..").check(PROGRAM);
    }
}
