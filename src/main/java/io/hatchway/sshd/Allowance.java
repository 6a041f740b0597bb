package io.hatchway.sshd;

/** So many of something in a time, with pauses saved up to that number. Not for use by several threads. */
final class Allowance {
    private final int most;
    private final long nanosForOne;
    private long takenUntil;

    /**
     * @param most in {@code nanos}, and at once after as long a pause
     * @param now the clock's reading, in nanoseconds
     */
    Allowance(int most, long nanos, long now) {
        this.most = most;
        nanosForOne = nanos / most;
        takenUntil = now - nanos;
    }

    /** Takes one, unless there is none left now. */
    boolean take(long now) {
        long from = Math.max(takenUntil - now, -most * nanosForOne);
        if (from + nanosForOne > 0) {
            return false;
        }
        takenUntil = now + from + nanosForOne;
        return true;
    }
}
