package io.hatchway.console;

import java.util.regex.Pattern;

/**
 * Lets through of a terminal's input what draws on a screen of fixed size: text, and control sequences that are whole and
 * short. Titles, clipboards and everything else in a string, and sequences without end, are left out, so that nothing
 * grows with what a program prints.
 *
 * <p>States after ECMA-48 and the parser of DEC's terminals: a sequence is a CSI with parameters, or an ESC with
 * intermediate characters; ESC, CAN and SUB end any of them.
 */
final class EscapeGuard {
    private static final int LONGEST = 64;
    private static final Pattern COLUMNS = Pattern.compile("\\x1b\\[\\?([0-9]*;)*0*(3|40)(;[0-9]*)*[hl]");
    private static final char ESC = 0x1B;
    private static final char BELL = 0x07;

    /** Takes what passes, a run of text or one sequence at a time. */
    interface Sink {
        void pass(String piece);
    }

    private enum State {
        TEXT,
        ESCAPE,
        CSI,
        STRING,
        STRING_ESCAPE
    }

    private final Sink sink;
    private final StringBuilder piece = new StringBuilder();
    private State state = State.TEXT;

    EscapeGuard(Sink sink) {
        this.sink = sink;
    }

    void write(CharSequence text) {
        for (int at = 0; at < text.length(); at++) {
            take(text.charAt(at));
        }
        if (state == State.TEXT) {
            pass();
        }
    }

    private void take(char c) {
        switch (state) {
            case TEXT -> text(c);
            case ESCAPE -> escape(c);
            case CSI -> csi(c);
            case STRING -> {
                if (c == BELL || c == 0x18 || c == 0x1A || c == 0x9C) {
                    state = State.TEXT;
                } else if (c == ESC) {
                    state = State.STRING_ESCAPE;
                }
            }
            case STRING_ESCAPE -> {
                if (c == '\\') {
                    state = State.TEXT;
                } else {
                    begin();
                    escape(c);
                }
            }
        }
    }

    private void text(char c) {
        if (c == ESC) {
            pass();
            begin();
        } else if (c == '\n' || c == '\r' || c == '\b' || c == '\t' || (c >= ' ' && c != 0x7F && !isC1(c))) {
            piece.append(c);
            if (piece.length() >= 4 * LONGEST && !Character.isHighSurrogate(c)) {
                pass();
            }
        }
    }

    private static boolean isC1(char c) {
        return c >= 0x80 && c < 0xA0;
    }

    private void begin() {
        piece.setLength(0);
        piece.append(ESC);
        state = State.ESCAPE;
    }

    private void escape(char c) {
        if (c == ESC) {
            begin();
        } else if (c == '[' && piece.length() == 1) {
            piece.append(c);
            state = State.CSI;
        } else if (piece.length() == 1 && (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_' || c == 'k')) {
            drop();
            state = State.STRING;
        } else if (c >= ' ' && c <= '/' && piece.length() < 4) {
            piece.append(c);
        } else if (c >= '0' && c <= '~') {
            piece.append(c);
            end();
        } else {
            drop();
        }
    }

    private void csi(char c) {
        if (c == ESC) {
            begin();
        } else if (c >= '@' && c <= '~') {
            piece.append(c);
            if (resizes()) {
                drop();
            } else {
                end();
            }
        } else if (c >= ' ' && c <= '?') {
            // One that is too long is read to its end and not kept.
            if (piece.length() <= LONGEST) {
                piece.append(c);
            }
        } else if (c == 0x18 || c == 0x1A || c > '~') {
            drop();
        }
    }

    /** Window operations, and 80 or 132 columns: the size is the session's to say. */
    private boolean resizes() {
        String sequence = piece.toString();
        return sequence.endsWith("t") || COLUMNS.matcher(sequence).matches();
    }

    private void end() {
        state = State.TEXT;
        if (piece.length() <= LONGEST) {
            pass();
        } else {
            drop();
        }
    }

    private void drop() {
        piece.setLength(0);
        state = State.TEXT;
    }

    private void pass() {
        if (!piece.isEmpty()) {
            sink.pass(piece.toString());
            piece.setLength(0);
        }
    }
}
