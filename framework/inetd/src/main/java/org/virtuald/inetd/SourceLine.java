package org.virtuald.inetd;

/** A line of a file that is imported; 1 is the first. */
record SourceLine(String file, int number, String text) {

    Remark remark(String remark) {
        return new Remark(file, number, remark);
    }
}
