package io.hatchway.session;

/** Lets tests of other packages do to a session what its service does. */
public final class SampleChannel {
    private SampleChannel() {}

    /** Puts a session on record. */
    public static void begin(Session session, Chronicle chronicle) throws UnrecordedException, InterruptedException {
        session.rememberedBy(chronicle);
        session.goOnRecord();
    }

    public static void end(Session session, Exit exit) {
        session.finish();
        session.leave(exit);
    }
}
