package org.lanewise.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompareTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void unknownSuiteIsAnErrorThatNamesTheOthers() {
        String message = refused("nonsense");
        assertTrue(message.contains("there is no 'nonsense', but [gemm, dense, activation, rowsum, coldstart, rerun]"),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--quick", "gemm dense", "gemm --threads 0", "gemm --threads x", "gemm --nonsense"})
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

    @ParameterizedTest
    @EnumSource(names = "COLDSTART", mode = EnumSource.Mode.EXCLUDE)
    void noTwoCasesHaveOneName(Suite suite) {
        Set<String> names = new HashSet<>();
        assertTrue(!suite.cases().isEmpty());
        suite.cases().forEach(c -> assertTrue(names.add(c.name()), c.name()));
    }

    @Test
    void freshJvmsStartCold() {
        Report report = new Report(System.out, null);
        ColdStart.compare(List.of("lanewise", "naive"), 1, 1, report);
        assertEquals(2 * (ColdStart.COUNTS.size() + 1), report.results().size());
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

    @Test
    void oneJvmAfterTheOtherIsMeasured() {
        Report report = new Report(System.out, null);
        Reruns.compare(1, 2, Rounds.Pace.QUICK, report);
        Set<String> rows = new HashSet<>();
        for (Result row : report.results()) {
            assertEquals("rerun", row.suite());
            rows.add(row.name() + " " + row.impl());
        }
        Set<String> expected = new HashSet<>();
        for (Case c : Suite.RERUN.cases()) {
            for (String impl : List.of("lanewise", "peak")) {
                expected.add(c.name() + ", JVM 1 " + impl);
                expected.add(c.name() + ", JVM 2 " + impl);
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

    private static Result result(String impl, double bestUs) {
        return new Result("rerun", "case", impl, 1, bestUs, 2 * bestUs, null, null);
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
