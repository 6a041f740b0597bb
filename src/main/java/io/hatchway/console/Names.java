package io.hatchway.console;

import io.hatchway.access.Register;
import io.hatchway.audit.EventNames;
import io.hatchway.audit.KeptRecordings;
import io.hatchway.container.Compose;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.Inventory;
import io.hatchway.keys.KeyPlace;
import io.hatchway.session.Printable;
import io.hatchway.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The names of what is there and the caller may touch, for completion. Asked of the engine at most once a second; an
 * engine that takes its time does not hold up the key press: what was known last is what there is.
 */
final class Names {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(150);

    private final Context context;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Names(Context context) {
        this.context = context;
    }

    private record Known(long at, FutureTask<List<String>> asked, List<String> before) {
        List<String> now() {
            return asked.state() == FutureTask.State.SUCCESS ? asked.resultNow() : before;
        }
    }

    /**
     * Names for a command's parameter.
     *
     * @param label the parameter's: CONTAINER, IMAGE and so on; others have no names
     */
    List<String> of(String command, String label) {
        Known asked = known.compute(command + " " + label, (key, last) -> {
            boolean usable = last != null
                    && (System.nanoTime() - last.at() < FRESH.toNanos()
                            || !last.asked().isDone());
            return usable ? last : ask(command, label, Optional.ofNullable(last));
        });
        try {
            return asked.asked().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException away) {
            return asked.now();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private Known ask(String command, String label, Optional<Known> last) {
        FutureTask<List<String>> asked = new FutureTask<>(() -> list(command, label));
        Thread.ofVirtual().name("console-names").start(asked);
        return new Known(System.nanoTime(), asked, last.map(Known::now).orElse(List.of()));
    }

    private List<String> list(String command, String label) throws EngineException, IOException, InterruptedException {
        Inventory inventory = context.engine().inventory();
        Selection selection = new Selection(
                context.engine(), subject -> context.grant().commands().permits(command, subject));
        Stream<String> found = switch (label) {
            case "CONTAINER" -> containers(selection);
            case "THING" ->
                Stream.of(
                                containers(selection),
                                images(inventory, selection),
                                volumes(inventory, selection),
                                networks(inventory, selection))
                        .flatMap(names -> names);
            case "PROJECT" -> selection.all().stream().flatMap(each -> each.project().stream());
            case "IMAGE" -> images(inventory, selection);
            case "VOLUME", RunCommand.VOLUME -> volumes(inventory, selection);
            case "NETWORK" ->
                Stream.concat(
                        networks(inventory, selection),
                        command.equals("run")
                                ? selection.all().stream().map(each -> "container:" + each.name())
                                : Stream.empty());
            case "STATE" -> PsCommand.STATES.stream();
            case "KIND" -> EventsCommand.TYPES.stream();
            case "EVENT" -> EventNames.EVENTS.stream();
            case "OUTCOME" -> EventNames.OUTCOMES.stream();
            case "FINGERPRINT" -> {
                Reach reach = reach(command);
                yield KeyRow.of(rights()).filter(row -> reach.sees(row.opens())).map(KeyRow::fingerprint);
            }
            case "PERSON" ->
                reach(command).seesEverything()
                        ? rights().teams().people().stream().map(person -> person.name())
                        : Stream.empty();
            case "ROLE" ->
                reach(command).seesEverything()
                        ? rights().teams().roles().stream().map(role -> role.name())
                        : Stream.empty();
            case "LOGIN" ->
                KeyRow.of(rights())
                        .map(KeyRow::opens)
                        .filter(reach(command)::sees)
                        .filter(KeyPlace.Opens.Logins.class::isInstance)
                        .map(RightsCommand::opens);
            case "SESSION" ->
                new SessionSelection(context, command).all().stream().map(Session::id);
            case "RECORDING" -> new Shelf(context, command).all().stream().map(KeptRecordings.Kept::session);
            case "COMMAND" -> Commands.granted(context).keySet().stream();
            default -> Stream.empty();
        };
        // A label may hold anything; a name with something odd in it is left to be typed.
        return found.filter(name -> Printable.text(name).equals(name) && !name.isBlank())
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> containers(Selection selection) throws EngineException {
        return selection.all().stream().flatMap(Names::both);
    }

    private static Stream<String> images(Inventory inventory, Selection selection) throws EngineException {
        return inventory.images().stream()
                .filter(image -> selection.permitted().test(ImagesCommand.subjectOf(image)))
                .flatMap(image -> image.tags().stream());
    }

    private static Stream<String> volumes(Inventory inventory, Selection selection) throws EngineException {
        return inventory.volumes().stream()
                .filter(volume -> selection.permitted().test(Compose.subject(volume.name(), volume.labels(), "")))
                .map(volume -> volume.name());
    }

    private static Stream<String> networks(Inventory inventory, Selection selection) throws EngineException {
        return inventory.networks().stream()
                .filter(network -> selection.permitted().test(Compose.subject(network.name(), network.labels(), "")))
                .map(network -> network.name());
    }

    private Register rights() {
        return context.wiring().rights().register().get();
    }

    private Reach reach(String command) {
        return new Reach(context, command);
    }

    private static Stream<String> both(ContainerSummary container) {
        return Stream.concat(Stream.of(container.name()), container.service().stream());
    }
}
