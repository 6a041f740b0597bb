/**
 * What is remembered: the audit log and the recordings of terminals.
 *
 * <p>Somebody says an {@link io.hatchway.audit.AuditEvent} to the {@link io.hatchway.audit.AuditLog}; its one thread seals
 * it into a line of a hash chain ({@link io.hatchway.audit.Chain}) and appends it to the files
 * ({@link io.hatchway.audit.AuditFiles}), of which the oldest go in time ({@link io.hatchway.audit.Expiry}). The newest line is signed every second, apart from the log
 * ({@link io.hatchway.audit.Checkpoint}), because a chain alone does not miss what was cut off its end.
 * {@link io.hatchway.audit.Verification} reads all of it again.
 *
 * <p>{@link io.hatchway.audit.SessionRecords} joins both to sessions: a session's start is on disk before anything is
 * started for it, and a session that cannot be put on record does not begin. What a killed gateway
 * could not say of the ends of its sessions the next one does ({@link io.hatchway.audit.LostSessions}).
 *
 * <p>May be imported by {@code sshd}, {@code console} and {@code gate}.
 */
@NullMarked
package io.hatchway.audit;

import org.jspecify.annotations.NullMarked;
