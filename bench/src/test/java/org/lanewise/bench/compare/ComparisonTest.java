package org.lanewise.bench.compare;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.bench.MatrixShape;
import org.lanewise.bench.NetworkShape;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.Rounds.Pace;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.network.Cost;
import org.lanewise.network.data.Split;
import org.lanewise.network.training.Optimizer;

class ComparisonTest {
    private static final Pace TINY = new Pace(1, 1, 10_000, 1, 3, Long.MAX_VALUE, 0);
    private static final Case PRODUCT = Case.product(ProductShape.parse("NN 5x7x9"));
    /** Rounding doesn't explain it. */
    private static final float WRONG = 1e-4f;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"NN 5x7x9", "NT 4x6x400", "TN 33x5x64", "TT 3x17x2", "NN 1x1x1", "NN 6x1x9", "NN 1x6x9"})
    void everybodyMultiplies(String shape) {
        Case product = Case.product(ProductShape.parse(shape));
        assertEquals(List.of("lanewise", "scalar", "naive", "peak"), implementations(Suite.GEMM, product));
    }

    @Test
    void everybodyComputesLayers() {
        ProductShape shape = ProductShape.parse("NN 5x32x9");
        assertEquals(List.of("lanewise", "scalar", "naive", "peak"),
                implementations(Suite.DENSE, Case.dense(shape, null)));
        for (Activation g : List.of(Activation.RELU, Activation.SIGMOID, Activation.TANH, Activation.SWISH)) {
            assertEquals(List.of("lanewise", "scalar", "naive", "peak"),
                    implementations(Suite.DENSE, Case.dense(shape, g)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NN 5x1x9", "NN 6x2x64", "NN 7x3x150"})
    void fewColumnsAreMultipliedInSeveralWays(String shape) {
        assertEquals(List.of("lanewise", "packed", "transposed", "naive", "dots", "peak"),
                implementations(Suite.COLUMNS, Case.product(ProductShape.parse(shape))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3x150", "70x5", "10x64"})
    void everybodyMultipliesAVector(String size) {
        for (Op op : Op.values()) {
            assertEquals(List.of("lanewise", "as product", "scalar", "naive", "peak"),
                    implementations(Suite.GEMV, Case.matrixVector(op, MatrixShape.parse(size))));
        }
    }

    @Test
    void oneThreadRunsAgainstSeveral() {
        List<Contender> contenders = Contenders.of(Suite.THREADS, false);
        contenders.forEach(contender -> contender.start(2));
        assertEquals(List.of("lanewise 2", "one thread 1"), contenders.stream()
                .map(contender -> contender.name() + " " + ((Lanewise) contender).kernels().threads()).toList());
    }

    @Test
    void activationsHaveNoFlops() {
        MatrixShape size = new MatrixShape(3, 32);
        assertEquals(List.of("lanewise", "scalar", "naive"),
                implementations(Suite.ACTIVATION, Case.activation(Activation.RELU, "L1", size)));
        for (Activation g : List.of(Activation.SIGMOID, Activation.TANH, Activation.SWISH)) {
            Report report = compare(Suite.ACTIVATION, Case.activation(g, "L1", size));
            assertEquals(List.of("lanewise", "scalar", "naive", "svml"), implementations(report));
            report.results().forEach(row -> assertNull(row.gflops()));
            report.results().forEach(row -> assertNull(row.peakFraction()));
        }
    }

    @Test
    void everybodySumsRows() {
        assertEquals(List.of("lanewise", "scalar", "naive", "unrolled", "peak"),
                implementations(Suite.ROWSUM, Case.rowSums("L1", new MatrixShape(3, 150))));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void networksAreTrained(Optimizer optimizer) {
        for (Case c : List.of(training("7-5-4 batch 3", Cost.CATEGORICAL_CROSS_ENTROPY, optimizer),
                training("33-16-1 batch 70", Cost.BINARY_CROSS_ENTROPY, optimizer),
                training("4-6-5-2 batch 9", Cost.MEAN_SQUARED_ERROR, optimizer))) {
            assertEquals(List.of("lanewise", "peak"), implementations(Suite.TRAIN, c));
        }
    }

    static List<Optimizer> optimizers() {
        return List.of(Optimizer.gradientDescent(), Optimizer.momentum(0.9), Optimizer.adam());
    }

    @Test
    void networksOfTanhAreTrained() {
        NetworkShape shape = NetworkShape.parse("4-32-16-4 batch 70");
        assertEquals(List.of("lanewise", "peak"), implementations(Suite.TRAIN,
                Case.training("tanh", shape, Activation.TANH, Cost.MEAN_SQUARED_ERROR, Optimizer::adam)));
    }

    private static Case training(String shape, Cost cost, Optimizer optimizer) {
        return Case.training(shape, NetworkShape.parse(shape), Activation.RELU, cost, () -> optimizer);
    }

    @Test
    void networksPredict() {
        for (Case c : List.of(Case.prediction(NetworkShape.parse("7-5-4 batch 3"), Cost.CATEGORICAL_CROSS_ENTROPY),
                Case.prediction(NetworkShape.parse("33-16-1 batch 70"), Cost.BINARY_CROSS_ENTROPY))) {
            assertEquals(List.of("lanewise", "in columns", "peak"), implementations(Suite.INFER, c));
        }
    }

    /** The rows for which there is an output come again in a batch of more. */
    @Test
    void importedModelsPredict() {
        for (NetworkShape shape : List.of(NetworkShape.parse("7-5-4 batch 3"), NetworkShape.parse("33-16-3 batch 1"))) {
            assertEquals(List.of("lanewise", "as graph", "peak"),
                    implementations(Suite.INFER, Case.imported(shape, Cost.CATEGORICAL_CROSS_ENTROPY)));
        }
        for (String name : ImportedModel.OF_OTHERS) {
            assertEquals(List.of("lanewise", "as graph"), implementations(Suite.INFER, Case.imported(name, 70)));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void epochsAreTrained(Optimizer optimizer) {
        assertEquals(List.of("lanewise"), implementations(Suite.EPOCH, epoch(optimizer)));
    }

    /** A cost of other batches is another one, even if all examples are in it; above all at a high rate. */
    @Test
    void otherBatchesAreRefused() {
        Contender otherOrder = new Misled(UpdateRule.GRADIENT_DESCENT) {
            @Override
            public @Nullable Work epochs(EpochTask task, Optimizer optimizer) {
                return library().epochs(new EpochTask(task.network(), new Split<>(
                        task.data().train().subset(task.order(1)),
                        task.data().test())), optimizer);
            }
        };
        assertRefused("epoch", epoch(Optimizer.gradientDescent().withLearningRate(0.5)), otherOrder);
        assertRefused("epoch", epoch(Optimizer.adam()), new Misled(UpdateRule.GRADIENT_DESCENT));
    }

    private static Case epoch(Optimizer optimizer) {
        return Case.epoch("epoch", NetworkShape.parse("30-12-10 batch 8"),
                () -> new Split<>(Images.madeUp(203, 30, 1), Images.madeUp(50, 30, 2)), () -> optimizer);
    }

    /** Adam's own factors hardly show in so few steps: while a gradient keeps its sign, they cancel out. */
    @Test
    void otherOptimizersAreRefused() {
        trainedByAnother(Optimizer.gradientDescent(), UpdateRule.momentum(0.9));
        trainedByAnother(Optimizer.momentum(0.9), UpdateRule.momentum(0.8));
        trainedByAnother(Optimizer.momentum(0.9), UpdateRule.nesterov(0.9));
        trainedByAnother(Optimizer.adam(), UpdateRule.rmsProp(0.999, 1e-8));
        trainedByAnother(Optimizer.adam(), UpdateRule.momentum(0.9));
    }

    private void trainedByAnother(Optimizer right, UpdateRule wrong) {
        assertRefused("train", training("64-32-16-1 batch 8", Cost.BINARY_CROSS_ENTROPY, right), new Misled(wrong));
    }

    private void assertRefused(String suite, Case c, Contender contender) {
        Comparison comparison = new Comparison(suite, 1, TINY, started(contender), report(null));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> comparison.run(c));
        assertTrue(String.valueOf(e.getMessage()).contains("misled gives"), e.getMessage());
    }

    @Test
    void ratesBelongToTheBestTime() {
        List<Result> rows = compare(Suite.GEMM, PRODUCT).results();
        Result peak = rows.getLast();
        assertEquals("peak", peak.impl());
        for (Result row : rows) {
            assertTrue(0 < row.bestUs() && row.bestUs() <= row.medianUs(), row.toString());
            double gflops = 2 * 5 * 7 * 9 / (1e3 * row.bestUs());
            assertEquals(gflops, Objects.requireNonNull(row.gflops()), 1e-3 * gflops);
            double fraction = peak.bestUs() / row.bestUs();
            assertEquals(fraction, Objects.requireNonNull(row.peakFraction()), 1e-3 * fraction);
        }
    }

    @Test
    void tableAndFileSayTheSame() throws IOException {
        Path json = directory.resolve("results.json");
        Report report = compare(Suite.GEMM, json, PRODUCT);
        compare(Suite.GEMM, PRODUCT);
        JsonArray rows = JsonParser.parseString(Files.readString(json)).getAsJsonArray();
        assertEquals(report.results().size(), rows.size());
        List<String> table = printed.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("NN"))
                .toList();
        for (int i = 0; i < rows.size(); i++) {
            Result result = report.results().get(i);
            JsonObject row = rows.get(i).getAsJsonObject();
            assertEquals(List.of("suite", "case", "impl", "threads", "best_us", "median_us", "gflops", "peak_fraction"),
                    List.copyOf(row.keySet()));
            assertEquals("gemm", row.get("suite").getAsString());
            assertEquals("NN 5x7x9", row.get("case").getAsString());
            assertEquals(result.impl(), row.get("impl").getAsString());
            assertEquals(1, row.get("threads").getAsInt());
            assertEquals(result.bestUs(), row.get("best_us").getAsDouble());
            assertEquals(result.medianUs(), row.get("median_us").getAsDouble());
            assertEquals(result.gflops(), row.get("gflops").getAsDouble());
            assertEquals(result.peakFraction(), row.get("peak_fraction").getAsDouble());
            assertTrue(table.get(i).matches("NN 5x7x9 +" + result.impl() + "( +[0-9.]+){4} %"), table.get(i));
        }
    }

    @Test
    void whatNobodyCountsIsNullInTheFile() throws IOException {
        Path json = directory.resolve("results.json");
        compare(Suite.ACTIVATION, json, Case.activation(Activation.RELU, "L1", new MatrixShape(3, 32)));
        for (JsonElement row : JsonParser.parseString(Files.readString(json)).getAsJsonArray()) {
            assertTrue(row.getAsJsonObject().get("gflops").isJsonNull());
            assertTrue(row.getAsJsonObject().get("peak_fraction").isJsonNull());
        }
    }

    @Test
    void fileThatCannotBeWrittenIsRefusedAtOnce() {
        Path json = directory.resolve("missing").resolve("results.json");
        assertThrows(UncheckedIOException.class, () -> report(json));
    }

    @Test
    void rightResultPasses() {
        assertDoesNotThrow(() -> compareWith(new Fake(x -> x, true)));
    }

    @Test
    void wrongResultIsRefused() {
        refused("fake gives", new Fake(x -> {
            x[x.length - 1] += WRONG;
            return x;
        }, false));
    }

    @Test
    void notANumberIsRefused() {
        refused("NaN", new Fake(x -> {
            x[0] = Float.NaN;
            return x;
        }, false));
    }

    @Test
    void resultOfAnotherSizeIsRefused() {
        refused("elements", new Fake(x -> new float[x.length - 1], false));
    }

    @Test
    void otherBitsThanPromisedAreRefused() {
        UnaryOperator<float[]> oneUlp = x -> {
            x[x.length - 1] = Math.nextUp(x[x.length - 1]);
            return x;
        };
        assertDoesNotThrow(() -> compareWith(new Fake(oneUlp, false)));
        refused("another backend", new Fake(oneUlp, true));
    }

    @Test
    void whoIsTooSlowIsLeftOutOfLargerCases() {
        Report report = report(null);
        Comparison comparison = new Comparison("gemm", 1, new Pace(1, 1, 10_000, 1, 3, 0, 0), started(new NaiveLoops()),
                report);
        comparison.run(PRODUCT);
        comparison.run(Case.product(ProductShape.parse("NN 6x7x9")));
        comparison.run(Case.product(ProductShape.parse("NN 4x7x9")));
        assertEquals(List.of("NN 5x7x9 naive", "NN 5x7x9 peak", "NN 6x7x9 peak", "NN 4x7x9 naive", "NN 4x7x9 peak"),
                report.results().stream().map(row -> row.name() + " " + row.impl()).toList());
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("left out: a call would take about"));
    }

    /** Computes what the library computes, then spoils it. */
    private record Fake(UnaryOperator<float[]> spoil, boolean hasPromisedBits) implements Contender {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Set<Suite> suites() {
            return EnumSet.of(Suite.GEMM);
        }

        @Override
        public void start(int threads) {
            // Nothing to load.
        }

        @Override
        public String description() {
            return "fake";
        }

        @Override
        public Work product(ProductShape shape, Matrix a, Matrix b) {
            Contender library = Lanewise.scalar();
            library.start(1);
            Work work = Objects.requireNonNull(library.product(shape, a, b));
            return new Work() {
                @Override
                public void run(int times) {
                    work.run(times);
                }

                @Override
                public float[] result() {
                    return spoil.apply(work.result());
                }
            };
        }
    }

    /** Trains as the library does, but by another rule. */
    private static class Misled implements Contender {
        private final UpdateRule rule;

        Misled(UpdateRule rule) {
            this.rule = rule;
        }

        static Contender library() {
            Contender library = Lanewise.scalar();
            library.start(1);
            return library;
        }

        @Override
        public String name() {
            return "misled";
        }

        @Override
        public Set<Suite> suites() {
            return EnumSet.of(Suite.TRAIN, Suite.EPOCH);
        }

        @Override
        public void start(int threads) {
            // Nothing to load.
        }

        @Override
        public String description() {
            return "misled";
        }

        @Override
        public @Nullable Work training(NetworkTask task, Optimizer optimizer) {
            return library().training(task, optimizer.withRule(rule));
        }

        @Override
        public @Nullable Work epochs(EpochTask task, Optimizer optimizer) {
            return library().epochs(task, optimizer.withRule(rule));
        }
    }

    private void refused(String why, Contender contender) {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> compareWith(contender));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    }

    private void compareWith(Contender contender) {
        new Comparison("gemm", 1, TINY, started(Lanewise.byDefault(), contender), report(null)).run(PRODUCT);
    }

    private List<String> implementations(Suite suite, Case c) {
        return implementations(compare(suite, c));
    }

    private static List<String> implementations(Report report) {
        return report.results().stream().map(Result::impl).toList();
    }

    private Report compare(Suite suite, Case c) {
        return compare(suite, null, c);
    }

    private Report compare(Suite suite, @Nullable Path json, Case c) {
        Report report = report(json);
        List<Contender> contenders = started(Contenders.of(suite, false).toArray(Contender[]::new));
        new Comparison(suite.toString(), 1, TINY, contenders, report).run(c);
        return report;
    }

    private static List<Contender> started(Contender... contenders) {
        List<Contender> started = new ArrayList<>();
        for (Contender contender : contenders) {
            contender.start(1);
            started.add(contender);
        }
        return started;
    }

    private Report report(@Nullable Path json) {
        return new Report(new PrintStream(printed, true, StandardCharsets.UTF_8), json);
    }
}
