package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.hatchway.access.Directory;
import io.hatchway.access.Lookup;
import io.hatchway.access.Policy;
import io.hatchway.access.Secret;
import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import io.hatchway.keys.Authenticator;
import io.hatchway.session.Eventually;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.UserAuthFactory;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.OpenSshCertificateImpl;
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
    private final List<AuditEvent> events = Collections.synchronizedList(new ArrayList<>());
    private volatile Policy inForce = Policy.EMPTY;
    private volatile Runnable beforeCode = () -> {};

    @BeforeAll
    static void makeKeys() throws Exception {
        key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        other = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }

    private void start(SamplePolicy policy, Directory directory) throws Exception {
        inForce = policy.policy();
        server = Optional.of(new TestServer(state, () -> inForce, directory, events::add));
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
                beforeCode.run();
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

    private List<AuditEvent.AuthFailed> failures() {
        return List.copyOf(events).stream()
                .filter(AuditEvent.AuthFailed.class::isInstance)
                .map(AuditEvent.AuthFailed.class::cast)
                .toList();
    }

    @Test
    void aRefusalAfterARightCodeIsOnRecord() throws Exception {
        startWithSecondFactor();
        code = Authenticator.code(SECRET, Instant.now());
        beforeCode = () -> inForce = Policy.EMPTY;
        staysOut("web", key);
        String fingerprint = SamplePolicy.blob(key.getPublic()).fingerprint();
        assertThat(failures().getFirst()).satisfies(failed -> {
            assertThat(failed.fingerprint()).isEqualTo(fingerprint);
            assertThat(failed.reason()).doesNotContain("one-time code");
        });
    }

    @Test
    void aRefusedCodeAndTheLockAfterTooManyAreOnRecordByWhoseTheyAre() throws Exception {
        startWithSecondFactor();
        staysOut("web", key);
        staysOut("web", key);
        assertThat(failures()).hasSizeGreaterThan(5).allSatisfy(failed -> {
            assertThat(failed.reason()).startsWith("the one-time code: ");
            assertThat(failed.identity()).contains("person");
        });
        assertThat(failures().getLast().reason()).contains("too many wrong ones");
    }

    @Test
    void aKeyThatWasOnlyOfferedIsOnRecordWithoutAnIdentity() throws Exception {
        startWithSecondFactor();
        staysOut("web", other);
        assertThat(failures())
                .isNotEmpty()
                .allSatisfy(failed -> assertThat(failed.identity()).isEmpty());
    }

    /** A certificate for {@code key} that names "web". */
    private static OpenSshCertificate certificate(KeyPair authority) throws Exception {
        return OpenSshCertificateBuilder.userCertificate()
                .serial(7)
                .id("laptop")
                .principals(List.of("web"))
                .validAfter(Instant.now().minusSeconds(60))
                .validBefore(Instant.now().plusSeconds(600))
                .publicKey(key.getPublic())
                .sign(authority, KeyPairProvider.SSH_ED25519);
    }

    private AuditEvent.AuthFailed failureOf(OpenSshCertificate certificate) throws Exception {
        staysOut("web", new KeyPair(certificate, key.getPrivate()));
        Eventually.holds(() -> !failures().isEmpty());
        return failures().getFirst();
    }

    private void startWithAuthority() throws Exception {
        start(new SamplePolicy().authority(SamplePolicy.blob(other.getPublic())), name -> Lookup.UNKNOWN);
    }

    @Test
    void aCertificateOfAKnownAuthorityLetsIn() throws Exception {
        startWithAuthority();
        getsIn("web", new KeyPair(certificate(other), key.getPrivate()));
    }

    @Test
    void aCertificateThatIsRefusedIsOnRecordByItsKeyIdAndSerial() throws Exception {
        startWithAuthority();
        AuditEvent.AuthFailed failed = failureOf(certificate(key));
        assertThat(failed.fingerprint())
                .isEqualTo(SamplePolicy.blob(key.getPublic()).fingerprint());
        assertThat(failed.certificate()).contains(new Who.Certificate("laptop", 7));
    }

    private static OpenSshCertificate forged(KeyPair authority) throws Exception {
        OpenSshCertificateImpl forged = (OpenSshCertificateImpl) certificate(authority);
        byte[] signature = forged.getSignature();
        signature[signature.length - 1] ^= 1;
        forged.setSignature(signature);
        return forged;
    }

    @Test
    void theSignatureOfAnAuthorityNobodyTrustsIsNotEvenVerified() throws Exception {
        startWithAuthority();
        assertThat(failureOf(forged(key)).reason()).doesNotContain("was not signed");
    }

    @Test
    void aForgedCertificateOfAKnownAuthorityIsRefusedWhenItIsOffered() throws Exception {
        startWithAuthority();
        assertThat(failureOf(forged(other)).reason())
                .isEqualTo("its certificate was not signed by the authority it names");
    }
}
