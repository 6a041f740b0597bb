/**
 * The SSH protocol's side of the gateway, on Apache MINA SSHD: its sole importer.
 *
 * <p>The {@link io.hatchway.sshd.Doorkeeper} decides by a client's address whether it may connect, with
 * {@link io.hatchway.sshd.Startups} and {@link io.hatchway.sshd.Penalties} (both pure), and a
 * {@link io.hatchway.sshd.Visit} keeps score until it has logged in. {@link io.hatchway.sshd.GuardedSession} holds it to the
 * protocol before MINA acts on a message ({@link io.hatchway.sshd.LoginTries}, {@link io.hatchway.sshd.UnreadReplies}),
 * {@link io.hatchway.sshd.GatewaySession} negotiates. The door's refusals are told to a
 * {@link io.hatchway.sshd.RefusalListener}.
 *
 * <p>A connection is authenticated by a {@link io.hatchway.sshd.LoginService}, which asks the
 * {@link io.hatchway.sshd.KeyGate}; each of its channels becomes a
 * {@link io.hatchway.session.Session} in {@link io.hatchway.sshd.SessionChannel}. MINA's threads only receive: nothing
 * here blocks on one of them. What a client can make grow is bounded: a channel's {@link io.hatchway.sshd.ChannelFlow} holds
 * at most a window of input ({@link io.hatchway.sshd.ChannelInput}), all of them what {@link io.hatchway.sshd.InputBudget}
 * has, and a fixed amount of output in flight ({@link io.hatchway.sshd.ChannelOutput}).
 *
 * <p>Forwards have channels of their own: {@link io.hatchway.sshd.ForwardChannel} for those a client opens,
 * {@link io.hatchway.sshd.ReverseChannel} for what listens in a container ({@link io.hatchway.sshd.ReverseForwards}), each
 * held together with its forward by a {@link io.hatchway.sshd.Coupling}. MINA's own, which would connect from the gateway,
 * are not used.
 */
@NullMarked
package io.hatchway.sshd;

import org.jspecify.annotations.NullMarked;
