package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lanewise.kernels.Activation;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;

/** Files that are damaged, or made to do harm. */
class BadSafetensorsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            truncated       | header, "0.weight", "data_offsets" | no larger than 50
            header-too-long | byte 0                             | the header is said to have 1099511627776 bytes
            not-json        | header                             | is no JSON
            unknown-type    | header, "0.bias", "dtype"          | F33 is none of [BOOL, U8,
            overlap         | tensor "0.weight"                  | shares
            wrong-size      | header, "0.weight", "data_offsets" | span 48 bytes, F32 of shape [3, 5] needs 60
            past-end        | header, "0.weight", "data_offsets" | must be two, in order, no larger than
            """)
    void damagedFilesAreRefusedWithTheReason(String name, String place, String reason) {
        Path file = Resources.path("bad/safetensors/" + name + ".safetensors");
        assertRefused(file, place, reason);
    }

    private static void assertRefused(Path file, String place, String reason) {
        ModelFileException e = assertThrows(ModelFileException.class, () -> Safetensors.readTensors(file));
        assertEquals(file, e.file());
        assertEquals(place, e.place(), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    /** A file of a header and some bytes. */
    private Path file(byte[] header, int bytes) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(8 + header.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(header.length).put(header);
        return Files.write(folder.resolve("made.safetensors"), content.array());
    }

    /** What one tensor, "a" of 2 × 3 bytes, is said to be, how many bytes there are, and what is wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"dtype":"U8","shape":[2,3],"data_offsets":[0,6]}           | 7 | byte 64                    | 1 bytes follow the last tensor
            {"dtype":"U8","shape":[2,3],"data_offsets":[1,7]}           | 7 | tensor "a"                 | there is a hole of 1 bytes before it
            {"dtype":"U8","shape":[2,3],"data_offsets":[6,0]}           | 6 | header, "a", "data_offsets" | must be two, in order
            {"dtype":"U8","shape":[2,3],"data_offsets":[0]}             | 6 | header, "a", "data_offsets" | must be two, in order
            {"dtype":"U8","shape":[2,3],"data_offsets":[0,6,6]}         | 6 | header, "a", "data_offsets" | must be two, in order
            {"dtype":"U8","shape":[2,3],"data_offsets":[-1,5]}          | 6 | header, "a", "data_offsets" | must be integers from 0
            {"dtype":"U8","shape":[2,3],"data_offsets":[0,99999999999999999999]} | 6 | header, "a", "data_offsets" | must be integers from 0
            {"dtype":"U8","shape":[2,-3],"data_offsets":[0,6]}          | 6 | header, "a", "shape"       | must be integers from 0
            {"dtype":"U8","shape":[2,3.0],"data_offsets":[0,6]}         | 6 | header, "a", "shape"       | must be integers from 0
            {"dtype":"U8","shape":["2",3],"data_offsets":[0,6]}         | 6 | header, "a", "shape"       | must be integers from 0
            {"dtype":"U8","shape":6,"data_offsets":[0,6]}               | 6 | header, "a", "shape"       | is not an array
            {"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]} | 0 | header, "a", "shape" | has more numbers than an array
            {"dtype":"U8","shape":[65536,65536],"data_offsets":[0,0]}   | 0 | header, "a", "shape"       | has more numbers than an array
            {"dtype":"U8","shape":[2147483639],"data_offsets":[0,6]}    | 6 | header, "a", "data_offsets" | span 6 bytes
            {"dtype":"U8","shape":[2,3],"data_offsets":[0,6],"x":1}     | 6 | header, "a", "x"           | is unknown
            {"dtype":"U8","shape":[2,3]}                                | 6 | header, "a", "data_offsets" | is missing
            {"dtype":8,"shape":[2,3],"data_offsets":[0,6]}              | 6 | header, "a", "dtype"       | is not a text
            {"dtype":"U8","dtype":"U8","shape":[6],"data_offsets":[0,6]} | 6 | header                    | Duplicate
            [2,3]                                                       | 6 | header, "a"                | is not an object
            null                                                        | 6 | header, "a"                | is not an object
            {"dtype":"U8","shape":[2,3],"data_offsets":[0,6]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]} | 6 | header | Duplicate
            {"dtype":"U8","shape":[2,3],"data_offsets":[0,6]}}          | 6 | header                     | Unexpected close marker
            {"dtype":"U8","shape":[2,3],"data_offsets":[0,6]},"__metadata__":{"x":1} | 6 | header, "__metadata__", "x" | is not a text
            """)
    void wrongHeadersAreRefusedWithTheReason(String tensor, int bytes, String place, String reason)
            throws IOException {
        Path file = file(("{\"a\":" + tensor + "}").getBytes(StandardCharsets.UTF_8), bytes);
        ModelFileException e = assertThrows(ModelFileException.class, () -> Safetensors.readTensors(file));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
        assertTrue(place.startsWith("byte") || place.equals(e.place()), e.getMessage());
    }

    @Test
    void headersThatAreNoneAreRefused() throws IOException {
        assertRefused(file(new byte[0], 0), "header", "is no JSON object");
        assertRefused(file("[1]".getBytes(StandardCharsets.UTF_8), 0), "header", "is no JSON object");
        assertRefused(file("{} {}".getBytes(StandardCharsets.UTF_8), 0), "header", "goes on after the JSON object");
        assertRefused(file(new byte[]{'{', '"', (byte) 0xff, '"', '}'}, 0), "header", "is no UTF-8");
        assertRefused(file("{}".getBytes(StandardCharsets.UTF_16LE), 0), "header", "is no JSON");
        assertRefused(file(("{\"a\":" + "[".repeat(5_000_000)).getBytes(StandardCharsets.UTF_8), 0), "header",
                "is no JSON");
        assertRefused(file(("{\"" + "a".repeat(5_000_000)).getBytes(StandardCharsets.UTF_8), 0), "header",
                "is no JSON");
        assertRefused(Files.write(folder.resolve("short"), new byte[7]), "byte 0", "the file has 7 bytes");
        assertThrows(IOException.class, () -> Safetensors.read(folder.resolve("missing")));
        assertThrows(IOException.class, () -> Safetensors.read(folder));
    }

    private Path saved() throws IOException {
        Network network = Networks.filled(Network.builder(2).hidden(2, Activation.leakyRelu(0.1f)).dropout(0.5f)
                .output(2, Cost.CATEGORICAL_CROSS_ENTROPY).build(), 1);
        Path file = folder.resolve("network.safetensors");
        Safetensors.write(network, file);
        return file;
    }

    private void assertRefusedNetwork(String text, String other, String reason) throws IOException {
        byte[] bytes = Files.readAllBytes(saved());
        String header = new String(bytes, 8, bytes.length - 8 - 12 * Float.BYTES, StandardCharsets.UTF_8);
        assertTrue(header.contains(text), header);
        ByteBuffer tensors = ByteBuffer.wrap(bytes, bytes.length - 12 * Float.BYTES, 12 * Float.BYTES);
        byte[] changed = header.replaceFirst(text.replaceAll("([\\\\\\[{])", "\\\\$1"), other)
                .getBytes(StandardCharsets.UTF_8);
        Path file = file(changed, tensors.remaining());
        ModelFileException e = assertThrows(ModelFileException.class, () -> Safetensors.read(file));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    @Test
    void wrongDescriptionsAreRefusedWithTheReason() throws IOException {
        assertRefusedNetwork("version\\\":1", "version\\\\\":2", "2 is not known here, only 1");
        assertRefusedNetwork("version", "Version", "is missing");
        assertRefusedNetwork("LEAKY_RELU", "LEAKY_RELUX", "LEAKY_RELUX is none of [IDENTITY, RELU");
        assertRefusedNetwork("alpha\\\":0.1", "alpha\\\\\":-1", "alpha of LEAKY_RELU must be finite and not negative");
        assertRefusedNetwork("IDENTITY", "TANH", "the last layer's activation must be IDENTITY, not TANH");
        assertRefusedNetwork("dropout\\\":0.5", "dropout\\\\\":1.5", "share must be from 0 to below 1: 1.5");
        assertRefusedNetwork("CATEGORICAL_CROSS_ENTROPY", "HUBER", "delta must be positive");
        assertRefusedNetwork("0.weight", "1.weight", "tensor \"1.weight\": has no place in a network of the layers");
        assertRefusedNetwork("[2,2]", "[1,4]", "bias is 2x1, it has to be 1x1 for weights of 1x4");
        assertRefusedNetwork("[2,2]", "[4]", "has the shape [4], not 2 dimensions");
    }

    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        byte[] bytes = Files.readAllBytes(saved());
        Examples x = Examples.ofRows(new float[]{0.5f, -2}, 2);
        BadFiles.damage(bytes, folder.resolve("damaged.safetensors"), file -> {
            Network network = Safetensors.read(file);
            if (network.inputs() == 2) {
                network.predict(x);
            }
        });
    }
}
