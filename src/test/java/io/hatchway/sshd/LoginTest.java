package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.hatchway.access.Directory;
import io.hatchway.access.Lookup;
import io.hatchway.access.Secret;
import io.hatchway.keys.Authenticator;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.UserAuthFactory;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way in, with a client in the same process. */
@Timeout(30)
final class LoginTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Secret SECRET =
            Secret.of("12345678901234567890".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    @TempDir
    static Path state;

    private static KeyPair key = new KeyPair(null, null);
    private static KeyPair other = new KeyPair(null, null);

    private final SshClient client = SshClient.setUpDefaultClient();
    private final List<String> prompts = Collections.synchronizedList(new ArrayList<>());
    private final List<Boolean> echoes = Collections.synchronizedList(new ArrayList<>());
    private Optional<TestServer> server = Optional.empty();
    private String code = "";

    @BeforeAll
    static void makeKeys() throws Exception {
        key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        other = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }

    private void start(SamplePolicy policy, Directory directory) throws Exception {
        server = Optional.of(new TestServer(state, policy.policy(), directory));
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setKeyIdentityProvider(none -> List.of());
        client.setUserInteraction(new UserInteraction() {
            @Override
            public String[] interactive(
                    ClientSession session,
                    String name,
                    String instruction,
                    String lang,
                    String[] asked,
                    boolean[] echo) {
                for (int i = 0; i < asked.length; i++) {
                    prompts.add(asked[i]);
                    echoes.add(echo[i]);
                }
                return new String[] {code};
            }

            @Override
            public String getUpdatedPassword(ClientSession session, String prompt, String lang) {
                throw new AssertionError("a password was asked for");
            }
        });
        client.start();
    }

    private void startWithSecondFactor() throws Exception {
        start(
                new SamplePolicy().person(SamplePolicy.blob(key.getPublic()), Optional.of(SECRET)),
                name -> Lookup.UNKNOWN);
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
        if (server.isPresent()) {
            server.get().close();
        }
    }

    private AuthFuture login(String login, KeyPair with) throws Exception {
        ClientSession connection = client.connect(login, server.orElseThrow().address())
                .verify(PATIENCE)
                .getSession();
        connection.addPublicKeyIdentity(with);
        return connection.auth();
    }

    private void getsIn(String login, KeyPair with) throws Exception {
        login(login, with).verify(PATIENCE);
    }

    private void staysOut(String login, KeyPair with) {
        assertThatIOException().isThrownBy(() -> login(login, with).verify(PATIENCE));
    }

    private void methods(UserAuthFactory... factories) {
        client.setUserAuthFactories(List.of(factories));
    }

    @Test
    void anEngineThatHangsHindersNobodyElse() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        SamplePolicy policy = new SamplePolicy()
                .person(SamplePolicy.blob(key.getPublic()), Optional.empty())
                .admin(SamplePolicy.blob(other.getPublic()));
        start(policy, name -> {
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Lookup.UNKNOWN;
        });
        List<AuthFuture> hanging = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            hanging.add(login("web", key));
        }
        getsIn("admin", other);
        assertThat(hanging).noneMatch(AuthFuture::isDone);
        answers.countDown();
        for (AuthFuture each : hanging) {
            each.verify(PATIENCE);
        }
    }

    @Test
    void aKeyAndACodeLetIn() throws Exception {
        startWithSecondFactor();
        code = Authenticator.code(SECRET, Instant.now());
        getsIn("web", key);
        assertThat(prompts).containsExactly("One-time code: ");
        assertThat(echoes).containsExactly(false);
    }

    @Test
    void aKeyWithoutItsCodeIsNotEnough() throws Exception {
        startWithSecondFactor();
        methods(UserAuthPublicKeyFactory.INSTANCE);
        staysOut("web", key);
    }

    @Test
    void aWrongCodeIsAskedForAgainAndDoesNotLetIn() throws Exception {
        startWithSecondFactor();
        code = "nonsense";
        staysOut("web", key);
        assertThat(prompts).contains("One-time code: ");
    }

    @Test
    void aCodeIsWorthNothingTheSecondTime() throws Exception {
        startWithSecondFactor();
        code = Authenticator.code(SECRET, Instant.now());
        getsIn("web", key);
        staysOut("web", key);
    }

    @Test
    void withoutAKeyNobodyIsAskedAnything() throws Exception {
        startWithSecondFactor();
        methods(UserAuthKeyboardInteractiveFactory.INSTANCE);
        staysOut("web", key);
        methods(UserAuthKeyboardInteractiveFactory.INSTANCE, UserAuthPublicKeyFactory.INSTANCE);
        staysOut("web", other);
        assertThat(prompts).isEmpty();
    }

    @Test
    void theSecondFactorIsAskedForOnTheConsoleToo() throws Exception {
        startWithSecondFactor();
        staysOut("admin", key);
        code = Authenticator.code(SECRET, Instant.now());
        getsIn("admin", key);
    }
}
