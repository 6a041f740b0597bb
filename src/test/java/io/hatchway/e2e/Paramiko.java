package io.hatchway.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * Python's paramiko as a client without manners: it sends what OpenSSH's would never send, and prints what comes back.
 *
 * <p>A script finds {@code port}, {@code login}, {@code key} (the private key) and {@code more} (further arguments), and
 * what the prelude below defines.
 */
final class Paramiko {
    private static final String PRELUDE = """
            import paramiko, queue, sys, time
            from paramiko import Message

            port, login, key = int(sys.argv[1]), sys.argv[2], paramiko.Ed25519Key.from_private_key_file(sys.argv[3])
            more = sys.argv[4:]
            replies = queue.Queue()
            table = paramiko.Transport._channel_handler_table
            table[99] = lambda channel, m: replies.put("success")
            table[100] = lambda channel, m: replies.put("failure")

            def started():
                transport = paramiko.Transport(("127.0.0.1", port))
                transport.banner_timeout = transport.handshake_timeout = 30
                transport.start_client(timeout=30)
                return transport

            def connected():
                transport = started()
                transport.auth_publickey(login, key)
                return transport

            # Sends a channel request and returns its answer.
            def ask(channel, kind, *fields):
                tell(channel, kind, *fields, want=True)
                return replies.get(timeout=20)

            def tell(channel, kind, *fields, want=False):
                m = Message()
                m.add_byte(bytes([98]))
                m.add_int(channel.remote_chanid)
                m.add_string(kind)
                m.add_boolean(want)
                for field in fields:
                    m.add_int(field) if isinstance(field, int) else m.add_string(field)
                channel.transport._send_user_message(m)

            def everything(channel):
                said = b""
                while True:
                    part = channel.recv(65536)
                    if not part:
                        return said
                    said += part

            # A connection before authentication, whose answers are read byte by byte.
            class Door:
                def __init__(self):
                    self.answers = queue.Queue()
                    kinds = (6, 51, 52, 53, 60)
                    self._handler_table = {
                        kind: (lambda door, m, kind=kind: door.answers.put((kind, m.get_remainder())))
                        for kind in kinds}
                    self.transport = started()
                    self.transport.auth_handler = self
                    m = Message()
                    m.add_byte(bytes([5]))
                    m.add_string("ssh-userauth")
                    self.transport._send_message(m)
                    self.answer()

                def is_authenticated(self):
                    return False

                def abort(self):
                    self.answers.put((1, b""))

                # 51 failure, 52 success, 60 this key would do, 1 the gateway hung up.
                def answer(self):
                    return self.answers.get(timeout=30)

                def request(self, user, key, signature=None):
                    m = Message()
                    m.add_byte(bytes([50]))
                    m.add_string(user)
                    m.add_string("ssh-connection")
                    m.add_string("publickey")
                    m.add_boolean(signature is not None)
                    m.add_string(key.get_name())
                    m.add_string(key.asbytes())
                    if signature is not None:
                        m.add_string(signature)
                    self.transport._send_message(m)
                    return self.answer()

                def offer(self, user, key):
                    return self.request(user, key)

                # What RFC 4252, 7 says is signed.
                def signature(self, user, key):
                    m = Message()
                    m.add_string(self.transport.session_id)
                    m.add_byte(bytes([50]))
                    m.add_string(user)
                    m.add_string("ssh-connection")
                    m.add_string("publickey")
                    m.add_boolean(True)
                    m.add_string(key.get_name())
                    m.add_string(key.asbytes())
                    return key.sign_ssh_data(m.asbytes()).asbytes()

                def prove(self, user, key):
                    return self.request(user, key, self.signature(user, key))

            """;

    private Paramiko() {}

    /** Runs a script as a client of a gateway. */
    static Ran run(Gateway gateway, String login, String script, String... more) {
        return Child.run(argv(gateway, login, script, more));
    }

    /** Starts a script that goes on until it is ended. */
    static Child start(Gateway gateway, String login, String script) {
        return Child.start(argv(gateway, login, script));
    }

    private static List<String> argv(Gateway gateway, String login, String script, String... more) {
        List<String> argv = new ArrayList<>(List.of("/usr/bin/python3", "-W", "ignore", "-c", PRELUDE + script));
        argv.addAll(List.of(
                Integer.toString(gateway.port()),
                login,
                gateway.site().userKey().toString()));
        argv.addAll(List.of(more));
        return argv;
    }
}
