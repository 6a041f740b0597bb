package io.hatchway.console;

import io.hatchway.session.Session;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a line into the terminals of others. */
@Command(name = "message", description = "Write a line into a session's terminal, or into all of them.")
final class SessionsMessageCommand extends ConsoleCommand {
    private static final int LONGEST = 500;
    private static final String ALL = "all";

    @Parameters(index = "0", paramLabel = "SESSION", description = "Its id, or the first digits of it; or all.")
    private String id = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "What to say.")
    private List<String> words = List.of();

    SessionsMessageCommand(Context context) {
        super(context);
    }

    @Override
    boolean takesAllBehindFirst() {
        return true;
    }

    @Override
    public Integer call() throws Exception {
        String text = String.join(" ", words);
        if (text.isBlank() || text.codePointCount(0, text.length()) > LONGEST) {
            throw CommandException.usage("A message is one line of at most " + LONGEST + " characters.");
        }
        SessionSelection selection = new SessionSelection(context(), name());
        List<Session> told = id.equals(ALL)
                ? selection.touchable().stream()
                        .filter(each -> each.request().pty().isPresent()
                                && each != context().session())
                        .toList()
                : List.of(withTerminal(selection.oneToTouch(id)));
        tell(told, text);
        if (context().forPrograms()) {
            for (Session session : told) {
                deeds().tell(new Deeds.Thing("session", session.id()), new Deeds.Done("told"));
            }
        } else {
            context().out().println(told.size() == 1 ? "1 session was told." : told.size() + " sessions were told.");
        }
        return Codes.OK;
    }

    private static Session withTerminal(Session session) throws CommandException {
        if (session.request().pty().isEmpty()) {
            throw CommandException.failed("Session " + session.id()
                    + " has no terminal: a message would end up among what a program prints.");
        }
        return session;
    }

    /** All at once: a client that does not read takes its time. */
    private void tell(List<Session> sessions, String text) {
        String sentence = sentence(context(), text);
        try (ExecutorService speakers = Executors.newVirtualThreadPerTaskExecutor()) {
            sessions.forEach(session -> speakers.execute(() -> session.say(sentence)));
        }
    }

    static String sentence(Context context, String text) {
        return "message from the operator " + context.grant().identity().name() + ": " + text;
    }
}
