package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.container.EngineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class EitherWorkerTest {
    private final List<String> calls = new ArrayList<>();
    private final FileWorker shell = new Named("shell", Optional.of(new TooFewToolsException("dd")));
    private final FileWorker archive = new Named("archive", Optional.empty());

    private final class Named implements FileWorker {
        private final String name;
        private final Optional<IOException> failure;

        Named(String name, Optional<IOException> failure) {
            this.name = name;
            this.failure = failure;
        }

        @Override
        public Place place() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return new Place(FilePath.ROOT, FilePath.ROOT, 022, true);
        }

        @Override
        public void submit(Op op, Consumer<Answer> then) {
            calls.add(name + " works");
            then.accept(Answer.DONE);
        }

        @Override
        public void finish() {
            calls.add(name + " ends");
        }
    }

    @Test
    void theOtherWorksWhereTheFirstHasTooFewTools() throws Exception {
        FileWorker worker = new EitherWorker(shell, () -> archive);
        worker.place();
        worker.call(new Op.Sync(1));
        worker.finish();
        assertThat(calls).containsExactly("archive works", "shell ends", "archive ends");
    }

    @Test
    void theFirstWorksWhereItCan() throws Exception {
        FileWorker worker = new EitherWorker(archive, () -> {
            throw new AssertionError("nobody else is wanted");
        });
        worker.place();
        worker.call(new Op.Sync(1));
        worker.finish();
        assertThat(calls).containsExactly("archive works", "archive ends");
    }

    @Test
    void aRefusalIsPassedOn() {
        EngineException refusal = new EngineException(EngineException.Kind.STATE, "Root alone may.");
        FileWorker worker = new EitherWorker(shell, () -> {
            throw refusal;
        });
        assertThatThrownBy(worker::place).isSameAs(refusal);
    }
}
