package io.hatchway.container;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image's name as registries have it: {@code [REGISTRY/]PATH[:TAG][@DIGEST]} (the reference grammar of the
 * distribution project).
 *
 * @param registry the registry's host, with its port where one is given; empty: the engine's default registry
 * @param path the repository there: lower case, its parts behind slashes
 * @param tag which version; empty where none is named
 * @param digest the very content, {@code sha256:...}; empty where none is named
 */
public record ImageReference(Optional<String> registry, String path, Optional<String> tag, Optional<String> digest) {
    private static final int LONGEST_NAME = 255;
    /** A name, a tag of 128 and a digest, with room for longer algorithms. */
    private static final int LONGEST = 640;

    private static final String PART = "[a-z0-9]++(?:(?:[.]|__?|-++)[a-z0-9]++)*+";
    private static final Pattern PATH = Pattern.compile(PART + "(?:/" + PART + ")*+");
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
    private static final Pattern REGISTRY =
            Pattern.compile("(?:" + LABEL + "(?:[.]" + LABEL + ")*|\\[[0-9A-Fa-f:]+])(?::[0-9]{1,5})?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern DIGEST =
            Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,256}");
    /** It would be taken for an image's id. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private static final String DEFAULT_TAG = "latest";

    /** Takes a name apart; empty when it is none. */
    public static Optional<ImageReference> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        int at = text.indexOf('@');
        Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
        String named = at < 0 ? text : text.substring(0, at);
        // A port is followed by a slash, a tag by nothing.
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        Optional<String> tag = tagged ? Optional.of(named.substring(colon + 1)) : Optional.empty();
        String name = tagged ? named.substring(0, colon) : named;
        int slash = name.indexOf('/');
        Optional<String> registry = slash > 0 && isRegistry(name.substring(0, slash))
                ? Optional.of(name.substring(0, slash))
                : Optional.empty();
        String path = registry.isPresent() ? name.substring(slash + 1) : name;
        boolean valid = name.length() <= LONGEST_NAME
                && matches(PATH, path)
                && registry.map(host -> matches(REGISTRY, host)).orElse(!matches(ID, path))
                && tag.map(word -> matches(TAG, word)).orElse(true)
                && digest.map(word -> matches(DIGEST, word)).orElse(true);
        return valid ? Optional.of(new ImageReference(registry, path, tag, digest)) : Optional.empty();
    }

    /** Whether a name's first part is a host and not the first part of a path, as engines tell the two apart. */
    private static boolean isRegistry(String first) {
        return first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(java.util.Locale.ROOT));
    }

    /** Whether the text can be a registry's host and port. */
    public static boolean isHost(String text) {
        return text.length() <= LONGEST_NAME && matches(REGISTRY, text);
    }

    /** Whether the text can be a tag. */
    public static boolean isTag(String text) {
        return matches(TAG, text);
    }

    private static boolean matches(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches();
    }

    /** The name without tag and digest. */
    public String repository() {
        return registry.map(host -> host + "/").orElse("") + path;
    }

    /** The same image in another version. */
    public ImageReference withTag(String other) {
        return new ImageReference(registry, path, Optional.of(other), Optional.empty());
    }

    /** The same with the tag that engines take where none is named. */
    public ImageReference tagged() {
        return tag.isPresent() || digest.isPresent() ? this : withTag(DEFAULT_TAG);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return repository()
                + tag.map(word -> ":" + word).orElse("")
                + digest.map(word -> "@" + word).orElse("");
    }
}
