package io.hatchway.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images that are brought, named and sent nowhere: what was asked for is written down. */
public final class FakeImages implements Images {
    /** What was done, in order. */
    public final List<String> done = new ArrayList<>();
    /** What is told of everything that is done. */
    public final List<ImageNews> news = new ArrayList<>();
    /** What the engine says instead, by what it is asked to do. */
    public final Map<String, EngineException> refusals = new HashMap<>();

    private void does(String what, Sink sink) throws EngineException, InterruptedException {
        note(what);
        for (ImageNews each : news) {
            sink.news(each);
        }
    }

    private void note(String what) throws EngineException {
        if (refusals.containsKey(what)) {
            throw refusals.get(what);
        }
        done.add(what);
    }

    private static String as(Optional<RegistryLogin> login) {
        return login.map(who -> " as " + who.user()).orElse("");
    }

    @Override
    public void pull(ImageReference image, Optional<RegistryLogin> login, Sink sink)
            throws EngineException, InterruptedException {
        does("pull " + image + as(login), sink);
    }

    @Override
    public void push(ImageReference image, Optional<RegistryLogin> login, Sink sink)
            throws EngineException, InterruptedException {
        does("push " + image + as(login), sink);
    }

    @Override
    public void tag(String imageId, ImageReference name) throws EngineException {
        note("tag " + imageId + " " + name);
    }

    @Override
    public void build(Build wish, InputStream context, Sink sink) throws EngineException, InterruptedException {
        does("build " + wish.names() + " of " + text(context), sink);
    }

    @Override
    public void load(InputStream archive, Sink sink) throws EngineException, InterruptedException {
        does("load " + text(archive), sink);
    }

    private static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void save(List<String> names, OutputStream out) throws EngineException {
        note("save " + names);
        try {
            out.write("archive".getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public RegistryLogin check(RegistryLogin login) throws EngineException {
        note("check " + login.registry() + " " + login.user() + " "
                + new String(login.secret().bytes(), StandardCharsets.UTF_8));
        return login;
    }
}
