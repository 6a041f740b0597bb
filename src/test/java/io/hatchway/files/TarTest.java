package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.files.TarReader.Header;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read again, and what is malformed is refused. */
final class TarTest {
    private static Header header(String name, int size) {
        FileStat stat = new FileStat(0100640, 1, 70_000_000_000L, 5, size, 0, 1_000_000_000L, "70000000000", "5");
        return new Header(new FilePath(name), stat, '0', new FilePath(""));
    }

    private static byte[] tar(Header header, byte[] content) throws IOException {
        return TarWriter.stream(header, new ByteArrayInputStream(content)).readAllBytes();
    }

    private static byte[] content(TarReader reader) throws IOException {
        byte[] bytes = new byte[100_000];
        int count = 0;
        for (int more; (more = reader.read(bytes, count, Math.min(1000, bytes.length - count))) > 0; ) {
            count += more;
        }
        return Arrays.copyOf(bytes, count);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 40_000})
    void aFileComesBackWithAllThatIsSaidOfIt(int size) throws IOException {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        byte[] tar = tar(header("a\n\u00ff 'b'", size), bytes);
        assertThat(tar.length % 512).isZero();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        Header read = reader.next().orElseThrow();
        assertThat(read.name()).isEqualTo(new FilePath("a\n\u00ff 'b'"));
        assertThat(read.stat().uid()).isEqualTo(70_000_000_000L);
        assertThat(read.stat())
                .extracting(FileStat::mode, FileStat::gid, FileStat::size, FileStat::modified)
                .containsExactly(0100640, 5L, (long) size, 1_000_000_000L);
        assertThat(content(reader)).isEqualTo(bytes);
        assertThat(reader.next()).isEmpty();
    }

    /** The number in front of a record counts its own digits. */
    @ParameterizedTest
    @ValueSource(ints = {1, 89, 90, 91, 92, 93, 989, 990, 991, 992, 993, 9990, 9991})
    void aNameOfAnyLengthComesBack(int length) throws IOException {
        String name = "n".repeat(length);
        Header read = new TarReader(new ByteArrayInputStream(tar(header(name, 0), new byte[0])))
                .next()
                .orElseThrow();
        assertThat(read.name().latin1()).isEqualTo(name);
    }

    @Test
    void aLinkComesBackWithWhereItLeads() throws IOException {
        FileStat stat = new FileStat(0777, 1, 0, 0, 0, 0, 0, "0", "0");
        Header link = new Header(new FilePath("l"), stat, '2', new FilePath("/\u00fe/there"));
        Header read = new TarReader(TarWriter.stream(link, InputStream.nullInputStream()))
                .next()
                .orElseThrow();
        assertThat(read.isSymbolicLink()).isTrue();
        assertThat(read.link()).isEqualTo(new FilePath("/\u00fe/there"));
        assertThat(read.stat().size()).as("the length of what it says").isEqualTo(8);
    }

    @Test
    void contentThatIsNotReadIsSkipped() throws IOException {
        byte[] one = tar(header("one", 1000), new byte[1000]);
        byte[] two = tar(header("two", 3), "two".getBytes(ISO_8859_1));
        byte[] both = Arrays.copyOf(Arrays.copyOf(one, one.length - 1024), one.length - 1024 + two.length);
        System.arraycopy(two, 0, both, one.length - 1024, two.length);
        TarReader reader = new TarReader(new ByteArrayInputStream(both));
        assertThat(reader.next()).map(Header::name).contains(new FilePath("one"));
        assertThat(reader.next()).map(Header::name).contains(new FilePath("two"));
        assertThat(content(reader)).asString(ISO_8859_1).isEqualTo("two");
    }

    @Test
    void aStreamThatEndsWithinAFileIsAnError() throws IOException {
        byte[] tar = tar(header("f", 5000), new byte[5000]);
        TarReader reader = new TarReader(new ByteArrayInputStream(Arrays.copyOf(tar, 4000)));
        reader.next();
        assertThatThrownBy(() -> content(reader)).isInstanceOf(EOFException.class);
    }

    @Test
    void nothingAtAllIsTheEnd() throws IOException {
        assertThat(new TarReader(InputStream.nullInputStream()).next()).isEqualTo(Optional.empty());
        assertThat(new TarReader(new ByteArrayInputStream(new byte[2048])).next())
                .isEqualTo(Optional.empty());
    }

    /** Where in a block something is wrong. */
    @ParameterizedTest
    @CsvSource({"100, z", "124, 9", "136, z"})
    void aNumberThatIsNoneIsRefused(int at, char wrong) throws IOException {
        byte[] tar = tar(header("f", 0), new byte[0]);
        tar[1024 + at] = (byte) wrong;
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        assertThatThrownBy(reader::next).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99 path=x\n", "x path=y\n", "12 path\n", "-5 path=x\n"})
    void recordsThatAreNoneAreRefused(String records) throws IOException {
        byte[] tar = tar(header("f", 0), new byte[0]);
        Arrays.fill(tar, 512, 1024, (byte) 0);
        byte[] bytes = records.getBytes(ISO_8859_1);
        System.arraycopy(bytes, 0, tar, 512, bytes.length);
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        assertThatThrownBy(reader::next).isInstanceOf(ProtocolException.class);
    }

    @Test
    void recordsWithoutAnEndAreRefused() throws IOException {
        byte[] tar = tar(header("f", 0), new byte[0]);
        byte[] huge = "77777777777".getBytes(ISO_8859_1);
        System.arraycopy(huge, 0, tar, 124, huge.length);
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        assertThatThrownBy(reader::next).isInstanceOf(ProtocolException.class).hasMessageContaining("bytes");
    }
}
