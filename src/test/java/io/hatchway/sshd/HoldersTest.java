package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HoldersTest {
    private final Holders holders = new Holders(50, 100);

    @Test
    void anIdentityHasSoManyConnectionsAndNoMore() {
        for (int i = 0; i < 50; i++) {
            assertThat(holders.enter("alice", 60)).isEmpty();
        }
        assertThat(holders.enter("alice", 60)).get().asString().contains("has 50 connections");
        assertThat(holders.enter("bob", 60)).isEmpty();
    }

    @Test
    void whoLeavesMakesRoom() {
        for (int i = 0; i < 50; i++) {
            holders.enter("alice", 60);
        }
        holders.leave("alice");
        assertThat(holders.enter("alice", 60)).isEmpty();
    }

    @Test
    void theLastAreForThoseWhoHoldFew() {
        for (int i = 0; i < Holders.FEW; i++) {
            assertThat(holders.enter("alice", 96)).isEmpty();
        }
        assertThat(holders.enter("alice", 96)).get().asString().contains("nearly full");
        assertThat(holders.enter("alice", 95)).isEmpty();
        assertThat(holders.enter("admin", 100)).isEmpty();
    }
}
