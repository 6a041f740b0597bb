package io.hatchway.audit;

import io.hatchway.access.KeyBlob;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from its first line to its last and finds the first that is not as it was written: edited, missing, out of
 * order, or cut off after it was signed. Reads alone, so a gateway may go on writing.
 */
public final class Verification {
    private static final int LONGEST_LINE = 1 << 20;
    private static final int TRIES = 5;
    private static final Pattern SIGNED =
            Pattern.compile("\"signed\":(\\{[^{}]*}),\"signature\":\"([A-Za-z0-9+/=]{1,200})\"");

    private final Optional<Checkpoint> checkpoint;
    private final Set<KeyBlob> keys;
    private final List<String> notes = new ArrayList<>();
    private final TreeSet<Long> expired = new TreeSet<>();
    private @Nullable Chain last;
    private long first;
    private int files;
    private long vouched;
    private boolean unchecked;
    private final Optional<KeyBlob> named;

    /**
     * What was found.
     *
     * @param first the number of the first line read; 0 where there is none
     * @param last the number of the last line that is in order
     * @param signed the number of the last line a signature vouches for; 0 where none was checked
     * @param fault the first thing that is wrong
     * @param signatures what became of the signatures
     * @param notes what is not wrong and worth knowing
     */
    public record Verdict(
            long first,
            long last,
            long signed,
            int files,
            Optional<Fault> fault,
            Signatures signatures,
            List<String> notes) {

        /** What became of the signatures of a log without fault. */
        enum Signatures {
            GOOD,
            /** There are some, and no key was named to check them with. */
            UNCHECKED,
            NONE,
            /** A key was named, and it signed nothing. */
            NOT_BY_KEY
        }

        /** Why nobody can tell, of a log without fault whose signatures were asked for. */
        public Optional<String> doubt() {
            return fault.isEmpty() && signatures == Signatures.NOT_BY_KEY
                    ? Optional.of(
                            "Nothing in these files is signed by that key, so nobody can tell whether they were cut"
                                    + " or forged: " + extent()
                                    + ", and the chain is unbroken, which anybody can make.")
                    : Optional.empty();
        }

        /** The sentence for a log without fault. */
        public String praise() {
            return switch (signatures) {
                case GOOD -> "The audit log is as it was written: " + extent() + ", signed up to seq " + signed + ".";
                case UNCHECKED ->
                    "The chain is unbroken, but no signature was checked: " + extent()
                            + ". Name the key with --key; without it nobody can tell whether they were cut or forged.";
                case NONE, NOT_BY_KEY ->
                    "The chain is unbroken, but nothing is signed: " + extent()
                            + ". Nobody can tell whether lines were cut or forged.";
            };
        }

        private String extent() {
            return (last == 0 ? "no lines" : "seq " + first + " to " + last) + ", " + files
                    + (files == 1 ? " file" : " files");
        }
    }

    /**
     * What is wrong.
     *
     * @param seq the number of the first line that is not as it was written
     * @param line counted from 1
     */
    public record Fault(long seq, Path file, long line, String what) {
        @Override
        public String toString() {
            return file + ":" + line + ": seq " + seq + ": " + what;
        }
    }

    private static final class Found extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Fault fault;

        Found(long seq, Path file, long line, String what) {
            fault = new Fault(seq, file, line, what);
        }
    }

    /**
     * Begins.
     *
     * @param keys whoever of them signed is believed; none: signatures are not looked at
     * @param named the key that somebody trusts: behind the checkpoint no other is believed
     */
    private Verification(Optional<Checkpoint> checkpoint, Set<KeyBlob> keys, Optional<KeyBlob> named) {
        this.checkpoint = checkpoint;
        this.keys = keys;
        this.named = named;
    }

    /**
     * Verifies the log of a state folder: all its files, and the checkpoint that is kept apart from them.
     *
     * @param publicKey the file of the key that signed the checkpoint, where it was kept elsewhere; without, the folder's own
     *     is believed, which somebody may have replaced with the log. Keys of the folder that were in its place before are
     *     believed up to the checkpoint, whose hash covers all of that
     * @throws IOException when it cannot be read
     */
    public static Verdict ofState(Path state, Optional<Path> publicKey) throws IOException {
        Path folder = state.resolve("audit");
        for (int attempt = 1; ; attempt++) {
            // The checkpoint first: what it is about is in the files then, however much is written meanwhile.
            Path file = folder.resolve(LastCheckpoint.NAME);
            KeyBlob key = AuditKey.blobOf(publicKey.orElse(AuditKey.publicHalf(state)));
            Optional<Checkpoint.Signed> signed;
            try {
                signed = Checkpoint.read(file);
            } catch (IOException unreadable) {
                return refuted(new Fault(0, file, 1, "the checkpoint: " + unreadable.getMessage()));
            }
            if (signed.isPresent()) {
                long seq = signed.get().checkpoint().seq();
                boolean byKey = signed.get().signature().publicKey().equals(key);
                if (signed.get().isGenuine() && !byKey && publicKey.isPresent()) {
                    return refuted(
                            new Fault(seq, file, 1, "the checkpoint is signed by another key than the named one"));
                }
                if (!signed.get().isGenuine() || !byKey) {
                    return refuted(new Fault(seq, file, 1, "the checkpoint's signature is not good"));
                }
            }
            Set<KeyBlob> keys = new HashSet<>(AuditKey.publicKeys(state));
            keys.add(key);
            Verification reading =
                    new Verification(signed.map(Checkpoint.Signed::checkpoint), keys, publicKey.map(any -> key));
            List<Path> before = all(folder);
            try {
                Verdict verdict = reading.read(before, folder, true);
                boolean begunMeanwhile = signed.isEmpty() && Files.exists(file);
                boolean still = before.equals(all(folder)) && !begunMeanwhile;
                if (verdict.fault().isEmpty() || attempt == TRIES || still) {
                    return verdict;
                }
            } catch (NoSuchFileException renamed) {
                // A file became full or too old since they were listed.
                if (attempt == TRIES) {
                    throw renamed;
                }
            }
        }
    }

    /**
     * Verifies files that were taken elsewhere, in the order of their lines. What their signatures cannot show is that
     * nothing follows them, or comes before.
     *
     * @param publicKey the file of the key that signed them; where it signed nothing there is a {@linkplain Verdict#doubt
     *     doubt}; without, signatures are not looked at
     */
    public static Verdict ofFiles(List<Path> files, Optional<Path> publicKey) throws IOException {
        Optional<KeyBlob> key =
                publicKey.isPresent() ? Optional.of(AuditKey.blobOf(publicKey.get())) : Optional.empty();
        Set<KeyBlob> keys = key.map(Set::of).orElse(Set.of());
        return new Verification(Optional.empty(), keys, key).read(files, Path.of(""), false);
    }

    private static Verdict refuted(Fault fault) {
        return new Verdict(0, 0, 0, 0, Optional.of(fault), Verdict.Signatures.NONE, List.of());
    }

    private static List<Path> all(Path folder) throws IOException {
        List<Path> files = new ArrayList<>(AuditFiles.full(folder));
        Path current = folder.resolve(AuditFiles.CURRENT);
        if (Files.exists(current)) {
            files.add(current);
        }
        return files;
    }

    private Verdict read(List<Path> paths, Path folder, boolean whole) throws IOException {
        try {
            for (Path file : paths) {
                read(file);
                files++;
            }
            if (whole) {
                checkEnds(paths.isEmpty() ? folder.resolve(AuditFiles.CURRENT) : paths.getFirst(), paths, folder);
            }
            return verdict(Optional.empty());
        } catch (Found found) {
            return verdict(Optional.of(found.fault));
        }
    }

    private Verdict verdict(Optional<Fault> fault) {
        return new Verdict(
                first, last == null ? 0 : last.seq(), vouched, files, fault, signatures(), List.copyOf(notes));
    }

    private Verdict.Signatures signatures() {
        if (vouched > 0) {
            return Verdict.Signatures.GOOD;
        }
        if (named.isPresent()) {
            return Verdict.Signatures.NOT_BY_KEY;
        }
        return unchecked ? Verdict.Signatures.UNCHECKED : Verdict.Signatures.NONE;
    }

    private void checkEnds(Path firstFile, List<Path> paths, Path folder) throws Found {
        if (first > 1 && !expired.contains(first - 1)) {
            throw new Found(
                    1, firstFile, 1, "lines 1 to " + (first - 1) + " are missing, and not because of their age");
        }
        if (checkpoint.isEmpty() && last != null) {
            throw new Found(
                    last.seq() + 1,
                    folder.resolve(LastCheckpoint.NAME),
                    1,
                    "there is no checkpoint, so the log may have been cut here: compare with copies of it");
        }
        if (checkpoint.isPresent() && vouched < checkpoint.get().seq()) {
            long seq = checkpoint.get().seq();
            long there = last == null ? 0 : last.seq();
            Path file = paths.isEmpty() ? folder.resolve(AuditFiles.CURRENT) : paths.getLast();
            if (seq > there) {
                throw new Found(there + 1, file, 0, "the log was cut: its checkpoint was signed at line " + seq);
            }
        }
    }

    private void read(Path file) throws IOException, Found {
        try (InputStream in = new BufferedInputStream(opened(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long number = 1;
            for (int b; (b = in.read()) >= 0; ) {
                if (b == '\n') {
                    check(line.toByteArray(), file, number++);
                    line.reset();
                } else if (line.size() < LONGEST_LINE) {
                    line.write(b);
                }
            }
            if (line.size() > 0) {
                notes.add(file + ":" + number
                        + ": the last line has no end: it is being written, or was when the gateway was killed");
            }
        }
    }

    private static InputStream opened(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder. Name the files of a log, or a state folder with --state DIR.");
        }
        return Files.newInputStream(file);
    }

    private void check(byte[] bytes, Path file, long number) throws Found {
        Chain before = last;
        long expected = before == null ? 1 : before.seq() + 1;
        Optional<Chain.Line> parsed = Chain.Line.parse(bytes);
        if (parsed.isEmpty()) {
            throw new Found(expected, file, number, "the line is not as it was written");
        }
        Chain.Line line = parsed.get();
        if (before == null) {
            first = line.seq();
            if (line.seq() == 1 && !line.prev().equals(Chain.START.hash())) {
                throw new Found(1, file, number, "the first line follows another one");
            }
        } else if (line.seq() != expected) {
            String what = line.seq() > expected
                    ? "lines " + expected + " to " + (line.seq() - 1) + " are missing"
                    : "here is line " + line.seq() + " instead: lines were moved or doubled";
            throw new Found(expected, file, number, what);
        } else if (!line.prev().equals(before.hash())) {
            throw new Found(expected, file, number, "it does not follow the line before");
        }
        checkSignatures(line, file, number);
        if (line.event().equals("audit.expired")) {
            line.number("through_seq").ifPresent(expired::add);
        }
        if (line.event().equals("audit.unsigned")) {
            notes.add(file + ":" + number + ": the gateway started here without a checkpoint it could believe: whether"
                    + " lines were cut off before this one, only copies of the checkpoint can show");
        }
        last = line.chain();
    }

    private boolean isSigned(Checkpoint signed, String base64) {
        boolean covered = signed.seq() <= checkpoint.map(Checkpoint::seq).orElse(0L);
        try {
            byte[] signature = Base64.getDecoder().decode(base64);
            return keys.stream()
                    .filter(key -> covered || named.isEmpty() || key.equals(named.get()))
                    .anyMatch(key -> new SshSignature(key, signature).verifies(signed.message()));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private void checkSignatures(Chain.Line line, Path file, long number) throws Found {
        if (checkpoint.isPresent() && checkpoint.get().seq() == line.seq()) {
            if (!checkpoint.get().hash().equals(line.hash())) {
                throw new Found(
                        line.seq(), file, number, "it is another line than the one the checkpoint was signed for");
            }
            vouched = line.seq();
        }
        if (!line.event().equals("audit.checkpoint")) {
            return;
        }
        if (keys.isEmpty()) {
            unchecked = true;
        } else {
            Matcher fields = SIGNED.matcher(line.text());
            Optional<Checkpoint> signed = fields.find() ? Checkpoint.parse(fields.group(1)) : Optional.empty();
            boolean good = signed.isPresent()
                    && signed.get().seq() == line.seq() - 1
                    && signed.get().hash().equals(line.prev())
                    && isSigned(signed.get(), fields.group(2));
            if (!good) {
                throw new Found(line.seq(), file, number, "its signature is not good");
            }
            vouched = line.seq() - 1;
        }
    }
}
