package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.SampleKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is handed in is one public key, or it is refused with a sentence. */
final class NewKeyTest {
    private static final String KEY = SampleKeys.line("ed25519");

    @Test
    void aKeyWithItsCommentIsTakenAsItIs() throws EditException {
        NewKey key = NewKey.parse("\n " + KEY + " \n\n");
        assertThat(key.text()).isEqualTo(KEY);
        assertThat(key.key()).isEqualTo(SampleKeys.blob("ed25519"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|There is no key",
                "KEY\\nKEY|Those are 2 lines",
                "command=\"sh\" KEY|A key begins with its type",
                "cert-authority KEY|A key begins with its type",
                "# comment|A key begins with its type",
                "KEY aESCb|cannot be shown",
                "KEY aRLOb|cannot be shown",
                "ssh-ed25519 AAAA|That key is not taken: ",
                "ssh-ed25519-cert-v01@openssh.com AAAA|it holds a certificate",
                "-----BEGIN OPENSSH PRIVATE KEY-----\\nAAAA|That is a private key",
            })
    void anythingElseIsRefused(String handedIn, String sentence) {
        assertThatThrownBy(() -> NewKey.parse(handedIn.replace("\\n", "\n")
                        .replace("ESC", "\u001b")
                        .replace("RLO", "\u202e")
                        .replaceAll("\\bKEY\\b(?!-)", KEY)))
                .isInstanceOf(EditException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThatThrownBy(() -> NewKey.parse(KEY + " " + "x".repeat(NewKey.LONGEST)))
                .hasMessageContaining("longer than any public key");
    }
}
