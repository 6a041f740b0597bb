/**
 * The SSH protocol's side of the gateway, on Apache MINA SSHD: its sole importer.
 *
 * <p>A connection is authenticated by a {@link io.hatchway.sshd.LoginService}, which asks the
 * {@link io.hatchway.sshd.KeyGate}; each of its channels becomes a
 * {@link io.hatchway.session.Session} in {@link io.hatchway.sshd.SessionChannel}. MINA's threads only receive: nothing
 * here blocks on one of them. What a client can make grow is bounded: each channel holds at most a window of input
 * ({@link io.hatchway.sshd.ChannelInput}) and a fixed amount of output in flight
 * ({@link io.hatchway.sshd.ChannelOutput}).
 */
@NullMarked
package io.hatchway.sshd;

import org.jspecify.annotations.NullMarked;
