package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.metrics.Average;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.EarlyStopping;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingRun;
import org.lanewise.network.training.TrainingState;

/** Trainings that stop and go on from a file. */
class CheckpointsTest {
    private static final List<Optimizer> OPTIMIZERS = List.of(Optimizer.gradientDescent(), Optimizer.momentum(0.9),
            Optimizer.nesterov(0.9), Optimizer.rmsProp(), Optimizer.adagrad(), Optimizer.adam(), Optimizer.adamW(),
            Optimizer.amsGrad());
    private static final List<Schedule> SCHEDULES = List.of(Schedule.constant(), Schedule.step(1, 0.3),
            Schedule.exponential(0.7), Schedule.cosine(0.1), Schedule.linear(0), Schedule.oneCycle(),
            Schedule.reduceOnPlateau(0.1, 1), Schedule.cosine(0).afterWarmUp(1.3));

    @TempDir
    private Path folder;

    private static Network network(float dropout) {
        return Network.builder(3).dropout(dropout / 2).hidden(5, Activation.TANH).dropout(dropout)
                .output(2, Cost.CATEGORICAL_CROSS_ENTROPY).seed(1).build();
    }

    private static Dataset data() {
        Matrix x = Matrix.zeros(23, 3);
        RandomStream.of(4, "test").fillNormal(x, 0, 1);
        int[] classes = new int[23];
        for (int e = 0; e < classes.length; e++) {
            classes[e] = x.get(e, 0) + x.get(e, 1) > 0.3 ? 1 : 0;
        }
        return Dataset.of(Examples.ofRows(x), Targets.classes(classes));
    }

    private static Training training(Optimizer optimizer, Schedule schedule) {
        return Training.ofEpochs(2).withBatchSize(4).withSeed(5).withOptimizer(optimizer).withSchedule(schedule);
    }

    /** All optimizers with all schedules, and whatever else a training may have. */
    static List<Training> trainings() {
        List<Training> trainings = new ArrayList<>();
        for (Optimizer optimizer : OPTIMIZERS) {
            SCHEDULES.forEach(schedule -> trainings.add(training(optimizer, schedule)));
        }
        Training training = training(Optimizer.adam(), Schedule.reduceOnPlateau(0.1, 1));
        trainings.add(training.withFullBatch());
        trainings.add(training.withoutShuffle().withClipping(Clipping.byGlobalNorm(0.1)).withL1(0.01).withMaxNorm(0.5));
        trainings.add(training.withValidationSplit(0.3).withMetrics(Metric.f1(Average.MACRO), Metric.topK(2))
                .withEarlyStopping(EarlyStopping.patience(1).withMetric(Metric.ACCURACY)));
        return trainings;
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void aFileGoesOnToTheBit(Training training) throws IOException {
        for (float dropout : new float[]{0, 0.4f}) {
            Network whole = network(dropout);
            History history = training.fit(whole, data());
            Path file = folder.resolve("state.safetensors");
            TrainingRun run = training.start(network(dropout), data());
            boolean goesOn = true;
            while (goesOn) {
                Checkpoints.write(run.state(), file);
                Network resumed = Networks.filled(network(dropout), 9);
                TrainingRun other = training.resume(resumed, data(), Checkpoints.read(file));
                Checkpoints.write(other.state(), folder.resolve("again.safetensors"));
                assertEquals(-1, Files.mismatch(file, folder.resolve("again.safetensors")));
                assertEquals(history, other.finish());
                Networks.assertSame(whole, resumed);
                goesOn = run.nextBatch();
            }
        }
    }

    /** What another JVM does: goes on from file number i with optimizer number i. */
    static final class Resuming {
        private Resuming() {
        }

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            for (int i = 0; i < OPTIMIZERS.size(); i++) {
                Network network = network(0.4f);
                training(OPTIMIZERS.get(i), SCHEDULES.get(i))
                        .resume(network, data(), Checkpoints.read(folder.resolve("state" + i))).finish();
                Safetensors.write(network, folder.resolve("network" + i));
            }
        }
    }

    @Test
    void anotherProcessGoesOnToTheBit() throws IOException, InterruptedException {
        List<Network> expected = new ArrayList<>();
        for (int i = 0; i < OPTIMIZERS.size(); i++) {
            Network network = network(0.4f);
            TrainingRun run = training(OPTIMIZERS.get(i), SCHEDULES.get(i)).start(network, data());
            for (int batch = 0; batch <= i; batch++) {
                run.nextBatch();
            }
            Checkpoints.write(run.state(), folder.resolve("state" + i));
            run.finish();
            expected.add(network);
        }
        Process process = JavaProcess.start(Resuming.class, folder.toString());
        assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, process.waitFor());
        for (int i = 0; i < OPTIMIZERS.size(); i++) {
            Networks.assertSame(expected.get(i), Safetensors.read(folder.resolve("network" + i)));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void theLastOnesAndTheBestAreKept(int kept) throws IOException {
        assertEquals(Optional.empty(), Checkpoints.latest(folder.resolve("missing")));
        assertEquals(Optional.empty(), Checkpoints.latest(folder));
        Training training = Training.ofEpochs(9).withBatchSize(4).withSeed(1).withLearningRate(0.08)
                .withValidationSplit(0.3);
        Network whole = network(0.4f);
        History history = training.fit(whole, data());
        int best = history.best().orElseThrow().number();
        assertTrue(best > 1 && best < 9, "an epoch in the middle: " + history);

        Training saving = training.withListener(Checkpoints.in(folder).withKept(kept));
        saving.start(network(0.4f), data()).nextEpoch();
        for (int epoch = 2; epoch <= 9; epoch++) {
            TrainingState state = Checkpoints.latest(folder).orElseThrow();
            assertEquals(epoch - 1, state.epoch());
            Network network = network(0.4f);
            TrainingRun run = saving.resume(network, data(), state);
            run.nextEpoch();
            List<String> expected = new ArrayList<>(List.of("best.safetensors"));
            for (int number = Math.max(1, epoch - kept + 1); number <= epoch; number++) {
                expected.add("checkpoint-00000" + number + ".safetensors");
            }
            assertEquals(expected, names());
            if (epoch == 9) {
                assertEquals(history, run.history());
                Networks.assertSame(whole, network);
            }
        }
        Network bestNetwork = network(0.4f);
        Training.ofEpochs(best).withBatchSize(4).withSeed(1).withLearningRate(0.08).withValidationSplit(0.3).fit(
                bestNetwork,
                data());
        Networks.assertSame(bestNetwork, Safetensors.read(folder.resolve("best.safetensors")));
    }

    /** A second training from the beginning does not overwrite what the first has left, and is told so after its first epoch. */
    @Test
    void anotherTrainingIsRefused() throws IOException {
        Training training = Training.ofEpochs(3).withListener(Checkpoints.in(folder));
        training.fit(network(0), data());
        List<String> names = names();
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> training.fit(network(0), data()));
        assertTrue(String.valueOf(e.getMessage()).contains("it has a checkpoint of epoch 3, this run ends epoch 1"),
                e.getMessage());
        assertEquals(names, names());
        assertThrows(IllegalArgumentException.class, () -> Checkpoints.in(folder).withKept(0));
    }

    /** Whatever numbers there are come back: a state is no network, and may have what is not finite. */
    @Test
    void aStateComesBackToTheBit() throws IOException {
        Matrix odd = Matrix.of(1, 4, Float.NaN, Float.POSITIVE_INFINITY, -0.0f, Float.MIN_VALUE);
        TrainingState state = new TrainingState(new TrainingState.Origin("a \"network\"", "", "ü\n"), 1, 2, -0.0,
                Long.MAX_VALUE, List.of(odd), List.of(), List.of(Matrix.zeros(0, 3)),
                List.of(new Epoch(1, 1 / 3.0, Double.MIN_VALUE, Optional.empty(), Optional.empty()),
                        new Epoch(2, 1, 1, Optional.empty(), Optional.of("0123abcd"))),
                0, List.of(odd),
                new TrainingState.Plateau(0.1, Double.POSITIVE_INFINITY, 0));
        Path file = folder.resolve("state.safetensors");
        Checkpoints.write(state, file);
        TrainingState read = Checkpoints.read(file);
        assertEquals(state.origin(), read.origin());
        assertEquals(state.epochs(), read.epochs());
        assertEquals(state.plateau(), read.plateau());
        assertEquals(1 / state.sum(), 1 / read.sum());
        assertEquals(state.steps(), read.steps());
        assertEquals(Tensor.ofRows(odd), Tensor.ofRows(read.bestParameters().getFirst()));
        assertEquals(0, read.parametersBeforeEpoch().size());
        assertEquals("0x3", read.moments().getFirst().toString());
    }

    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        Network network = Network.builder(1).output(1, Cost.MEAN_SQUARED_ERROR).build();
        Dataset data = Dataset.of(Examples.ofRows(new float[]{1, 2}, 1), Targets.values(1, 2));
        TrainingRun run = Training.ofEpochs(3).withBatchSize(1).withMetrics(Metric.R_SQUARED).start(network, data);
        run.nextEpoch();
        run.nextBatch();
        Path file = folder.resolve("state.safetensors");
        Checkpoints.write(run.state(), file);
        BadFiles.damage(Files.readAllBytes(file), folder.resolve("damaged"), Checkpoints::read);
        Safetensors.write(network, file);
        ModelFileException e = assertThrows(ModelFileException.class, () -> Checkpoints.read(file));
        assertTrue(String.valueOf(e.getMessage()).contains("no state of a training was saved here"), e.getMessage());
        assertThrows(ModelFileException.class, () -> Checkpoints.read(Resources.path("torch-relu/model.safetensors")));
    }
}
