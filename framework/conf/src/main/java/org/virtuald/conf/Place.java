package org.virtuald.conf;

/**
 * Where something stands.
 *
 * @param line 1 for the first line; 0 for the file as a whole
 */
record Place(String file, int line) {

    static Place whole(String file) {
        return new Place(file, 0);
    }
}
