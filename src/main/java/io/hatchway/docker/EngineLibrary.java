package io.hatchway.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.ExecCreateCmdResponse;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The library that knows the engine's requests and answers, over our own transport. */
public final class EngineLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLibrary.class);

    private EngineLibrary() {}

    static DockerClient over(EngineHttp http) {
        return DockerClientImpl.getInstance(configuration(), http);
    }

    private static DockerClientConfig configuration() {
        // The address is the transport's business; the library only wants one that parses.
        DockerClientConfig configuration = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("unix:///unused")
                .withDockerTlsVerify(false)
                .build();
        // A label's name may be as long as any string that the transport lets through.
        configuration
                .getObjectMapper()
                .getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNameLength(ShortStrings.LONGEST)
                        .build());
        return configuration;
    }

    /**
     * Has the library learn to read what every session asks for before somebody waits for it: the first description
     * of a container takes it 0.1 s, the next one nothing. Asks no engine.
     */
    public static void rehearse() {
        ObjectMapper mapper = configuration().getObjectMapper();
        try {
            for (Class<?> answer :
                    List.of(InspectContainerResponse.class, ExecCreateCmdResponse.class, InspectExecResponse.class)) {
                mapper.readValue("{}", answer);
            }
        } catch (JsonProcessingException unrehearsed) {
            LOG.debug("the first session will be slow", unrehearsed);
        }
    }
}
