package org.virtuald.host;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {

    private static final String API = "org.virtuald.service..";
    private static final String CONF = "org.virtuald.conf..";
    private static final String ENTRY = "org.virtuald.entry..";
    private static final String POSIX = "org.virtuald.posix..";
    private static final String ROOT = "org.virtuald.root..";
    private static final String INETD = "org.virtuald.inetd..";
    private static final String LAUNCHER = "org.virtuald.launcher..";
    private static final String SHELL = "org.virtuald.shell..";
    private static final String HOST = "org.virtuald.host..";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.virtuald");

    @Test
    void everyRoomIsLookedAt() {
        for (String room : new String[] {API, CONF, ENTRY, POSIX, ROOT, INETD, LAUNCHER, SHELL, HOST}) {
            assertThat(ALL.stream().filter(resideInAnyPackage(room))).as(room).isNotEmpty();
        }
    }

    @Test
    void thePrivilegedProcessKnowsNeitherHostNorFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(API, CONF, ENTRY, POSIX, LAUNCHER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        HOST, ROOT, INETD, "org.osgi.framework..", "org.apache.felix..", "picocli..", "org.slf4j..")
                .check(ALL);
    }

    @Test
    void theLauncherStandsOnConfEntryAndPosixAndTheseStandAlone() {
        noClasses()
                .that()
                .resideInAnyPackage(CONF, ENTRY, POSIX, ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LAUNCHER)
                .check(ALL);
        knowsNothingElseOfVirtuald(CONF, API);
        knowsNothingElseOfVirtuald(ENTRY, API);
        knowsNothingElseOfVirtuald(POSIX, API);
        knowsNothingElseOfVirtuald(ROOT, API);
        knowsNothingElseOfVirtuald(SHELL, SHELL);
        knowsNothingElseOfVirtuald(INETD, API);
    }

    private static void knowsNothingElseOfVirtuald(String room, String below) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.virtuald..").and(not(resideInAnyPackage(room, below))))
                .check(ALL);
    }

    /** The launcher has no use for them: who may connect is the host's to say. */
    @Test
    void theRulesOfTcpWrappersAreKnownToTheHostAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.virtuald.conf.wrappers..", HOST)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.virtuald.conf.wrappers..")
                .check(ALL);
    }

    /** Bundles compile against the API, so it brings nothing with it. */
    @Test
    void theApiKnowsJavaAlone() {
        classes()
                .that()
                .resideInAPackage(API)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(API, "java..", "org.jspecify.annotations..", "org.osgi.annotation..")
                .check(ALL);
    }

    @Test
    void whatIsPureCallsNoNativeCode() {
        noClasses()
                .that()
                .resideInAnyPackage(API, CONF, ENTRY, ROOT, INETD)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai.jffi..")
                .check(ALL);
    }

    @Test
    void theCLibraryIsCalledInOneRoomOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(POSIX)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.virtuald.posix.Libc")
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackage(POSIX)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr.ffi..", "com.kenai.jffi..")
                .check(ALL);
    }

    @Test
    void theCommandLineIsKnownToNobodyButItself() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.virtuald.host.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.virtuald.host.cli..", "picocli..")
                .check(ALL);
    }

    /** Its jars are on the class path of one command alone. Of the command's class every method's signature is looked at. */
    @Test
    void theShellsClientIsKnownToOneClassOfTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SHELL)
                .and()
                .doNotHaveFullyQualifiedName("org.virtuald.host.cli.ShellLines")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SHELL)
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackage("org.virtuald.shell")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jline..")
                .check(ALL);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(ALL);
    }
}
