package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Usage;
import org.junit.jupiter.api.Test;

final class DockerStatsTest {
    private static Usage usage(String json) throws Exception {
        return DockerStats.usage(Refusals.JSON.readTree(json));
    }

    @Test
    void theProcessorsShareIsOfOneProcessor() throws Exception {
        Usage usage = usage("""
                {"cpu_stats":{"cpu_usage":{"total_usage":200},"system_cpu_usage":2000,"online_cpus":2},
                 "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000}}""");
        assertThat(usage.processor()).isEqualTo(20.0);
    }

    @Test
    void aFirstSampleHasNoShareYet() throws Exception {
        Usage usage = usage("""
                {"cpu_stats":{"cpu_usage":{"total_usage":200},"system_cpu_usage":2000,"online_cpus":2},
                 "precpu_stats":{"cpu_usage":{"total_usage":0}}}""");
        assertThat(usage.processor()).isZero();
    }

    @Test
    void memoryIsCountedWithoutWhatCouldBeDropped() throws Exception {
        Usage usage = usage("""
                {"memory_stats":{"usage":1000,"limit":5000,"stats":{"inactive_file":300}},"pids_stats":{"current":3}}""");
        assertThat(usage.memory()).isEqualTo(700);
        assertThat(usage.memoryLimit()).isEqualTo(5000);
        assertThat(usage.processes()).isEqualTo(3);
    }

    @Test
    void networksAndDisksAreSums() throws Exception {
        Usage usage = usage("""
                {"networks":{"a":{"rx_bytes":1,"tx_bytes":2},"b":{"rx_bytes":10,"tx_bytes":20}},
                 "blkio_stats":{"io_service_bytes_recursive":[{"op":"Read","value":5},{"op":"write","value":6},
                 {"op":"Total","value":11}]}}""");
        assertThat(usage.received()).isEqualTo(11);
        assertThat(usage.sent()).isEqualTo(22);
        assertThat(usage.read()).isEqualTo(5);
        assertThat(usage.written()).isEqualTo(6);
    }
}
