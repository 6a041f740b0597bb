package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.files.Answer.Reason;
import java.net.ProtocolException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The language of {@code worker.sh} and {@code worker.pl}. Pure.
 *
 * <p>A request is a line of thirteen words: the operation, its number, two words for each of two strings, and seven
 * arguments; then the strings, then the bytes of a write. A string's first word is the number of newlines in it, or a
 * dash for no string; the second says how it is confined: {@code f}, to where what it leads to really is inside the
 * roots, {@code p}, to where its folder is, or a dash;
 * in capitals, only roots count in which something may be changed.
 */
final class Wire {
    private static final String NONE = "-";
    private static final int OUTSIDE = 2;
    static final int STAT_NUMBERS = 7;

    private final boolean confined;
    private final List<FilePath> roots;
    private final int umask;

    Wire(Confinement confinement, int umask) {
        this.confined = confinement.isConfined();
        this.roots = confinement.folders();
        this.umask = umask;
    }

    private record Text(FilePath path, String check) {}

    /** What is asked when an operation is asked for; the bytes of a write are to follow. */
    byte[] request(long id, Op op) {
        return switch (op) {
            case Op.Stat(FilePath path, boolean follow) when follow -> line(id, "stat", real(path), null);
            case Op.Stat(FilePath path, boolean follow) -> line(id, "lstat", itself(path), null);
            case Op.StatOpen(int file) -> line(id, "fstat", null, null, file);
            case Op.ListFolder(FilePath path) -> line(id, "list", real(path), null);
            case Op.Open(int file, FilePath path, OpenMode how, int mode) ->
                line(
                        id,
                        "open",
                        how.mayChange() ? realToChange(path) : real(path),
                        null,
                        file,
                        flags(how),
                        octal(umask | ~mode),
                        chmod(mode),
                        octal(mode));
            case Op.Close(int file) -> line(id, "close", null, null, file);
            case Op.Read(int file, long offset, int length) -> line(id, "read", null, null, file, offset, length);
            case Op.Lend(int file) -> line(id, "lend", null, null, file);
            case Op.Write write -> write(id, write.file(), write.offset(), write.length());
            case Op.Change(FilePath path, Changes changes) -> change(id, realToChange(path), NONE, changes);
            case Op.ChangeOpen(int file, Changes changes) -> change(id, null, file, changes);
            case Op.MakeFolder(FilePath path, int mode) ->
                line(id, "mkdir", itselfToChange(path), null, NONE, NONE, octal(umask | ~mode), NONE, octal(mode));
            case Op.RemoveFile(FilePath path) -> line(id, "rm", itselfToChange(path), null);
            case Op.RemoveFolder(FilePath path) -> line(id, "rmdir", itselfToChange(path), null);
            case Op.Rename(FilePath from, FilePath to, boolean replace) ->
                line(id, "mv", itselfToChange(from), itselfToChange(to), replace ? 1 : 0);
            case Op.HardLink(FilePath file, FilePath name) ->
                line(id, "ln", itselfToChange(file), itselfToChange(name));
            case Op.SymbolicLink(FilePath target, FilePath name) ->
                line(id, "symlink", new Text(target, NONE), itselfToChange(name));
            case Op.ReadLink(FilePath path) -> line(id, "readlink", itself(path), null);
            case Op.RealPath(FilePath path) -> line(id, "realpath", real(path), null);
            case Op.Sync(int file) -> line(id, "sync", null, null, file);
            case Op.FreeSpace(FilePath path) -> line(id, "space", real(path), null);
        };
    }

    byte[] read(long id, int file, long offset, int length) {
        return line(id, "read", null, null, file, offset, length);
    }

    byte[] write(long id, int file, long offset, int length) {
        return line(id, "write", null, null, file, offset, length);
    }

    /** Adds a folder that paths are confined to. */
    byte[] root(long id, Confinement.Root root) {
        return line(id, "root", new Text(root.folder(), NONE), null, root.readOnly() ? NONE : "w");
    }

    private Text real(FilePath path) {
        return confined ? new Text(path.normalized(), "f") : new Text(path, NONE);
    }

    /** The name itself, a link or not. */
    private Text itself(FilePath path) {
        FilePath normalized = path.normalized();
        return !confined ? new Text(path, NONE) : new Text(normalized, roots.contains(normalized) ? "f" : "p");
    }

    private Text realToChange(FilePath path) {
        return toChange(real(path));
    }

    private Text itselfToChange(FilePath path) {
        return toChange(itself(path));
    }

    private static Text toChange(Text text) {
        return new Text(text.path(), text.check().toUpperCase(Locale.ROOT));
    }

    private static String flags(OpenMode how) {
        return (how.read() ? "r" : "")
                + (how.write() ? "w" : "")
                + (how.append() ? "a" : "")
                + (how.create() ? "c" : "")
                + (how.truncate() ? "t" : "")
                + (how.exclusive() ? "x" : "");
    }

    private static String octal(int mode) {
        return "0" + Integer.toOctalString(mode & 0777);
    }

    /** A shell's redirection cannot make a file that can be run. */
    private String chmod(int mode) {
        int wanted = mode & 0777 & ~umask;
        return (wanted & ~0666) == 0 ? NONE : octal(wanted);
    }

    private static byte[] change(long id, @org.jspecify.annotations.Nullable Text path, Object file, Changes changes) {
        return line(
                id,
                "set",
                path,
                null,
                file,
                word(changes.size()),
                changes.mode()
                        .<Object>map(mode -> "0" + Integer.toOctalString(mode))
                        .orElse(NONE),
                word(changes.owner().map(Changes.Owner::uid)),
                word(changes.owner().map(Changes.Owner::gid)),
                word(changes.times().map(Changes.Times::accessed)),
                word(changes.times().map(Changes.Times::modified)));
    }

    private static Object word(Optional<Long> number) {
        return number.<Object>map(n -> n).orElse(NONE);
    }

    private static byte[] line(
            long id,
            String operation,
            @org.jspecify.annotations.Nullable Text first,
            @org.jspecify.annotations.Nullable Text second,
            Object... arguments) {
        StringBuilder line = new StringBuilder(operation).append(' ').append(id);
        for (Text text : new Text[] {first, second}) {
            if (text == null) {
                line.append(" - -");
            } else {
                long newlines =
                        text.path().latin1().chars().filter(c -> c == '\n').count();
                line.append(' ').append(newlines).append(' ').append(text.check());
            }
        }
        for (int i = 0; i < 7; i++) {
            line.append(' ').append(i < arguments.length ? arguments[i] : NONE);
        }
        line.append('\n');
        for (Text text : new Text[] {first, second}) {
            if (text != null) {
                line.append(text.path().latin1()).append('\n');
            }
        }
        return line.toString().getBytes(ISO_8859_1);
    }

    /**
     * What an answer's text means.
     *
     * @param status 0 when it was done
     * @throws ProtocolException when no worker says such a thing
     */
    static Answer answer(Op op, int status, byte[] text) throws ProtocolException {
        String said = new String(text, ISO_8859_1);
        if (status == OUTSIDE) {
            return Refusals.OUTSIDE;
        }
        if (status != 0) {
            return failure(said);
        }
        try {
            return switch (op) {
                case Op.Stat asked -> new Answer.Stat(stat(said));
                case Op.StatOpen asked -> new Answer.Stat(stat(said));
                case Op.ListFolder asked -> new Answer.Listing(new ListedEntries(said), said.length());
                case Op.ReadLink asked -> new Answer.Name(new FilePath(said.substring(0, said.lastIndexOf('/'))));
                case Op.RealPath asked -> new Answer.Name(new FilePath(said));
                case Op.FreeSpace asked -> space(said.strip().split(" ", -1));
                case Op.Open asked -> new Answer.Opened(said.equals("empty"));
                case Op.Close asked -> Answer.DONE;
                case Op.Read asked -> Answer.DONE;
                case Op.Lend asked -> new Answer.Lent(Integer.parseInt(said));
                case Op.Write asked -> Answer.DONE;
                case Op.Change asked -> Answer.DONE;
                case Op.ChangeOpen asked -> Answer.DONE;
                case Op.MakeFolder asked -> Answer.DONE;
                case Op.RemoveFile asked -> Answer.DONE;
                case Op.RemoveFolder asked -> Answer.DONE;
                case Op.Rename asked -> Answer.DONE;
                case Op.HardLink asked -> Answer.DONE;
                case Op.SymbolicLink asked -> Answer.DONE;
                case Op.Sync asked -> Answer.DONE;
            };
        } catch (IndexOutOfBoundsException | NumberFormatException notUnderstood) {
            throw new ProtocolException("not an answer to " + op.getClass().getSimpleName());
        }
    }

    /** Numbers with a space after each, and two names with a slash: names may hold spaces. */
    static FileStat stat(String said) {
        String[] words = said.split(" ", STAT_NUMBERS + 1);
        String[] names = words[STAT_NUMBERS].split("/", -1);
        return new FileStat(
                Integer.parseInt(words[0], 16),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                Long.parseLong(words[6]),
                names[0],
                names[1]);
    }

    private static Answer space(String[] words) {
        return new Answer.Space(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                Long.parseUnsignedLong(words[6], 16),
                Long.parseLong(words[7]));
    }

    /** Tools say the same in many ways, but end with the kernel's words, or a shell's own for two of them. */
    private static Answer failure(String said) {
        String words = said.strip();
        String last = words.substring(words.lastIndexOf(": ") < 0 ? 0 : words.lastIndexOf(": ") + 2);
        String lower = last.toLowerCase(Locale.ROOT);
        Reason reason = switch (lower) {
            case "no such file or directory", "no such file", "directory nonexistent", "nonexistent directory" ->
                Reason.NO_SUCH_FILE;
            case "permission denied", "operation not permitted" -> Reason.PERMISSION_DENIED;
            case "function not implemented", "operation not supported" -> Reason.UNSUPPORTED;
            default -> Reason.FAILURE;
        };
        return reason == Reason.NO_SUCH_FILE
                ? new Answer.Failed(reason, "No such file or directory")
                : new Answer.Failed(
                        reason, FilePath.of(last.getBytes(ISO_8859_1)).text());
    }
}
