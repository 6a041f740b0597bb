package io.hatchway.fuzz;

/** What Jazzer calls, by these names, in a Java of its own: one target for all of its life. */
public final class FuzzDriver {
    private static FuzzTarget target = new FuzzTarget() {
        @Override
        public void hold(byte[] input) {
            throw new IllegalStateException("no target was named");
        }

        @Override
        public java.util.List<byte[]> seeds() {
            return java.util.List.of();
        }
    };

    private FuzzDriver() {}

    /** Takes the target's class name. */
    public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
        target = FuzzTargets.make(arguments[0]);
    }

    /** Tries an input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        target.hold(input);
    }
}
