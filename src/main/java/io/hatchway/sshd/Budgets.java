package io.hatchway.sshd;

import java.util.function.Function;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.Session;

/** What all channels together may hold of what clients sent, and of what is on its way to them. */
record Budgets(InputBudget input, OutputBudget output) {

    /** What one channel may hold. */
    record Part(InputBudget.Share input, OutputBudget.OfChannel output) {}

    /** The part of a new channel; nothing is promised to it yet. */
    Part part(Session connection) {
        String identity = KeyGate.grant(connection)
                .map(grant -> grant.identity().fingerprint())
                .orElse("");
        return new Part(input.share(identity), output.of(connection).channel());
    }

    /** Makes the channels of a type that clients open, each with its part. */
    ChannelFactory channels(String type, Function<Part, Channel> make) {
        return new ChannelFactory() {
            @Override
            public String getName() {
                return type;
            }

            @Override
            public Channel createChannel(Session connection) {
                return make.apply(part(connection));
            }
        };
    }
}
