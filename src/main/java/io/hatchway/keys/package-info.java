/**
 * What is written about who may open what, in files: {@code keys/<login>} in authorized_keys format, the file's name
 * saying what is opened and its lines by whom; {@code access.yaml} for people and roles; and the files that names.
 *
 * <p>{@link io.hatchway.keys.AuthorizedKeys} reads one file's text into rules. {@link io.hatchway.keys.AccessSnapshot} is
 * everything at one moment; {@link io.hatchway.keys.AccessWatch} looks for changes and hands out the newest
 * {@link io.hatchway.access.Policy}, and tells an {@link io.hatchway.keys.AccessListener} what became of them. Invariants: a bad line is off and named by file and line while all others live; a file
 * others may write to adds nothing; {@code access.yaml} counts whole or as it was; a list of revoked keys that cannot be
 * read revokes all; a policy is swapped whole or not at all; when in doubt a key opens less, never more.
 *
 * <p>{@link io.hatchway.keys.KeyEditor} and {@link io.hatchway.keys.TeamEditor} change these files as a person with an
 * editor would: one place of the text, written beside the file and put in its place at once, and only when it was read as
 * the gateway will read it. Every folder on the way to a file counts as the file does ({@code SafePath}).
 *
 * <p>What a client offers to log in is an {@link io.hatchway.keys.OfferedKey}: a key or a certificate, read from its bytes
 * and able to verify signatures. {@link io.hatchway.keys.RevokedKeys} says what no longer counts, and
 * {@link io.hatchway.keys.OneTimeCodes} what a second factor is worth. All of these take bytes of whatever content, and
 * use the runtime's own cryptography. Imports {@code access} and {@code config}; {@code sshd}, the console and
 * {@code gate} import it.
 */
@NullMarked
package io.hatchway.keys;

import org.jspecify.annotations.NullMarked;
