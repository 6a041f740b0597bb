package io.hatchway.files;

import io.hatchway.files.FileEvent.Passage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Counts what goes through a file in one direction, and sums it up as long as it goes through in sequence. Any thread may. */
final class Tally {
    private final MessageDigest digest = sha256();
    private long bytes;
    private boolean sequential = true;
    private Optional<String> failure = Optional.empty();

    synchronized void add(long offset, byte[] array, int from, int length) {
        if (length == 0) {
            // Clients ask beyond a file's end to find it.
            return;
        }
        sequential &= offset == bytes;
        bytes += length;
        if (sequential) {
            digest.update(array, from, length);
        }
    }

    /** A piece did not go through; the first sentence of why is kept. */
    synchronized void failed(String why) {
        failure = failure.or(() -> Optional.of(why));
    }

    /** Why not all went through that was to; empty when it did. */
    synchronized Optional<String> failure() {
        return failure;
    }

    /** Whether just so many bytes went through, in sequence from the file's first byte on. */
    synchronized boolean isWhole(long size) {
        return sequential && bytes == size;
    }

    synchronized Passage passage() {
        try {
            return new Passage(
                    bytes,
                    sequential && bytes > 0
                            ? Optional.of(HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest()))
                            : Optional.empty());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
