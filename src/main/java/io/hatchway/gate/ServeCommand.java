package io.hatchway.gate;

import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.ListenAddress;
import io.hatchway.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the gateway until it is told to stop. */
@Command(name = "serve", description = "Run the gateway in the foreground.")
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Mixin
    private SettingsOptions options;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    ServeCommand() {}

    @Override
    public Integer call() throws InvalidConfigurationException, IOException, InterruptedException {
        Settings settings = options.read(System.getenv());
        Logging.configure(settings.log());
        Gateway gateway = new Gateway(settings);
        InetSocketAddress address;
        try {
            address = gateway.start();
        } catch (BindException | UnknownHostException | UnresolvedAddressException failed) {
            gateway.close();
            throw new IOException(
                    "The address " + settings.listen() + " cannot be listened on: " + reason(failed)
                            + ". Choose another one with --listen HOST:PORT.",
                    failed);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "shutdown"));
        System.out.println("hatchway: listening on "
                + new ListenAddress(address.getAddress().getHostAddress(), address.getPort()));
        System.out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private static String reason(Exception failed) {
        boolean unknown = failed instanceof UnknownHostException || failed instanceof UnresolvedAddressException;
        return unknown ? "there is no host of that name" : String.valueOf(failed.getMessage());
    }

    /** Runs when the process is told to stop (SIGTERM, SIGINT). A stop that went well is a success: exit code 0. */
    private static void stop(Gateway gateway) {
        try (gateway) {
            LOG.info("stopping");
            gateway.shutdown();
        } catch (IOException | InterruptedException | RuntimeException failed) {
            LOG.error("did not stop cleanly", failed);
            Runtime.getRuntime().halt(Main.FAILED);
        }
        Runtime.getRuntime().halt(0);
    }
}
