package org.virtuald.launcher;

/**
 * A program that runs for a connection.
 *
 * @param service what it was started for
 * @param connection the host's number for the connection
 * @param token how a failure record of its entry program names it
 * @param root the directory that is its root
 */
record Child(OpenService service, long connection, long token, String root) {}
