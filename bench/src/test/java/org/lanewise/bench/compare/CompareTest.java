package org.lanewise.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Kernels;

class CompareTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void unknownSuiteIsAnErrorThatNamesTheOthers() {
        String message = refused("nonsense");
        assertTrue(message.contains(
                "there is no 'nonsense', but [gemm, dense, gemv, columns, threads, activation, rowsum, train, epoch, digits, infer, coldstart, load, rerun]"),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--quick", "gemm dense", "gemm --threads 0", "gemm --threads x", "gemm --nonsense",
            "gemm --cases nonsense", "gemm --cases (", "gemm --cases few\\d", "coldstart --cases NN",
            "gemm --only nobody",
            "rowsum --only lanewise,svml", "gemm --every -1", "gemm --every x", "coldstart --every 5",
            "digits --every 5", "digits --against src",
            "gemm --against nowhere", "gemm --against src", "coldstart --against src", "rerun --against src",
            "rerun --only lanewise", "rerun --peers"})
    void wrongArgumentsAreRefused(String arguments) {
        String message = refused(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
        assertTrue(message.contains("Usage: bench/compare"), message);
    }

    private static String refused(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertEquals(2, Compare.execute(arguments));
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aWholeSuiteRuns() throws IOException {
        Path json = directory.resolve("rowsum.json");
        assertEquals(0, Compare.execute("rowsum", "--quick", "--threads", "2", "--json", json.toString()));
        Set<String> rows = new TreeSet<>();
        for (JsonElement row : JsonParser.parseString(Files.readString(json)).getAsJsonArray()) {
            assertEquals(2, row.getAsJsonObject().get("threads").getAsInt());
            rows.add(row.getAsJsonObject().get("case").getAsString() + " "
                    + row.getAsJsonObject().get("impl").getAsString());
        }
        Set<String> expected = new TreeSet<>();
        for (String name : List.of("L1 64x96", "L2 256x512", "memory 4096x4096")) {
            for (String impl : List.of("lanewise", "scalar", "naive", "unrolled", "peak")) {
                expected.add(name + " " + impl);
            }
        }
        assertEquals(expected, rows);
    }

    @Test
    void aChosenPartRuns() throws IOException {
        Path json = directory.resolve("gemm.json");
        assertEquals(0, Compare.execute("gemm", "--quick", "--cases", "few NN 10x(1|24)x", "--only", "naive,lanewise",
                "--every", "50", "--json", json.toString()));
        List<String> expected = new ArrayList<>();
        for (String name : List.of("few NN 10x1x128", "few NN 10x24x128")) {
            for (String impl : List.of("lanewise", "naive", "peak")) {
                expected.add(name + " " + impl);
            }
        }
        assertEquals(expected, Report.read(json).stream().map(row -> row.name() + " " + row.impl()).toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"COLDSTART", "DIGITS", "LOAD"}, mode = EnumSource.Mode.EXCLUDE)
    void noTwoCasesHaveOneName(Suite suite) {
        Set<String> names = new HashSet<>();
        suite.choice().forEach(c -> assertTrue(names.add(c.name()), c.name()));
        assertTrue(!suite.cases().isEmpty());
        suite.cases().forEach(c -> assertTrue(names.contains(c.name()), c.name()));
    }

    @Test
    void networksAreTrainedByThreeOptimizersInFiveBatchSizes() {
        List<String> names = Suite.TRAIN.cases().stream().map(Case::name).toList();
        assertEquals(76, names.size());
        assertTrue(names.containsAll(List.of("784-256-128-10 batch 32 sgd", "4-32-16-4 batch 1024 momentum",
                "64-32-16-1 batch 1 adam", "4-32-16-4 tanh batch 10000 adam")), names::toString);
        List<String> predicted = Suite.INFER.cases().stream().map(Case::name).toList();
        assertEquals(25 + 6 + 33, predicted.size());
        assertTrue(predicted.containsAll(List.of("784-256-128-10 batch 32", "onnx 784-256-128-10 batch 128",
                "onnx torch-relu batch 1")), predicted::toString);
    }

    @ParameterizedTest
    @EnumSource(names = {"GEMM", "DENSE"})
    void fewColumnsRunOnlyIfTheyAreChosen(Suite suite) {
        assertEquals(45, suite.choice().size() - suite.cases().size());
        assertEquals(45, suite.choice().stream().filter(c -> c.name().startsWith("few NN ")).count());
    }

    @Test
    void freshJvmsStartCold() {
        Report report = new Report(System.out, null);
        ColdStart.compare(Suite.COLDSTART, ColdStart.Task.PRODUCTS, contenders("lanewise", "naive"), 1, 1, report);
        assertEquals(2 * (FirstProducts.COUNTS.size() + 1), report.results().size());
        double last = 0;
        for (Result row : report.results().stream().filter(row -> row.impl().equals("naive") && row.gflops() != null)
                .toList()) {
            assertTrue(last < row.bestUs() && row.bestUs() <= row.medianUs(), "the clock runs on: " + row);
            last = row.bestUs();
        }
        assertEquals(
                List.of("after 1", "after 10", "after 100", "after 1000", "after 3000", "after 10000",
                        "90 % of full speed"),
                report.results().stream().map(Result::name).distinct().toList());
    }

    /** The naive loops are left out: they have no networks. */
    @Test
    void networksAreTrainedFromTheStartOfAJvm() {
        Report report = new Report(System.out, null);
        ColdStart.compare(Suite.COLDSTART, ColdStart.Task.TRAINING, contenders("lanewise", "naive"), 2, 1, report);
        List<Result> rows = report.results();
        assertEquals(2 * FirstNetwork.TRAININGS, rows.size());
        double sum = 0;
        for (int i = 0; i < FirstNetwork.TRAININGS; i++) {
            assertEquals("training " + (i + 1), rows.get(i).name());
            sum += rows.get(i).bestUs();
            Result end = rows.get(FirstNetwork.TRAININGS + i);
            assertEquals("end of training " + (i + 1), end.name());
            assertEquals(sum, end.bestUs(), 1e-3 * sum);
        }
    }

    @Test
    void networksPredictFromTheStartOfAJvm() {
        Report report = new Report(System.out, null);
        ColdStart.compare(Suite.COLDSTART, ColdStart.Task.PREDICTION, contenders("lanewise"), 1, 1, report);
        assertEquals(FirstNetwork.WINDOWS, report.results().size());
        assertEquals("prediction until 0.1 s", report.results().getFirst().name());
        assertEquals("prediction until 3.0 s", report.results().getLast().name());
        report.results().forEach(row -> assertTrue(row.bestUs() > 0, row.toString()));
    }

    @Test
    void digitsAreLearnedAndTheAccuracyIsTold() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8), null);
        ColdStart.compare(Suite.DIGITS, ColdStart.Task.DIGITS, contenders("lanewise"), 1, 1, report);
        assertEquals(List.of("digits first training lanewise", "digits warm training lanewise"), report.results()
                .stream().map(row -> row.suite() + " " + row.name() + " " + row.impl()).toList());
        assertTrue(report.results().getLast().bestUs() < report.results().getFirst().bestUs(),
                report.results()::toString);
        assertTrue(Pattern.compile("# digits: lanewise \\(.*\\): test accuracy 0\\.9\\d{3} in the mean of 5 trainings")
                .matcher(printed.toString(StandardCharsets.UTF_8)).find(), printed::toString);
    }

    @Test
    void modelsAreLoaded() {
        Report report = new Report(System.out, null);
        for (ColdStart.Task task : Suite.LOAD.tasks()) {
            ColdStart.compare(Suite.LOAD, task, contenders("lanewise"), 1, 1, report);
        }
        assertEquals(List.of("first prediction of torch-relu", "bytes of 107 MB", "network of 107 MB"),
                report.results().stream().map(Result::name).toList());
        report.results().forEach(row -> assertTrue(row.bestUs() > 0, row.toString()));
    }

    private static List<Contender> contenders(String... names) {
        return Arrays.stream(names).map(Contenders::named).toList();
    }

    @Test
    void oneJvmAfterTheOtherIsMeasured() {
        Report report = new Report(System.out, null);
        Reruns.compare(2, List.of("gemm", "--quick", "--only", "lanewise", "--cases", "NN (16x16x16|32x32x64)"),
                report);
        Set<String> rows = new HashSet<>();
        for (Result row : report.results()) {
            assertEquals("rerun", row.suite());
            rows.add(row.name() + " " + row.impl());
        }
        Set<String> expected = new HashSet<>();
        for (String name : List.of("NN 16x16x16", "NN 32x32x64")) {
            for (String impl : List.of("lanewise", "peak")) {
                expected.add(name + ", JVM 1 " + impl);
                expected.add(name + ", JVM 2 " + impl);
            }
        }
        assertEquals(expected, rows);
    }

    @Test
    void theSpreadIsThatOfTheBestRounds() {
        List<Result> rows = List.of(result("lanewise", 10), result("peak", 8), result("lanewise", 12.5),
                result("peak", 8.4), result("lanewise", 11));
        assertEquals(Map.of("slowest JVM behind fastest, case", "lanewise 25.0 %, peak 5.0 %"), Reruns.spreads(rows));
    }

    /** The other edition is this one once more, without what editions have only since they train by other rules than descent. */
    @Test
    void editionsTakeTurns() throws IOException, URISyntaxException {
        Path own = Path.of(Kernels.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path kernels = directory.resolve("older");
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!file.endsWith("UpdateRule.class")) {
                    Files.copy(file, kernels.resolve(own.relativize(file).toString()));
                }
            }
        }
        assertTrue(Editions.areAt(kernels));
        Report report = new Report(System.out, null);
        Editions.compare(kernels, 1,
                List.of("dense", "--quick", "--only", "lanewise", "--cases", "NN 16x32x32 (none|relu)"), report);
        List<String> expected = new ArrayList<>();
        for (String name : List.of("NN 16x32x32 none", "NN 16x32x32 relu")) {
            for (String impl : List.of("lanewise", "other", "peak")) {
                expected.add(name + " " + impl);
            }
        }
        assertEquals(expected, report.results().stream().map(row -> row.name() + " " + row.impl()).toList());
    }

    @Test
    void otherKernelsStandInThePlaceOfOurs() {
        List<String> own = List.of(Launch.classPath().split(Pattern.quote(File.pathSeparator), -1));
        List<String> others = List
                .of(Launch.classPathWith(directory).split(Pattern.quote(File.pathSeparator), -1));
        assertEquals(directory.toAbsolutePath().toString(), others.getFirst());
        assertEquals(own.size(), others.size());
        assertEquals(1, own.stream().filter(element -> !others.contains(element)).count());
        assertTrue(Editions
                .areAt(Path.of(own.stream().filter(element -> !others.contains(element)).findFirst().orElseThrow())));
    }

    @Test
    void ratiosAreThoseOfTheBestRounds() {
        List<Result> rows = List.of(result("one", "lanewise", 10), result("one", "other", 20), result("one", "peak", 5),
                result("two", "lanewise", 16), result("two", "other", 2), result("two", "peak", 1));
        assertEquals(Map.of("times as fast, one", "2.000", "times as fast, two", "0.125",
                "times as fast, geometric mean (worst case)", "0.500 (0.125)"), Editions.ratios(rows));
    }

    @Test
    void jvmsAreMergedToTheBestRoundAndTheMedianOfMedians() {
        List<Result> runs = List.of(result("case", "lanewise", 4), result("case", "lanewise", 3),
                result("case", "lanewise", 9));
        assertEquals(new Result("gemm", "case", "lanewise", 1, 3, 8, null, null), Result.merged(runs));
    }

    private static Result result(String impl, double bestUs) {
        return result("case", impl, bestUs);
    }

    /** A median of twice the best. */
    private static Result result(String name, String impl, double bestUs) {
        return new Result("gemm", name, impl, 1, bestUs, 2 * bestUs, null, null);
    }

    @Test
    void launchNamesAJavaThatCanBeStarted() throws IOException {
        Path file = directory.resolve("launch");
        Launch.main(new String[]{file.toString()});
        List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size());
        assertTrue(Files.isExecutable(Path.of(lines.getFirst())), lines.getFirst());
        assertEquals(System.getProperty("java.class.path"), lines.getLast());
    }
}
