package io.hatchway.files;

import io.hatchway.files.Answer.Entry;
import io.hatchway.files.Answer.Failed;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Predicate;

/**
 * What an SFTP client is told: section 7 of draft-ietf-secsh-filexfer-02, and the replies of OpenSSH's extensions. Any
 * thread may tell something; each blocks while the client does not read.
 */
final class SftpReplies {
    static final int OK = 0;
    static final int EOF = 1;
    static final int NO_SUCH_FILE = 2;
    static final int PERMISSION_DENIED = 3;
    static final int FAILURE = 4;
    static final int CONNECTION_LOST = 7;
    static final int OP_UNSUPPORTED = 8;

    private static final int VERSION = 2;
    private static final int STATUS = 101;
    private static final int HANDLE = 102;
    private static final int DATA = 103;
    private static final int NAME = 104;
    private static final int ATTRS = 105;
    private static final int EXTENDED_REPLY = 201;

    private final OutputStream out;
    private final LongName longName = new LongName(Instant.now(), ZoneId.systemDefault());

    SftpReplies(OutputStream out) {
        this.out = out;
    }

    /** The version spoken here, and which extensions are understood beside it. */
    void version(Predicate<String> offered) throws IOException {
        SftpReply version = SftpReply.of(VERSION).uint32(3);
        String[] extensions = {
            "posix-rename@openssh.com", "1",
            "statvfs@openssh.com", "2",
            "fstatvfs@openssh.com", "2",
            "hardlink@openssh.com", "1",
            "fsync@openssh.com", "1",
            "limits@openssh.com", "1",
            "expand-path@openssh.com", "1",
            "copy-data", "1",
        };
        for (int i = 0; i < extensions.length; i += 2) {
            if (offered.test(extensions[i])) {
                version.text(extensions[i]).text(extensions[i + 1]);
            }
        }
        send(version);
    }

    void handle(int id, int handle) throws IOException {
        send(SftpReply.to(id, HANDLE).uint32(Integer.BYTES).uint32(handle));
    }

    /** What limits@openssh.com asks for. */
    void limits(int id, long packet, long read, long write, long handles) throws IOException {
        send(SftpReply.to(id, EXTENDED_REPLY)
                .uint64(packet)
                .uint64(read)
                .uint64(write)
                .uint64(handles));
    }

    /** A page of a folder's listing. */
    void names(int id, List<Entry> page, int bytes) throws IOException {
        SftpReply names = SftpReply.large(id, NAME, bytes).uint32(page.size());
        for (Entry entry : page) {
            names.string(entry.name())
                    .string(longName.of(entry.name(), entry.stat()))
                    .attributes(entry.stat());
        }
        send(names);
    }

    /** What a worker answered; a listing has handles and pages of its own. */
    void tell(int id, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Done done -> status(id, OK, "");
            case Failed failed -> status(id, failed);
            case Answer.Stat(FileStat stat) -> send(SftpReply.to(id, ATTRS).attributes(stat));
            case Answer.Listing listing -> throw new IllegalArgumentException("a listing is told piece by piece");
            case Answer.Opened opened -> throw new IllegalArgumentException("an open file is told as a handle");
            case Answer.Bytes(byte[] array, int from, int length) -> {
                if (length == 0) {
                    status(id, EOF, "");
                } else {
                    send(SftpReply.data(id, DATA, array, from, length));
                }
            }
            case Answer.Name(FilePath path) ->
                send(SftpReply.to(id, NAME).uint32(1).string(path).string(path).uint32(0));
            case Answer.Lent lent -> throw new IllegalArgumentException("no client borrows a file");
            case Answer.Space space ->
                send(SftpReply.to(id, EXTENDED_REPLY)
                        .uint64(space.blockSize())
                        .uint64(space.blockSize())
                        .uint64(space.blocks())
                        .uint64(space.free())
                        .uint64(space.available())
                        .uint64(space.files())
                        .uint64(space.freeFiles())
                        .uint64(space.freeFiles())
                        .uint64(space.fileSystem())
                        .uint64(0)
                        .uint64(space.longestName()));
        }
    }

    void status(int id, Failed failed) throws IOException {
        int code = switch (failed.reason()) {
            case NO_SUCH_FILE -> NO_SUCH_FILE;
            case PERMISSION_DENIED -> PERMISSION_DENIED;
            case UNSUPPORTED -> OP_UNSUPPORTED;
            case LOST -> CONNECTION_LOST;
            case FAILURE -> FAILURE;
        };
        status(id, code, failed.sentence());
    }

    void status(int id, int code, String sentence) throws IOException {
        send(SftpReply.to(id, STATUS).uint32(code).text(sentence).text("en"));
    }

    private void send(SftpReply reply) throws IOException {
        send(reply.packet());
    }

    private void send(byte[] packet) throws IOException {
        synchronized (out) {
            out.write(packet);
        }
    }
}
