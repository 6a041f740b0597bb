package io.hatchway.keys;

/** A line that is not used; the message finishes the sentence "this line is off:". Never leaves the package. */
final class LineOff extends Exception {
    LineOff(String reason) {
        super(reason);
    }
}
