package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/** A client's session channel that sends what a test wants and writes down what comes, in its order. */
final class RawChannel extends AbstractClientChannel {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final java.util.concurrent.atomic.AtomicLong received = new java.util.concurrent.atomic.AtomicLong();

    /** What a request carries behind its head. */
    interface Payload {
        void put(Buffer buffer);
    }

    RawChannel() {
        super("session");
    }

    /** The next thing that came, such as {@code data hello}, {@code exit-status 3}, {@code eof}. */
    String next() throws InterruptedException {
        return String.valueOf(events.poll(5, TimeUnit.SECONDS));
    }

    /** Why it could not be opened, as RFC 4254, 5.1 numbers it. */
    int refusal() {
        return openFailureReason;
    }

    long received() {
        return received.get();
    }

    /** Sends a request that wants a reply, and returns it: {@code success} or {@code failure}. */
    String ask(String type, Payload payload) throws IOException, InterruptedException {
        request(type, true, payload);
        return next();
    }

    void tell(String type, Payload payload) throws IOException {
        request(type, false, payload);
    }

    private void request(String type, boolean wantReply, Payload payload) throws IOException {
        Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 256);
        buffer.putUInt(getRecipient());
        buffer.putString(type);
        buffer.putBoolean(wantReply);
        payload.put(buffer);
        writePacket(buffer);
    }

    String askPty(String term, int columns, int rows) throws IOException, InterruptedException {
        return ask("pty-req", buffer -> {
            buffer.putString(term);
            buffer.putUInt(columns);
            buffer.putUInt(rows);
            buffer.putUInt(0);
            buffer.putUInt(0);
            buffer.putBytes(new byte[] {0});
        });
    }

    String askEnv(String name, String value) throws IOException, InterruptedException {
        return ask("env", buffer -> {
            buffer.putString(name);
            buffer.putString(value);
        });
    }

    String askExec(String line) throws IOException, InterruptedException {
        return ask("exec", buffer -> buffer.putString(line));
    }

    void send(String text) throws IOException {
        Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, 256);
        buffer.putUInt(getRecipient());
        buffer.putString(text);
        writePacket(buffer);
    }

    @Override
    protected void doOpen() {
        // nothing is asked for until the test asks
    }

    @Override
    public void handleSuccess() {
        events.add("success");
    }

    @Override
    public void handleFailure() {
        events.add("failure");
    }

    @Override
    public void handleRequest(Buffer buffer) {
        String type = buffer.getString();
        buffer.getBoolean();
        events.add(
                switch (type) {
                    case "exit-status" -> "exit-status " + buffer.getUInt();
                    case "exit-signal" -> "exit-signal " + buffer.getString();
                    default -> type;
                });
    }

    @Override
    public void handleEof() throws IOException {
        events.add("eof");
        super.handleEof();
    }

    @Override
    public void handleClose() throws IOException {
        events.add("close");
        super.handleClose();
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        received.addAndGet(length);
        if (length < 1024) {
            events.add("data " + new String(data, offset, (int) length, UTF_8));
        }
        getLocalWindow().release(length);
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
        events.add("stderr " + new String(data, offset, (int) length, UTF_8));
        getLocalWindow().release(length);
    }
}
