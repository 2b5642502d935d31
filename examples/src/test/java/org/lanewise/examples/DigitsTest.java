package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lanewise.kernels.Kernels;

/** The command as it is typed. */
class DigitsTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String options) {
        return Digits.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .execute(options.split(" ", -1));
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --epochs 3                    | 64-150-100-10, CATEGORICAL_CROSS_ENTROPY | 359 | 10
            --epochs 3 --binary           | 64-32-16-1, BINARY_CROSS_ENTROPY         | 72  | 2
            --epochs 3 --binary --softmax | 64-32-16-2, CATEGORICAL_CROSS_ENTROPY    | 72  | 2
            """)
    void trainsAndTells(String options, String network, int tests, int classes) throws IOException {
        Path picture = folder.resolve("digits.png");
        assertEquals(0, run(options + " --picture " + picture), err.toString());
        assertEquals("", err.toString());
        List<String> lines = lines();
        assertEquals("Lanewise: " + Kernels.create(), lines.get(0));
        assertEquals("Network:  " + network, lines.get(1));
        assertEquals(3,
                lines.stream().filter(line -> line.matches(" {4}[123] {3}\\d\\.\\d{4} +[01]\\.\\d{4} +[01]\\.\\d{4}"))
                        .count(),
                "lines of epochs");
        int confusion = lines.indexOf("Confusion matrix, true digits down, predicted ones across:") + 2;
        assertEquals(tests, lines.subList(confusion, confusion + classes).stream().mapToInt(DigitsTest::sum).sum());
        assertTrue(lines.contains("Picture: " + picture));
        assertTrue(lines.get(lines.size() - 2).matches("test accuracy: [01]\\.\\d{4}"), lines.toString());
        assertTrue(lines.getLast().matches("training: \\d+\\.\\d\\d s, \\d+\\.\\d times faster than plain loops"),
                lines.getLast());
        BufferedImage image = ImageIO.read(picture.toFile());
        assertTrue(PictureTest.colours(image, 0, image.getHeight()) > 10, "the picture is blank");
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
        assertEquals(1, run("--binary --learning-rate 1e30 --picture " + picture));
        assertTrue(err.toString().contains("--learning-rate"), err.toString());
        assertFalse(Files.exists(picture));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --softmax                     | --softmax goes with --binary
            --colour                      | Unknown option: '--colour'
            digits                        | Unmatched argument
            --seed one                    | '--seed': 'one' is not a long
            --epochs 0                    | --epochs must be at least 1, not 0
            --batch-size 0                | --batch-size must be at least 1, not 0
            --learning-rate -1            | --learning-rate must be positive and finite, not -1.0
            --learning-rate NaN           | --learning-rate must be positive and finite, not NaN
            --learning-rate Infinity      | --learning-rate must be positive and finite, not Infinity
            --threads 0                   | threads must be from 1 to 1024: 0
            --threads 1025                | threads must be from 1 to 1024: 1025
            --backend gpu                 | '--backend'
            --picture .                   | --picture must be a file
            --picture no/such/folder/x    | --picture: there is no folder
            --epochs                      | Missing required parameter for option '--epochs'
            """)
    void tellsWhatIsWrongInOneLine(String options, String message) {
        assertEquals(2, run(options));
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains(message), err.toString());
    }

    @Test
    void helps() {
        assertEquals(0, run("--help"));
        for (String option : List.of("--binary", "--softmax", "--epochs", "--batch-size", "--learning-rate", "--seed",
                "--threads", "--backend", "--picture")) {
            assertTrue(out.toString().contains("      " + option), option);
        }
        assertEquals("", err.toString());
    }
}
