package io.hatchway.keys;

import io.hatchway.access.Holder;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Rule;
import io.hatchway.config.Problem;
import java.time.ZoneOffset;
import java.util.List;

/**
 * One public key as somebody hands it in: its type, the key and a comment, and nothing else. Options are asked for by
 * name, so that none is smuggled in with the key.
 *
 * @param text type, key and comment
 */
public record NewKey(String text, KeyBlob key, String comment) {
    /** What is handed in may be this long, in characters. */
    public static final int LONGEST = 16 << 10;

    private static final String FORM = "ssh-ed25519 AAAA... name@host, the content of a .pub file";

    /**
     * Reads it.
     *
     * @throws EditException when it is not exactly one public key
     */
    public static NewKey parse(String handedIn) throws EditException {
        if (handedIn.length() > LONGEST) {
            throw new EditException("That is longer than any public key. Hand in one line: " + FORM + ".");
        }
        List<String> lines = handedIn.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            throw new EditException("There is no key. Hand in one line: " + FORM + ".");
        }
        if (handedIn.contains("PRIVATE KEY")) {
            throw new EditException(
                    "That is a private key, which belongs to its owner alone: whoever has seen it can use"
                            + " it. Nothing was kept of it. Make another pair, and hand in the .pub file.");
        }
        if (lines.size() > 1) {
            throw new EditException("Those are " + lines.size() + " lines; hand in one key at a time: " + FORM + ".");
        }
        String line = lines.getFirst();
        if (line.codePoints().anyMatch(NewKey::isUnfit)) {
            throw new EditException(
                    "The key or its comment holds a character that cannot be shown. Hand in one line: " + FORM + ".");
        }
        return read(line);
    }

    private static NewKey read(String line) throws EditException {
        String type = Blank.word(line);
        if (!KeyType.isKnown(type) && !CertificateBlob.isName(type)) {
            throw new EditException(
                    "A key begins with its type, such as ssh-ed25519; options are not taken with it, but"
                            + " as --expires, --from, --command and --restrict.");
        }
        AuthorizedKeys read = AuthorizedKeys.parse(AuthorizedKeys.ANY_LOGIN, "", line, ZoneOffset.UTC);
        if (read.rules().size() != 1) {
            throw new EditException("That key is not taken: "
                    + read.problems().stream()
                            .findFirst()
                            .map(Problem::message)
                            .orElse("it is a comment")
                            .replaceFirst("^this line is off: ", "")
                    + ".");
        }
        Rule rule = read.rules().getFirst();
        if (!(rule.line().holder() instanceof Holder.Key)) {
            throw new EditException("That is an authority's key; put it into its file by hand.");
        }
        return new NewKey(line, rule.key(), rule.comment());
    }

    private static boolean isUnfit(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> character != '\t';
            default -> character == '\ufffd';
        };
    }
}
