/**
 * A container's files, for SFTP and SCP alike.
 *
 * <p>A protocol's server ({@link io.hatchway.files.SftpServer}) turns what a client asks for into {@link
 * io.hatchway.files.Op operations}, a {@link io.hatchway.files.FileWorker} does them in the container, and {@link
 * io.hatchway.files.Answer answers} come back when they are there. Nothing waits in between: the way into a container
 * costs a round trip, and clients ask for many pieces at once. That is why this is neither a java.nio file system, whose
 * calls each wait for their answer, nor the SSH library's SFTP, which handles one request at a time and takes names for
 * UTF-8; here names are bytes ({@link io.hatchway.files.FilePath}).
 *
 * <p>The client waits too, for each request of a small file. So what cannot fail any more is answered before it is done, and
 * what is so already is not asked for; nothing is called done that could still fail.
 *
 * <p>A worker is one program of the session's user in the container ({@link io.hatchway.files.CoProcess}), in Perl where
 * the image has that and in plain sh with the usual tools where not ({@link io.hatchway.files.WorkerScript}); both speak
 * {@link io.hatchway.files.Wire}. Large files it only opens, where the gateway can read on by itself ({@link
 * io.hatchway.files.DirectReads}). The kernel decides what that user may do; what a key may do less is refused in {@link
 * io.hatchway.files.Bounds} and, where links lead, in the worker.
 *
 * <p>Where no program can be started, the engine's archive does it ({@link io.hatchway.files.ArchiveWorker}): {@link
 * io.hatchway.files.ArchivePaths} finds where a name leads and keeps out of what the engine cannot see ({@link
 * io.hatchway.files.Mounts}), {@link io.hatchway.files.ArchiveFiles} keeps what is open and {@link
 * io.hatchway.files.Draft} what is being written, {@link io.hatchway.files.ArchiveNames} and {@link
 * io.hatchway.files.ArchiveMoves} do the rest. What that refuses is said aside by {@link io.hatchway.files.Outspoken}.
 */
@NullMarked
package io.hatchway.files;

import org.jspecify.annotations.NullMarked;
