package org.virtuald.root;

import java.nio.file.Path;
import java.util.List;

/**
 * One thing that keeps a program from running in a root. Paths other than {@link #root()} are as the program will see
 * them, from the root on.
 */
public sealed interface Missing {

    /** The root as it was named to the inspector. */
    Path root();

    /** What is the matter, for people, beginning with the root. Control characters of file names are escaped. */
    default String sentence() {
        return Printable.of(root() + ": " + predicate());
    }

    /** The sentence without the root. */
    String predicate();

    /** There is no root. */
    record NoRoot(Path root) implements Missing {
        @Override
        public String predicate() {
            return "no such directory";
        }
    }

    /** The root is something else than a directory. */
    record NoDirectory(Path root) implements Missing {
        @Override
        public String predicate() {
            return "is not a directory";
        }
    }

    /**
     * The program is not there.
     *
     * @param program a path, or the name that was looked for
     * @param searched the directories that were looked in; empty when the program is a path
     */
    record Program(Path root, String program, List<String> searched) implements Missing {
        /** Copies the list. */
        public Program {
            searched = List.copyOf(searched);
        }

        @Override
        public String predicate() {
            return searched.isEmpty()
                    ? "program " + program + " is not there"
                    : "program " + program + " not found on " + String.join(":", searched);
        }
    }

    /** The dynamic loader that a program names ({@code PT_INTERP}, elf(5)) is not there. */
    record Interpreter(Path root, String path, String neededBy) implements Missing {
        @Override
        public String predicate() {
            return neededBy + " needs the interpreter " + path + ", which is not there";
        }
    }

    /**
     * The program that is to read a script is not there.
     *
     * @param interpreter a path, or the name that env(1) is to look for
     * @param searched the directories that env(1) looks in; empty when the interpreter is a path
     */
    record ScriptInterpreter(Path root, String interpreter, String script, List<String> searched) implements Missing {
        /** Copies the list. */
        public ScriptInterpreter {
            searched = List.copyOf(searched);
        }

        @Override
        public String predicate() {
            return "script " + script + " needs " + interpreter + ", which is not "
                    + (searched.isEmpty() ? "there" : "on " + String.join(":", searched));
        }
    }

    /**
     * A library is in none of the directories that the loader searches for the object that needs it (ld.so(8)).
     *
     * @param searched those directories; empty when the library is named by a path
     */
    record Library(Path root, String name, String neededBy, List<String> searched) implements Missing {
        /** Copies the list. */
        public Library {
            searched = List.copyOf(searched);
        }

        @Override
        public String predicate() {
            return neededBy + " needs " + name + ", which "
                    + (searched.isEmpty() ? "is not there" : "none of " + String.join(", ", searched) + " has");
        }
    }

    /** A symbolic link that must be followed points to nothing inside the root. */
    record DanglingLink(Path root, String path, String target) implements Missing {
        @Override
        public String predicate() {
            return path + " is a dangling symbolic link to " + target;
        }
    }

    /** A program or interpreter that nobody may execute. */
    record NotExecutable(Path root, String path) implements Missing {
        @Override
        public String predicate() {
            return path + " is not executable";
        }
    }

    /**
     * A file that is there but is not what it must be.
     *
     * @param fault what is wrong with it, as a predicate: "is not a regular file"
     */
    record Malformed(Path root, String path, String fault) implements Missing {
        @Override
        public String predicate() {
            return path + " " + fault;
        }
    }

    /** A program for another processor than this machine's. */
    record OtherMachine(Path root, String path, String machine, String thisMachine) implements Missing {
        @Override
        public String predicate() {
            return path + " is a program for " + machine + ", which this machine (" + thisMachine
                    + ") can only emulate";
        }
    }

    /** Something that the inspecting process could not look at. */
    record Unreadable(Path root, String path, String reason) implements Missing {
        @Override
        public String predicate() {
            return path + " cannot be read: " + reason;
        }
    }
}
