package io.hatchway.access;

/** Where a rule is written: a file's name as its reader would say it, and the line, counted from 1. */
public record Origin(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
