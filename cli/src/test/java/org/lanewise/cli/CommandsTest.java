package org.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.models.Csv;
import org.lanewise.models.Npy;
import org.lanewise.models.Pipeline;
import org.lanewise.models.Safetensors;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Table;

/** What is typed, what it answers, and the files that it leaves. */
class CommandsTest {
    private static final int ROWS = 90;

    @TempDir
    private Path folder;

    private Path csv() {
        return folder.resolve("fruit.csv");
    }

    /** Fruit, of which the kind follows from size, the price from size and place; one size is missing. */
    @BeforeEach
    void write() throws IOException {
        StringBuilder text = new StringBuilder("id,size,place,kind,price,ripe,\"sweet, or not\"\n");
        for (int row = 0; row < ROWS; row++) {
            double size = 1 + row * 37 % ROWS / 10.0;
            String kind = size < 4 ? "apple" : size < 7 ? "\"melon, big\"" : "öl";
            text.append(row).append(',').append(row == 11 ? "NA" : Double.toString(size)).append(',')
                    .append(row % 2 == 0 ? "north" : "south").append(',').append(kind).append(',')
                    .append(3 * size + row % 2).append(',').append(size > 5 ? 1 : 0).append(',').append(row % 2)
                    .append('\n');
        }
        Files.writeString(csv(), text);
    }

    private Typed train(String options, Object... words) {
        Typed run = Typed.run("train " + csv() + " " + options, words);
        assertEquals(0, run.exitCode(), run.toString());
        assertEquals(List.of(), run.err());
        return run;
    }

    private static double accuracy(Typed run) {
        return run.out().stream().filter(line -> line.contains("other rows")).mapToDouble(
                line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElseThrow();
    }

    @Test
    void classesFromATableToPredictions() throws IOException {
        Typed run = train("--label kind --drop id --drop price --learning-rate 0.02 --epochs 60 --seed 3");
        Path model = folder.resolve("fruit.lanewise");
        assertTrue(run.says("90 rows of " + csv() + ", to predict kind from 4 columns"), run.toString());
        assertTrue(run.says("Network: 5-64-3, CATEGORICAL_CROSS_ENTROPY"), run.toString());
        assertTrue(run.says("Saved: " + model), run.toString());
        assertTrue(accuracy(run) > 0.8, run.toString());

        run = Typed.run("predict", model, csv());
        assertEquals(0, run.exitCode(), run.toString());
        assertEquals("kind,kind=apple,\"kind=melon, big\",kind=öl", run.out().getFirst());
        assertEquals(ROWS + 1, run.out().size());
        Path predicted = folder.resolve("predicted.csv");
        assertEquals(new Typed(0, List.of(), List.of()), Typed.run("predict", model, csv(), "--out", predicted));
        assertEquals(run.out(), Files.readAllLines(predicted));
        Table table = Csv.read(predicted);
        Pipeline<String> pipeline = Pipeline.loadClassifier(model);
        Table fruit = Csv.read(csv());
        assertEquals(pipeline.predict(fruit), table.texts("kind").toList());
        assertEquals(pipeline.outputs(fruit).get(4, 2), (float) table.numbers("kind=öl").get(4));

        run = Typed.run("inspect", model);
        assertEquals(0, run.exitCode(), run.toString());
        assertTrue(run.says("kind (apple, melon, big, öl) from 4 columns"), run.toString());
        assertTrue(run.says("  place: text of [north, south]"), run.toString());
        assertTrue(run.out().stream().anyMatch(line -> line.matches("1 +64x5 +64x1 +RELU +384")), run.toString());
    }

    @Test
    void numbersAndLabels() throws IOException {
        Path model = folder.resolve("price.safetensors");
        Typed run = train("--label price --regress --drop id --hidden 16,8 --activation tanh --epochs 150 "
                + "--learning-rate 0.02 --out", model);
        assertTrue(run.says("-16-8-1, MEAN_SQUARED_ERROR"), run.toString());
        assertTrue(run.says("R squared 0.9"), run.toString());
        run = Typed.run("predict", model, csv());
        assertEquals("price", run.out().getFirst());
        assertEquals(Pipeline.loadRegressor(model).predict(Csv.read(csv())).get(2),
                Float.parseFloat(run.out().get(3)));

        train("--label ripe --drop id --epochs 5 --validation 0 --hidden 0 --label", "sweet, or not", "--out", model);
        run = Typed.run("predict", model, csv());
        assertEquals("ripe,\"sweet, or not\",ripe=1,\"sweet, or not=1\"", run.out().getFirst());
        train("--label ripe --label price --regress --epochs 5 --out", model);
        assertEquals("ripe,price", Typed.run("predict", model, csv()).out().getFirst());
        train("--label ripe --balanced --epochs 5 --out", model);
        assertEquals("ripe,ripe=0,ripe=1", Typed.run("predict", model, csv()).out().getFirst());
    }

    /** The same seed gives the same file, whatever the number of threads. */
    @Test
    void aSeedGivesTheSameBits() throws IOException {
        Path model = folder.resolve("a.lanewise");
        Path other = folder.resolve("b.lanewise");
        train("--label kind --epochs 3 --dropout 0.2 --weight-decay 0.01 --batch-size 7 --patience 2 --out", model);
        train("--label kind --epochs 3 --dropout 0.2 --weight-decay 0.01 --batch-size 7 --patience 2 --threads 2 --out",
                other);
        assertEquals(-1, Files.mismatch(model, other));
    }

    /** A column of texts has texts also where all of them look like numbers, or are missing; new categories are none. */
    @Test
    void tablesOfOtherForms() throws IOException {
        Path european = folder.resolve("european.csv.gz");
        String text = Files.readString(csv()).replace("\"melon, big\"", "melon").replace("\"sweet, or not\"", "sweet")
                .replace(',', ';').replace('.', ',');
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(european))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Typed run = Typed.run("train --label kind --separator ; --decimal-comma --text ripe --epochs 3", european);
        assertEquals(0, run.exitCode(), run.toString());
        Path model = folder.resolve("european.lanewise");
        Path other = Files.writeString(folder.resolve("other.csv"),
                "ripe\tplace\tsweet\tprice\tsize\tid\tmore\n1\t7\t0\t\t3,5\t4\tx\n");
        run = Typed.run("predict --separator tab --decimal-comma", model, other);
        assertEquals(0, run.exitCode(), run.toString());
        assertEquals(2, run.out().size(), run.toString());
        Files.writeString(other, "ripe,place,sweet,price,size,id\n");
        assertEquals(1, Typed.run("predict", model, other).out().size());
        Path onnx = folder.resolve("european.onnx");
        assertEquals(0, Typed.run("convert", model, onnx).exitCode());
        run = Typed.run("inspect", onnx);
        assertTrue(run.says("ripe STRING[?, 1]"), run.toString());
    }

    @Test
    void otherFilesAreInspectedAndConverted() throws IOException {
        Network network = Network.builder(3).hidden(4, Activation.TANH).output(2, Cost.CATEGORICAL_CROSS_ENTROPY)
                .build();
        Path safetensors = folder.resolve("network.safetensors");
        Safetensors.write(network, Map.of("author", "Ada"), safetensors);
        Typed run = Typed.run("inspect", safetensors);
        assertTrue(run.says("3-4-2, CATEGORICAL_CROSS_ENTROPY"), run.toString());
        assertTrue(run.says("author: Ada"), run.toString());

        Path onnx = folder.resolve("network.onnx");
        assertEquals(new Typed(0, List.of("Saved: " + onnx), List.of()), Typed.run("convert", safetensors, onnx));
        run = Typed.run("inspect", onnx);
        assertTrue(run.says("dense 3 to 4"), run.toString());
        assertTrue(run.says("inputs [input FLOAT[?, 3]]"), run.toString());
        assertTrue(run.out().stream().anyMatch(line -> line.matches("1 +4x3 +4x1 +TANH +16")), run.toString());

        Path back = folder.resolve("back.safetensors");
        assertEquals(0, Typed.run("convert", onnx, back).exitCode());
        Examples x = Examples.ofRows(new float[]{1, 2, 3, -4, 5, 0}, 3);
        assertArrayEquals(network.predict(x).toRows(), Safetensors.read(back).predict(x).toRows());
        Onnx.write(Network.builder(3).output(1, Activation.SIGMOID, Cost.MEAN_SQUARED_ERROR).build(), onnx);
        assertEquals(0, Typed.run("convert", onnx, back).exitCode());
        assertEquals(Activation.SIGMOID, Safetensors.read(back).layers().getFirst().activation());

        Path npz = folder.resolve("network.npz");
        assertEquals(0, Typed.run("convert", safetensors, npz).exitCode());
        run = Typed.run("inspect", npz);
        assertTrue(run.out().stream().anyMatch(line -> line.matches("0\\.weight +FLOAT\\[4, 3] +12")), run.toString());
        assertTrue(run.out().getLast().matches(" +all +26"), run.toString());
        assertEquals(0, Typed.run("convert", npz, back).exitCode());
        assertEquals(Safetensors.readTensors(safetensors), Safetensors.readTensors(back));
        assertEquals(0, Typed.run("inspect", back).exitCode());
        Path npy = folder.resolve("a.npy");
        Npy.write(Tensor.of(new float[2], 2), npy);
        assertTrue(Typed.run("inspect", npy).out().get(1).matches("array +FLOAT\\[2] +2"));
    }

    /** Words that are in the folder of the test stand behind a @. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            train                                    | 2 | train: Missing required
            train @fruit.csv                         | 2 | train: Missing required option: '--label=COLUMN'
            train @fruit.csv --label class           | 2 | there is no column class among [id, size, place, kind, price, ripe, sweet, or not]
            train @fruit.csv --label kind --drop x   | 2 | there is no column x among [id,
            train @fruit.csv --label kind --text x   | 1 | there is no column x among [id,
            train @missing.csv --label kind          | 1 | train: there is no file @missing.csv
            train @. --label kind --out @a.lanewise  | 1 | is a folder, not a file
            train @empty.csv --label kind            | 1 | train: @empty.csv, line 1: there is no line
            train @header.csv --label kind           | 1 | @header.csv has no row below the names of its columns
            train @ragged.csv --label b              | 1 | line 3: has 1 fields, there are 2 columns
            train @binary.csv --label b              | 1 | is no UTF-8
            train @one.csv --label b                 | 2 | there is no column to learn from beside [b]
            train @fruit.csv --label kind --regress  | 1 | column kind has texts, not numbers
            train @fruit.csv --label size            | 1 | column size, which is to be predicted, has nothing in row 11
            train @fruit.csv --label size --regress  | 1 | column size, which is to be predicted, has nothing in row 11
            train @fruit.csv --label kind --label id | 1 | column kind of labels must have 0 or 1
            train @fruit.csv --label id --label id   | 2 | must be different columns: [id, id]
            train @fruit.csv --label kind --out @a.txt | 2 | @a.txt must end in one of .lanewise, .safetensors
            train @fruit.csv --label kind --out @no/a.lanewise | 2 | --out: there is no folder @no
            train @fruit.csv --label kind --out @dir.lanewise | 2 | --out must be a file, and @dir.lanewise is a folder
            train @fruit.csv --label kind --hidden 0,3 | 2 | a layer's width must be positive: 0
            train @fruit.csv --label price --regress --balanced | 2 | --balanced is for classes
            train @fruit.csv --label kind --label ripe --balanced | 2 | --balanced is for classes
            train @fruit.csv --label kind --hidden x | 2 | 'x' is not an int
            train @fruit.csv --label kind --dropout 1 | 2 | share must be from 0 to below 1: 1.0
            train @fruit.csv --label kind --epochs 0 | 2 | --epochs must be at least 1, not 0
            train @fruit.csv --label kind --batch-size 0 | 2 | batchSize must be positive: 0
            train @fruit.csv --label kind --learning-rate -1 | 2 | learningRate
            train @fruit.csv --label kind --validation 1 | 2 | --validation must be from 0 to below 1
            train @fruit.csv --label kind --validation NaN | 2 | --validation must be from 0 to below 1
            train @fruit.csv --label kind --patience 0 | 2 | patience must be positive: 0
            train @fruit.csv --label kind --threads 0 | 2 | threads must be from 1 to 1024: 0
            train @fruit.csv --label kind --activation cube | 2 | '--activation'
            train @fruit.csv --label kind --separator ab | 2 | --separator must be one character
            train @fruit.csv --label kind --colour=red | 2 | Unknown option: '--colour=red'
            train @fruit.csv --label price --regress --learning-rate 1e30 | 1 | try a lower --learning-rate
            predict @model.lanewise                  | 2 | predict: Missing required parameter: 'FILE.csv'
            predict @missing.lanewise @fruit.csv     | 1 | predict: there is no file @missing.lanewise
            predict @model.lanewise @missing.csv     | 1 | predict: there is no file @missing.csv
            predict @fruit.csv @fruit.csv            | 2 | predict: @fruit.csv must end in one of .lanewise, .safetensors
            predict @empty.safetensors @fruit.csv    | 1 | predict: @empty.safetensors, byte 0: the file has 0 bytes
            predict @network.safetensors @fruit.csv  | 1 | no pipeline was saved here
            predict @dir.lanewise @fruit.csv         | 1 | @dir.lanewise is a folder, not a file
            predict @model.lanewise @header.csv      | 1 | there is no column place among [a, b]
            predict @model.lanewise @fruit.csv --out @no/a.csv | 2 | --out: there is no folder @no
            predict @model.lanewise @empty.csv       | 1 | there is no line
            inspect                                  | 2 | inspect: Missing required parameter: 'MODEL'
            inspect @missing.onnx                    | 1 | inspect: there is no file @missing.onnx
            inspect @fruit.csv                       | 2 | @fruit.csv must end in one of .lanewise, .safetensors, .onnx, .npz, .npy
            inspect @dir.lanewise                    | 1 | is a folder, not a file
            inspect @empty.onnx                      | 1 | @empty.onnx
            inspect @empty.safetensors               | 1 | the file has 0 bytes
            inspect @empty.npz                       | 1 | @empty.npz
            inspect @empty.npy                       | 1 | @empty.npy
            convert @network.safetensors             | 2 | convert: Missing required parameter: 'OUT'
            convert @missing.onnx @a.safetensors     | 1 | there is no file @missing.onnx
            convert @network.safetensors @a.txt      | 2 | @a.txt must end in one of .onnx, .safetensors, .npz
            convert @fruit.csv @a.onnx               | 2 | @fruit.csv must end in one of
            convert @network.safetensors @a.safetensors | 2 | .safetensors can't be converted to .safetensors
            convert @a.npz @a.onnx                   | 1 | there is no file @a.npz
            convert @empty.npz @a.onnx               | 2 | .npz can't be converted to .onnx
            convert @model.lanewise @a.npz @b        | 2 | Unmatched argument
            convert @tensors.safetensors @a.onnx     | 1 | no network was saved here
            convert @network.safetensors @no/a.onnx  | 2 | OUT: there is no folder @no
            teach                                    | 2 | lanewise: Unmatched argument at index 0: 'teach' (there are train, predict, inspect, convert)
            `` | 2 | lanewise: Which command?
            """)
    void whatIsWrongIsToldInOneLine(String command, int exitCode, String message) throws IOException {
        Files.writeString(folder.resolve("empty.csv"), "");
        for (String suffix : List.of("onnx", "safetensors", "npz", "npy")) {
            Files.writeString(folder.resolve("empty." + suffix), "");
        }
        Files.writeString(folder.resolve("header.csv"), "a,b\n");
        Files.writeString(folder.resolve("ragged.csv"), "a,b\n1,2\n3\n");
        Files.write(folder.resolve("binary.csv"), new byte[]{'a', '\n', (byte) 0xff, 0});
        Files.writeString(folder.resolve("one.csv"), "b\nx\ny\n");
        Files.createDirectory(folder.resolve("dir.lanewise"));
        Safetensors.write(Network.builder(1).output(1, Cost.MEAN_SQUARED_ERROR).build(),
                folder.resolve("network.safetensors"));
        Safetensors.writeTensors(Map.of("a", Tensor.of(new float[1], 1)), Map.of(),
                folder.resolve("tensors.safetensors"));
        train("--label kind --epochs 1 --out", folder.resolve("model.lanewise"));
        Typed run = Typed.run(command.replace("@", folder + "/"));
        assertEquals(exitCode, run.exitCode(), run.toString());
        assertEquals(1, run.err().size(), run.toString());
        assertTrue(run.err().getFirst().contains(message.replace("@", folder + "/")), run.toString());
        assertFalse(run.err().getFirst().contains("Exception"), run.toString());
        assertFalse(Files.exists(folder.resolve("a.lanewise")));
        assertFalse(Files.exists(folder.resolve("a.onnx")));
    }

    @Test
    void theStackTraceIsThereForWhoAsks() {
        Typed run = Typed.run("inspect --stacktrace", folder.resolve("missing.onnx"));
        assertEquals(1, run.exitCode());
        assertTrue(run.err().getFirst().startsWith("inspect: there is no file"), run.toString());
        assertTrue(run.err().stream().anyMatch(line -> line.startsWith("\tat org.lanewise.cli.")), run.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train", "predict", "inspect", "convert"})
    void help(String command) {
        Typed run = Typed.run(command + " --help");
        assertEquals(0, run.exitCode(), run.toString());
        assertEquals(List.of(), run.err());
        assertTrue(run.says("--help"), run.toString());
        assertTrue(run.says("--stacktrace"), run.toString());
    }

    /** As a shell starts it: its exit code, and UTF-8 whatever the terminal is said to have. */
    @Test
    void theProgramItself() throws IOException, InterruptedException {
        Path model = folder.resolve("model.lanewise");
        train("--label kind --epochs 1 --out", model);
        assertEquals("kind,kind=apple,\"kind=melon, big\",kind=öl", start(0, "predict", model, csv()).getFirst());
        assertEquals(List.of("inspect: there is no file x.onnx"), start(1, "inspect", "x.onnx"));
        Path launch = folder.resolve("launch");
        Launch.main(new String[]{launch.toString()});
        assertEquals(List.of(System.getProperty("java.home") + "/bin/java", System.getProperty("java.class.path")),
                Files.readAllLines(launch));
    }

    private List<String> start(int exitCode, Object... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstdout.encoding=US-ASCII", "-cp", System.getProperty("java.class.path"), Main.class.getName());
        for (Object word : words) {
            builder.command().add(word.toString());
        }
        Path out = folder.resolve("out");
        Process process = builder.redirectOutput(out.toFile()).redirectError(out.toFile()).start();
        assertEquals(exitCode, process.waitFor(), Files.readString(out));
        return Files.readAllLines(out);
    }
}
