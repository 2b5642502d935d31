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
        assertTrue(message.contains("there is no 'nonsense', but [gemm, dense, activation, rowsum, coldstart]"),
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
        assertEquals(2 * ColdStart.COUNTS.size(), report.results().size());
        double last = 0;
        for (Result row : report.results().stream().filter(row -> row.impl().equals("naive")).toList()) {
            assertTrue(last < row.bestUs() && row.bestUs() <= row.medianUs(), "the clock runs on: " + row);
            last = row.bestUs();
        }
        assertEquals(List.of("after 1", "after 10", "after 100", "after 1000", "after 3000", "after 10000"),
                report.results().stream().map(Result::name).distinct().toList());
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
