package io.hatchway.container;

/** A terminal's size in character cells. Both sides lie between 1 and 65535, what a kernel's winsize can hold. */
public record Size(int columns, int rows) {
    private static final int MAX = 0xFFFF;

    public Size {
        if (columns < 1 || columns > MAX || rows < 1 || rows > MAX) {
            throw new IllegalArgumentException("no terminal has " + columns + "x" + rows + " cells");
        }
    }

    /** The nearest possible size to what a client sent: 0 means unknown (RFC 4254, 6.2) and becomes 80x24. */
    public static Size clamped(long columns, long rows) {
        return new Size(clamp(columns, 80), clamp(rows, 24));
    }

    private static int clamp(long cells, int unknown) {
        return cells <= 0 ? unknown : (int) Math.min(cells, MAX);
    }
}
