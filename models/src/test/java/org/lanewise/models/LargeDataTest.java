package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.Preprocessing;
import org.lanewise.network.data.Scaler;
import org.lanewise.network.data.Table;
import org.lanewise.network.data.Targets;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Training;

/** Files that stay where they are: the numbers and the trainings are those of the same data in memory. */
class LargeDataTest {
    /** Bytes of a file, several times the heap that has to do. */
    private static final int LARGE = 64 << 20;
    private static final List<String> SMALL_HEAP = List.of("-Xmx16m");
    private static final int FEATURES = 512;

    @TempDir
    private Path folder;

    private Path random(String name, int... shape) throws IOException {
        Random random = new Random(shape.length);
        float[] numbers = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        Path file = folder.resolve(name);
        Npy.write(Tensor.of(numbers, shape), file);
        return file;
    }

    private Path npy(String name, String type, String shape, int... bytes) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + "}\n";
        byte[] content = new byte[10 + header.length() + bytes.length];
        System.arraycopy(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0}, 0, content,
                0, 10);
        for (int i = 0; i < header.length(); i++) {
            content[10 + i] = (byte) header.charAt(i);
        }
        for (int i = 0; i < bytes.length; i++) {
            content[10 + header.length() + i] = (byte) bytes[i];
        }
        return Files.write(folder.resolve(name), content);
    }

    private static Network network(int inputs, Cost cost, int outputs) {
        return Network.builder(inputs).hidden(7, Activation.RELU).dropout(0.25f).output(outputs, cost).seed(3).build();
    }

    private static void assertSameTraining(Dataset expected, Dataset actual, Cost cost, int outputs,
            Training training) {
        assertEquals(expected.fingerprint(), actual.fingerprint());
        Network network = network(expected.x().features(), cost, outputs);
        Network other = network(expected.x().features(), cost, outputs);
        assertEquals(training.fit(network, expected), training.fit(other, actual));
        for (int l = 0; l < network.layers().size(); l++) {
            assertArrayEquals(network.layers().get(l).weights().toArray(), other.layers().get(l).weights().toArray());
            assertArrayEquals(network.layers().get(l).bias().toArray(), other.layers().get(l).bias().toArray());
        }
        assertArrayEquals(network.predict(expected.x()).toRows(), other.predict(actual.x()).toRows());
    }

    /** All types, both orders of bytes and of two dimensions. */
    @ParameterizedTest
    @ValueSource(strings = {"f4.npy", "f4-big-endian.npy", "f4-fortran.npy", "f4-version2.npy", "f8.npy", "f2.npy",
            "i8.npy", "bool.npy", "u1-3d.npy"})
    void examplesAreThoseThatAreRead(String name) throws IOException {
        Path file = Resources.path("arrays/" + name);
        Tensor tensor = Npy.read(file);
        int size = tensor.dimension(0);
        Examples expected = Examples.ofRows(tensor.floats(), tensor.size() / size);
        Examples actual = Npy.examples(file);
        assertEquals(expected.toString(), actual.toString());
        assertArrayEquals(expected.toRows(), actual.toRows());
        assertArrayEquals(expected.range(1, size).toRows(), actual.range(1, size).toRows());
        assertEquals(0, actual.range(size, size).size());
        assertThrows(IndexOutOfBoundsException.class, () -> actual.get(size, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> actual.get(0, actual.features()));
    }

    /** With all that looks at the examples: validation, metrics, scaling; in pieces as well. */
    @Test
    void aTrainingOnAFileHasTheBitsOfOneInMemory() throws IOException {
        Path x = random("x.npy", 333, 5, 2);
        Path y = random("y.npy", 333, 3);
        Dataset mapped = Npy.dataset(x, y);
        Examples inMemory = Examples.ofRows(Npy.read(x).floats(), 10);
        Dataset read = Dataset.of(inMemory, Targets.values(Examples.ofRows(Npy.read(y).toMatrix())));
        Training training = Training.ofEpochs(3).withBatchSize(16).withValidationSplit(0.2).withSeed(5)
                .withMetrics(Metric.MEAN_ABSOLUTE_ERROR);
        assertSameTraining(read, mapped, Cost.MEAN_SQUARED_ERROR, 3, training);
        Dataset scaled = Dataset.of(Scaler.STANDARD.fit(mapped.x()).apply(mapped.x()), mapped.y());
        assertSameTraining(Dataset.of(Scaler.STANDARD.fit(inMemory).apply(inMemory), read.y()), scaled,
                Cost.MEAN_SQUARED_ERROR, 3, training.withFullBatch());
        Network network = network(10, Cost.MEAN_SQUARED_ERROR, 3);
        Network other = network(10, Cost.MEAN_SQUARED_ERROR, 3);
        Training plain = Training.ofEpochs(2);
        assertEquals(plain.fit(network, read.inPieces(100)), plain.fit(other, mapped.inPieces(100)));
    }

    @Test
    void wholeNumbersAreClasses() throws IOException {
        Path x = random("x.npy", 4, 3);
        Dataset data = Npy.dataset(x, npy("y.npy", "<i2", "(4,)", 2, 0, 0, 0, 1, 0, 2, 0));
        assertArrayEquals(new int[]{2, 0, 1, 2}, ((Targets.Classes) data.y()).toArray());
        assertInstanceOf(Targets.Classes.class, Npy.dataset(x, npy("y.npy", "|b1", "(4,)", 1, 0, 0, 1)).y());
        Dataset soft = Npy.dataset(x, npy("y.npy", "|u1", "(4, 2)", 1, 0, 0, 1, 0, 1, 1, 0));
        assertArrayEquals(new float[][]{{1, 0}, {0, 1}, {0, 1}, {1, 0}},
                ((Targets.Values) soft.y()).examples().toRows());
        assertEquals(1, Npy.examples(npy("y.npy", "|u1", "(4,)", 1, 0, 0, 1)).features());
        assertRefused("label 1: is no class: -1.0", () -> Npy.dataset(x, npy("y.npy", "|i1", "(4,)", 1, -1, 0, 1)));
        assertRefused("label 0: is no class: 2.147483648E9",
                () -> Npy.dataset(x, npy("y.npy", "<u4", "(1,)", 0, 0, 0, 0x80)));
        assertRefused("there are 3 targets for the 4 examples",
                () -> Npy.dataset(x, random("y.npy", 3)));
    }

    private static void assertRefused(String reason, org.junit.jupiter.api.function.Executable executable) {
        ModelFileException e = assertThrows(ModelFileException.class, executable);
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    @Test
    void whatCanNotBeMappedIsRefused() throws IOException {
        assertRefused("no example in the shape []", () -> Npy.examples(Resources.path("arrays/scalar.npy")));
        assertRefused("no example in the shape [", () -> Npy.examples(Resources.path("arrays/empty.npy")));
        assertRefused("numbers of shape [3, 2] need 6 bytes, there are 5",
                () -> Npy.examples(npy("x.npy", "|u1", "(3, 2)", 1, 2, 3, 4, 5)));
        assertRefused("numbers of shape [3, 2] need 6 bytes, there are 7",
                () -> Npy.examples(npy("x.npy", "|u1", "(3, 2)", 1, 2, 3, 4, 5, 6, 7)));
        assertRefused("can't be read one by one",
                () -> Npy.examples(npy("x.npy", "|u1", "(1, 2147483647, 2147483647)")));
        assertRefused("need 288230376151711744 bytes",
                () -> Npy.examples(npy("x.npy", "|u1", "(2147483647, 2147483647)").toAbsolutePath()));
        Path cut = folder.resolve("cut.npy");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(Resources.path("arrays/f4.npy")), 20));
        assertRefused("it ends too early", () -> Npy.examples(cut));
        for (String bad : List.of("wrong-magic", "truncated", "pickled-object", "huge-shape", "code-in-header")) {
            assertThrows(ModelFileException.class, () -> Npy.examples(Resources.path("bad/numpy/" + bad + ".npy")));
        }
        assertThrows(IOException.class, () -> Npy.examples(folder.resolve("missing.npy")));
        byte[] small = Files.readAllBytes(npy("x.npy", "<f2", "(2, 2)", 1, 2, 3, 4, 5, 6, 7, 8));
        BadFiles.damage(small, folder.resolve("damaged.npy"), file -> Npy.examples(file).toRows());
    }

    /** Who cuts the file under a training gets an exception, and the JVM lives. */
    @Test
    void aFileThatIsCutIsNoCrash() throws IOException {
        Path file = random("x.npy", 4096, 16);
        Examples x = Npy.examples(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(5000);
        }
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> x.get(4000, 3));
        assertTrue(e.getCause() instanceof ModelFileException cause && cause.place().equals("example 4000"));
    }

    private static final String COLUMNS = "size,colour,code,price,kind\n";

    /** A table with numbers, texts and missing ones; its columns' types show at the end only. */
    private Path csv(int rows, String last) throws IOException {
        Random random = new Random(rows);
        StringBuilder text = new StringBuilder(COLUMNS);
        for (int row = 0; row < rows; row++) {
            text.append(random.nextInt(9) == 0 ? "" : random.nextFloat()).append(',')
                    .append(random.nextBoolean() ? "red" : "\"light, blue\"").append(",0").append(random.nextInt(3))
                    .append(',').append(random.nextInt(1000)).append(',').append("abc".charAt(random.nextInt(3)))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("made.csv"), text + last);
    }

    private static Object values(Table table) {
        return table.names().stream().map(name -> table.column(name).toList()).toList();
    }

    private static Table joined(List<Table> pieces) {
        List<Column> columns = new ArrayList<>();
        for (String name : pieces.getFirst().names()) {
            List<Object> values = new ArrayList<>();
            pieces.forEach(piece -> values.addAll(piece.column(name).toList()));
            columns.add(pieces.getFirst().column(name) instanceof Column.Texts
                    ? Column.of(name, values)
                    : Column.numbers(name, values.stream().mapToDouble(value -> (double) value).toArray()));
        }
        return Table.of(columns);
    }

    @ParameterizedTest
    @CsvSource({"10, 3, 4", "9, 3, 3", "1, 5, 1", "0, 5, 1", "7, 2147483647, 1"})
    void piecesAreTheTable(int rows, int size, int count) throws IOException {
        Csv csv = Csv.standard().withTexts("code");
        Path file = csv(rows, "");
        List<Table> pieces;
        try (Stream<Table> stream = csv.pieces(file, size)) {
            pieces = stream.toList();
        }
        assertEquals(count, pieces.size());
        pieces.subList(0, count - 1).forEach(piece -> assertEquals(size, piece.rows()));
        assertEquals(values(csv.table(file)), values(joined(pieces)));
        assertThrows(IllegalArgumentException.class, () -> csv.pieces(file, 0));
    }

    /** What decides on the type is in the last line, and the first piece has it already. */
    @Test
    void allPiecesHaveTheSameColumns() throws IOException {
        try (Stream<Table> pieces = Csv.standard().pieces(csv(5, "x,red,1,1,a\n"), 2)) {
            Table first = pieces.findFirst().orElseThrow();
            assertInstanceOf(Column.Texts.class, first.column("size"));
        }
        Path wrong = csv(5, "x,red\n");
        assertThrows(ModelFileException.class, () -> Csv.standard().pieces(wrong, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,red,1,1,a\n", "", "x,red,1,1,a\n1,red,1,1,a\n", "1,red\n1,red,1,1,a\n"})
    void aFileThatChangesIsRefused(String lines) throws IOException {
        Path file = csv(0, "1,red,1,1,a\n1,red,1,1,a\n");
        CsvTable table = new CsvTable(Csv.standard(), file);
        Files.writeString(file, COLUMNS + lines);
        CsvPieces pieces = new CsvPieces(table, 1);
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> pieces.forEachRemaining(any -> {
        }));
        assertTrue(String.valueOf(e.getMessage()).contains("the file was changed while it was read"), e.getMessage());
        pieces.close();
    }

    @Test
    void aTrainingOnAConvertedTableHasTheBitsOfOneInMemory() throws IOException {
        Csv csv = Csv.standard().withTexts("code");
        Path file = csv(10_000, "");
        Path converted = folder.resolve("features.npy");
        Table table = csv.table(file);
        FittedPreprocessing features = Preprocessing.standard().fit(table.without("kind", "price"));
        Dataset classes = Dataset.of(features.apply(table), Targets.labels(table.texts("kind").toList()));
        Dataset made = csv.dataset(file, "kind", features, converted);
        assertEquals(List.of("a", "b", "c"), ((Targets.Classes) made.y()).names());
        Training training = Training.ofEpochs(1).withBatchSize(64).withValidationSplit(0.25)
                .withMetrics(Metric.ACCURACY);
        assertSameTraining(classes, made, Cost.CATEGORICAL_CROSS_ENTROPY, 3, training);
        float[] prices = new float[table.rows()];
        for (int row = 0; row < prices.length; row++) {
            prices[row] = (float) table.numbers("price").get(row);
        }
        assertEquals(Dataset.of(features.apply(table), Targets.values(prices)).fingerprint(),
                csv.dataset(file, "price", features, converted).fingerprint());
        // The file that the other examples have is replaced, not written to.
        assertEquals(classes.fingerprint(), made.fingerprint());
    }

    @Test
    void whatCanNotBeConvertedIsRefused() throws IOException {
        Csv csv = Csv.standard();
        Path file = csv(5000, "1,green,1,1,a\n");
        Path converted = Files.writeString(folder.resolve("features.npy"), "before");
        FittedPreprocessing features;
        try (Stream<Table> pieces = csv.pieces(file, 4000)) {
            features = Preprocessing.standard().fit(pieces.findFirst().orElseThrow().without("kind"));
        }
        assertRefused("behind 4096 rows: colour in row 904 is \"green\"",
                () -> csv.dataset(file, "kind", features, converted));
        Path good = Files.writeString(folder.resolve("good.csv"), COLUMNS + "1,red,1,1,a\n");
        assertThrows(IllegalArgumentException.class, () -> csv.dataset(good, "sort", features, converted));
        assertThrows(IllegalArgumentException.class, () -> csv.dataset(good, "kind", features, good));
        Path none = Files.writeString(folder.resolve("none.csv"), COLUMNS);
        assertRefused("there is no row", () -> csv.dataset(none, "kind", features, converted));
        assertEquals("before", Files.readString(converted));
        try (Stream<Path> left = Files.list(folder)) {
            assertFalse(left.anyMatch(path -> path.toString().endsWith(".tmp")));
        }
    }

    /** Trains on a file and predicts for it, after an attempt to read it whole. */
    static final class Child {
        private Child() {
        }

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            Path folder = file.resolveSibling("");
            boolean isCsv = file.toString().endsWith(".csv");
            try {
                int size = isCsv ? Csv.read(file).rows() : Npy.read(file).floats().length;
                throw new IllegalStateException("there is room for " + size);
            } catch (OutOfMemoryError e) {
                // As it should be.
            }
            if (isCsv) {
                csv(file, folder);
                return;
            }
            Dataset data = Dataset.of(Npy.examples(file), Npy.dataset(file, folder.resolve("y.npy")).y());
            Network network = trained(data);
            network.predict(data.x());
        }

        private static Network trained(Dataset data) {
            Network network = Network.builder(data.x().features()).hidden(4, Activation.RELU)
                    .output(1, Cost.MEAN_SQUARED_ERROR).build();
            Training.ofEpochs(1).withBatchSize(64).withValidationSplit(0.1).fit(network, data);
            return network;
        }

        private static void csv(Path file, Path folder) throws IOException {
            Csv csv = Csv.standard();
            FittedPreprocessing features;
            try (Stream<Table> pieces = csv.pieces(file, 500)) {
                features = Preprocessing.standard().fit(pieces.findFirst().orElseThrow().without("0"));
            }
            Network network = trained(csv.dataset(file, "0", features, folder.resolve("converted.npy")));
            csv.writeAll(csv.pieces(file, 500).map(piece -> Table.of(Column.numbers("predicted",
                    network.predict(features.apply(piece)).toColumns().toArray()))), folder.resolve("predicted.csv"));
        }
    }

    private void assertSmallHeapDoes(Path file) throws IOException, InterruptedException {
        Process child = JavaProcess.start(SMALL_HEAP, Child.class, file.toString());
        assertTrue(child.waitFor(5, TimeUnit.MINUTES));
        assertEquals(0, child.exitValue());
    }

    @Test
    void arraysNeedNotFitIntoMemory() throws IOException, InterruptedException {
        int size = LARGE / Float.BYTES / FEATURES;
        random("y.npy", size);
        assertSmallHeapDoes(random("x.npy", size, FEATURES));
    }

    @Test
    void tablesNeedNotFitIntoMemory() throws IOException, InterruptedException {
        Path file = folder.resolve("large.csv");
        Random random = new Random(1);
        int rows = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int written = 0; written < LARGE / 4; rows++) {
                for (int c = 0; c < 64; c++) {
                    String field = rows == 0 ? Integer.toString(c) : Integer.toString(random.nextInt(100_000));
                    out.append(c == 0 ? "" : ",").append(field);
                    written += field.length() + 1;
                }
                out.append('\n');
            }
        }
        assertSmallHeapDoes(file);
        assertEquals(rows - 1, Csv.read(folder.resolve("predicted.csv")).rows());
    }
}
