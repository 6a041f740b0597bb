package io.hatchway.container;

import java.time.Instant;

/**
 * What a container uses at one moment.
 *
 * @param processor in percent of one processor, over the last second
 * @param memory in bytes, without what the kernel could drop
 * @param memoryLimit in bytes; the host's memory where it has none
 * @param received over its networks since it started, in bytes
 * @param sent over its networks since it started, in bytes
 * @param read from disks since it started, in bytes
 * @param written to disks since it started, in bytes
 * @param processes how many it has
 */
public record Usage(
        Instant time,
        double processor,
        long memory,
        long memoryLimit,
        long received,
        long sent,
        long read,
        long written,
        long processes) {}
