package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What all examples have in common. */
class MainTest {
    /** What makes each example as short as it can be. */
    private static final Map<String, String> SHORTEST = Map.of(
            "digits", "--epochs 1",
            "fashion", "--epochs 1 --seeds 1",
            "tabular", "--folds 2",
            "parity", "--bits 2 --trained-bits 2 --starts 1 --epochs 1",
            "hyperparameters", "--trials 1 --epochs 1",
            "shapes", "--learning-rate 0.1");

    @TempDir
    private Path folder;

    static List<String> examples() {
        return Main.commandLine().getSubcommands().keySet().stream().sorted().toList();
    }

    private String shortest(String example) throws IOException {
        String data = example.equals("fashion") ? " --data " + FashionTest.write(folder) : "";
        return example + " " + SHORTEST.get(example) + data;
    }

    @Test
    void areAllThere() {
        assertEquals(List.of("digits", "fashion", "hyperparameters", "parity", "shapes", "tabular"), examples());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void drawAPicture(String example) throws IOException {
        Path picture = folder.resolve("a.png");
        Typed run = Typed.run(shortest(example), "--picture", picture.toString());
        assertEquals(0, run.exitCode(), run.toString());
        assertEquals(List.of(), run.err());
        assertTrue(run.out().contains("Picture: " + picture), run.toString());
        assertTrue(PictureTest.colours(picture) > 10, "the picture is blank");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void help(String example) {
        Typed run = Typed.run(example + " --help");
        assertEquals(0, run.exitCode());
        assertEquals(List.of(), run.err());
        for (String option : List.of("--seed", "--threads", "--backend", "--picture", "--help")) {
            assertTrue(run.says("      " + option), option);
        }
        String unwrapped = String.join("", run.out()).replaceAll(" +", "");
        assertTrue(unwrapped.contains("(default:" + example + ".png)"), unwrapped);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void tellWhatIsWrongInOneLine(String example) {
        Map.of("--colour", "Unknown option: '--colour'",
                "well", "Unmatched argument",
                "--seed one", "'--seed': 'one' is not a long",
                "--threads 0", "threads must be from 1 to 1024: 0",
                "--threads 1025", "threads must be from 1 to 1024: 1025",
                "--backend gpu", "'--backend'",
                "--picture .", "--picture must be a file",
                "--picture no/such/folder/x", "--picture: there is no folder").forEach((options, message) -> {
                    Typed run = Typed.run(example + " " + options);
                    assertEquals(2, run.exitCode(), run.toString());
                    assertEquals(List.of(), run.out());
                    assertEquals(1, run.err().size(), run.toString());
                    assertTrue(run.err().getFirst().startsWith(example + ": "), run.toString());
                    assertTrue(run.err().getFirst().contains(message), run.toString());
                });
    }

    @Test
    void tellWhichThereAre() {
        for (Typed run : List.of(Typed.run("digit"), Typed.run("--epochs 3"), Typed.run())) {
            assertEquals(2, run.exitCode());
            assertEquals(1, run.err().size(), run.toString());
            assertTrue(run.err().getFirst().contains("digits, fashion"), run.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
            "digits --epochs 0,                --epochs must be at least 1",
            "fashion --seeds 0,                --seeds must be at least 1",
            "fashion --batch-size 0,           --batch-size must be at least 1",
            "fashion --learning-rate -1,       --learning-rate must be positive",
            "fashion --learning-rate 1e9,      --learning-rate must be below 333",
            "tabular --folds 1,                --folds must be at least 2",
            "tabular --folds 49,               --folds must be at most 48",
            "parity --bits 1,                  --bits must be from 2 to 16",
            "parity --bits 17,                 --bits must be from 2 to 16",
            "parity --trained-bits 11,         --trained-bits must be from 2 to 10",
            "parity --starts 0,                --starts must be at least 1",
            "hyperparameters --trials 0,       --trials must be at least 1",
            "hyperparameters --epochs 0,       --epochs must be at least 1",
            "shapes --learning-rate NaN,       --learning-rate must be positive",
    })
    void tellWhichNumberIsWrong(String command, String message) {
        Typed run = Typed.run(command);
        assertEquals(2, run.exitCode(), run.toString());
        assertEquals(1, run.err().size(), run.toString());
        assertTrue(run.err().getFirst().contains(message), run.toString());
    }

    /** As on a bare machine: a JVM of its own, for what it has once found it remembers. */
    @ParameterizedTest
    @MethodSource("examples")
    @EnabledOnOs(OS.LINUX)
    void endWellWithoutFonts(String example) throws Exception {
        Path fonts = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig/>");
        Path picture = folder.resolve("a.png");
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "-Duser.home=" + folder, "-cp",
                System.getProperty("java.class.path"), Main.class.getName());
        builder.command().addAll(List.of(shortest(example).split(" ", -1)));
        builder.command().addAll(List.of("--picture", picture.toString()));
        builder.environment().put("FONTCONFIG_FILE", fonts.toString());
        Path out = folder.resolve("out");
        Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        int exitCode = process.waitFor();
        String lines = Files.readString(out);
        assertEquals(0, exitCode, lines);
        assertEquals(1, lines.lines().filter(line -> line.startsWith("No picture: Java finds no fonts")).count(),
                lines);
        assertFalse(lines.contains("Exception"), lines);
        assertFalse(Files.exists(picture));
    }

    /** Results have been printed by then. */
    @ParameterizedTest
    @MethodSource("examples")
    void tellInOneLineThatThePictureCannotBeWritten(String example) throws IOException {
        Typed run = Typed.run(shortest(example), "--picture", folder.resolve("long".repeat(100)).toString());
        assertEquals(1, run.exitCode(), run.toString());
        assertEquals(1, run.err().size(), run.toString());
        assertTrue(run.err().getFirst().startsWith(example + ": no picture: "), run.toString());
        assertTrue(run.out().size() > 3, run.toString());
    }
}
