package io.hatchway.sshd;

import java.util.Locale;

/** What a connection that did not log in is held against its source for, after sshd_config(5)'s PerSourcePenalties. */
public enum Offence {
    CRASH("it made the gateway fail"),
    AUTHFAIL("it failed to log in"),
    NOAUTH("it left without an attempt to log in"),
    GRACE_EXCEEDED("it took too long to log in"),
    REFUSE_CONNECTION("it was cut off because of what it sent");

    private final String sentence;

    Offence(String sentence) {
        this.sentence = sentence;
    }

    /** The setting that says for how long. */
    String setting() {
        return "ssh.per_source_penalties." + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return sentence;
    }
}
