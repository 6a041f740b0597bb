package io.hatchway.files;

import java.util.Optional;

/** What a confinement refuses before anybody is asked; the worker looks where links lead. Pure. */
final class Bounds {
    private final Confinement confinement;

    Bounds(Confinement confinement) {
        this.confinement = confinement;
    }

    Optional<Answer.Failed> objection(Op op) {
        if (confinement.isReadOnly() && changes(op)) {
            return Optional.of(Refusals.READ_ONLY);
        }
        if (!confinement.isConfined()) {
            return Optional.empty();
        }
        return switch (op) {
            case Op.SymbolicLink link -> Optional.of(Refusals.NO_LINKS);
            case Op.RemoveFolder(FilePath path) -> unlessRoot(path);
            case Op.Rename(FilePath from, FilePath to, boolean replace) ->
                unlessRoot(from).or(() -> unlessRoot(to));
            default -> Optional.empty();
        };
    }

    private Optional<Answer.Failed> unlessRoot(FilePath path) {
        return confinement.folders().contains(path.normalized()) ? Optional.of(Refusals.OUTSIDE) : Optional.empty();
    }

    private static boolean changes(Op op) {
        return switch (op) {
            case Op.Open(int file, FilePath path, OpenMode how, int mode) -> how.mayChange();
            case Op.Change change -> true;
            case Op.ChangeOpen change -> true;
            case Op.MakeFolder make -> true;
            case Op.RemoveFile remove -> true;
            case Op.RemoveFolder remove -> true;
            case Op.Rename rename -> true;
            case Op.HardLink link -> true;
            case Op.SymbolicLink link -> true;
            case Op.Write write -> true;
            case Op.Stat look -> false;
            case Op.StatOpen look -> false;
            case Op.ListFolder look -> false;
            case Op.Close close -> false;
            case Op.Read read -> false;
            case Op.Lend lend -> false;
            case Op.ReadLink look -> false;
            case Op.RealPath look -> false;
            case Op.Sync sync -> false;
            case Op.FreeSpace look -> false;
        };
    }
}
