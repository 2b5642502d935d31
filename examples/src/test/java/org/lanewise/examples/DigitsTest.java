package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as it is typed. */
class DigitsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --epochs 3                    | 64-150-100-10, CATEGORICAL_CROSS_ENTROPY | 359 | 10
            --epochs 3 --binary           | 64-32-16-1, BINARY_CROSS_ENTROPY         | 72  | 2
            --epochs 3 --binary --softmax | 64-32-16-2, CATEGORICAL_CROSS_ENTROPY    | 72  | 2
            """)
    void trainsAndTells(String options, String network, int tests, int classes) throws IOException {
        Path picture = folder.resolve("digits.png");
        Typed run = Typed.run("digits", options, "--picture", picture.toString());
        assertEquals(0, run.exitCode(), run.toString());
        assertEquals(List.of(), run.err());
        List<String> lines = run.out();
        // What serves at the moment, portable or compiled code, stands in between.
        assertTrue(lines.get(0).matches("Lanewise: (vector|scalar) backend, .*1 thread"), lines.get(0));
        assertEquals("Network:  " + network, lines.get(1));
        assertEquals(3,
                lines.stream().filter(line -> line.matches(" {4}[123] {3}\\d\\.\\d{4} +[01]\\.\\d{4} +[01]\\.\\d{4}"))
                        .count(),
                "lines of epochs");
        int confusion = lines.indexOf("Confusion matrix, true digits down, predicted ones across:") + 2;
        assertEquals(tests, lines.subList(confusion, confusion + classes).stream().mapToInt(DigitsTest::sum).sum());
        assertTrue(lines.contains("Picture: " + picture));
        assertTrue(lines.get(lines.size() - 3).matches("fingerprint: [0-9a-f]{64}, the same on every machine"),
                lines.toString());
        assertTrue(lines.get(lines.size() - 2).matches("test accuracy: [01]\\.\\d{4}"), lines.toString());
        assertTrue(lines.getLast().matches("training: \\d+\\.\\d\\d s, \\d+\\.\\d times faster than plain loops"),
                lines.getLast());
        assertTrue(PictureTest.colours(picture) > 10, "the picture is blank");
    }

    /** The numbers of a row of the confusion matrix, which begins with a digit. */
    private static int sum(String row) {
        int sum = 0;
        for (String number : row.strip().substring(1).strip().split(" +", -1)) {
            sum += Integer.parseInt(number);
        }
        return sum;
    }

    @Test
    void sayWhenTrainingDiverges() {
        Path picture = folder.resolve("digits.png");
        Typed run = Typed.run("digits --binary --learning-rate 1e30 --picture", picture.toString());
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().size(), run.toString());
        assertTrue(run.err().getFirst().contains("--learning-rate"), run.toString());
        assertFalse(Files.exists(picture));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --softmax                     | --softmax goes with --binary
            --epochs 0                    | --epochs must be at least 1, not 0
            --batch-size 0                | --batch-size must be at least 1, not 0
            --learning-rate -1            | --learning-rate must be positive and finite, not -1.0
            --learning-rate NaN           | --learning-rate must be positive and finite, not NaN
            --learning-rate Infinity      | --learning-rate must be positive and finite, not Infinity
            --epochs                      | Missing required parameter for option '--epochs'
            """)
    void tellsWhatIsWrongInOneLine(String options, String message) {
        Typed run = Typed.run("digits", options);
        assertEquals(2, run.exitCode());
        assertEquals(List.of(), run.out());
        assertEquals(1, run.err().size(), run.toString());
        assertTrue(run.err().getFirst().contains(message), run.toString());
    }

    @Test
    void helps() {
        Typed run = Typed.run("digits --help");
        for (String option : List.of("--binary", "--softmax", "--epochs", "--batch-size", "--learning-rate")) {
            assertTrue(run.says("      " + option), option);
        }
    }
}
