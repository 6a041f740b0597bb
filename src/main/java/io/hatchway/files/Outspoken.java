package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A worker that also says aside why it refuses: many clients of SFTP show no more than a status code's own words. Each
 * sentence once, and only the first few.
 */
final class Outspoken implements FileWorker {
    private static final int MOST = 5;

    private final FileWorker worker;
    private final Consumer<String> speaker;
    private final Set<String> said = new HashSet<>();

    Outspoken(FileWorker worker, Consumer<String> speaker) {
        this.worker = worker;
        this.speaker = speaker;
    }

    @Override
    public void submit(Op op, Consumer<Answer> then) {
        worker.submit(op, answer -> {
            if (answer instanceof Failed failed && !ArchiveRefusals.isAnySystems(failed) && isNew(failed.sentence())) {
                speaker.accept(failed.sentence());
            }
            then.accept(answer);
        });
    }

    private synchronized boolean isNew(String sentence) {
        return said.size() < MOST && said.add(sentence);
    }

    @Override
    public Place place() throws IOException, InterruptedException {
        return worker.place();
    }

    @Override
    public boolean offers(String extension) {
        return worker.offers(extension);
    }

    @Override
    public Optional<Failed> unclosed() {
        return worker.unclosed();
    }

    @Override
    public void finish() {
        worker.finish();
    }
}
