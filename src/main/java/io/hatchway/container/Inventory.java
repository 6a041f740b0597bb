package io.hatchway.container;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What there is on an engine. All calls block; none shows the gateway's own containers. */
public interface Inventory {

    /** All containers, also those that do not run, the newest first. */
    List<ContainerSummary> containers() throws EngineException;

    List<ImageSummary> images() throws EngineException;

    List<VolumeSummary> volumes() throws EngineException;

    List<NetworkSummary> networks() throws EngineException;

    /** The containers that have a volume, running or not. */
    List<ContainerSummary> withVolume(String name) throws EngineException;

    /** The containers on a network, running or not. */
    List<ContainerSummary> onNetwork(NetworkSummary network) throws EngineException;

    /** The volumes of the gateway's own container, which hold its host key among others: for no other container. */
    Set<String> ownVolumes() throws EngineException;

    /** The engine's own description of a thing, as JSON; empty when there is none of that id or name. */
    Optional<String> describe(Kind kind, String id) throws EngineException;

    /** The engine itself. */
    EngineSummary summary() throws EngineException;
}
