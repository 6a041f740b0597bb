package io.hatchway.sshd;

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

    @Override
    public String toString() {
        return sentence;
    }
}
