package org.virtuald.root;

/** Something passed on the way to a file. Its path holds no symbolic link, but for its own name when it is one. */
sealed interface Waypoint {

    String path();

    record Directory(String path) implements Waypoint {}

    record Link(String path, String target) implements Waypoint {}
}
