package org.lanewise.bench.reproduce;

import java.util.Arrays;
import java.util.List;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.kernels.Update;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.network.Cost;
import org.lanewise.network.Initialization;
import org.lanewise.network.Network;
import org.lanewise.network.Predictor;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.metrics.Average;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.EarlyStopping;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;

/** Random numbers, optimizers, trainings and predictions. */
final class Learning {
    private static final List<Optimizer> OPTIMIZERS = List.of(Optimizer.gradientDescent(), Optimizer.momentum(0.9),
            Optimizer.nesterov(0.9), Optimizer.rmsProp(), Optimizer.adagrad(), Optimizer.adam(), Optimizer.adamW(),
            Optimizer.amsGrad());
    private static final List<Schedule> SCHEDULES = List.of(Schedule.constant(), Schedule.step(1, 0.5),
            Schedule.exponential(0.7), Schedule.cosine(0.1), Schedule.linear(0.2), Schedule.oneCycle(),
            Schedule.reduceOnPlateau(0.5, 1), new Schedule.WarmUp(1, Schedule.cosine(0)));

    private Learning() {
    }

    static void randomNumbers(Kernels kernels, boolean tiny, Bits bits) {
        int count = tiny ? 20 : 3000;
        RandomStream stream = RandomStream.of(42, "corpus");
        for (int i = 0; i < count; i++) {
            bits.add((double) stream.nextLong(), stream.nextDouble(), stream.nextGaussian());
            bits.add(stream.nextInt(), stream.nextInt(1 + 977 * i));
            bits.add(stream.nextFloat());
        }
        Matrix x = Matrix.zeros(5, tiny ? 9 : 201);
        stream.fillUniform(x, -2, 3);
        bits.add(x);
        stream.fillNormal(x, 1, 0.5);
        bits.add(x);
        for (Initialization how : List.of(Initialization.HE_NORMAL, Initialization.HE_UNIFORM,
                Initialization.GLOROT_NORMAL, Initialization.GLOROT_UNIFORM, Initialization.LECUN_NORMAL,
                Initialization.LECUN_UNIFORM)) {
            bits.add(Network.builder(7).initialization(how).seed(count).hidden(6, Activation.TANH)
                    .output(2, Cost.MEAN_SQUARED_ERROR).kernels(kernels).build().fingerprint());
        }
    }

    static void dropout(Kernels kernels, boolean tiny, Bits bits) {
        RandomStream stream = RandomStream.of(7, "dropout");
        for (int examples : tiny ? new int[]{1, 9} : new int[]{1, 2, 15, 16, 17, 33, 100}) {
            for (float share : new float[]{0, 0.1f, 0.5f, 0.999f}) {
                Matrix a = Inputs.special(tiny ? 5 : 37, examples, 11, 1);
                kernels.dropout(share, stream, 1L << 40, examples, a);
                bits.add(a);
            }
        }
    }

    /** Every rule, with every penalty and limit there is, and without. */
    static void updates(Kernels kernels, boolean tiny, Bits bits) {
        List<UpdateRule> rules = OPTIMIZERS.stream().map(Optimizer::rule).distinct().toList();
        for (UpdateRule rule : rules) {
            for (int columns : tiny ? new int[]{19} : new int[]{1, 16, 19, 257}) {
                for (boolean plain : new boolean[]{true, false}) {
                    Matrix w = Inputs.uniform(6, columns, 1);
                    Update update = Update.of(rule, w);
                    if (!plain) {
                        update.scale(0.7).penalties(0.01, 0.02).clip(0.8).decay(0.1);
                    }
                    for (int t = 1; t <= 3; t++) {
                        kernels.update(update.step(0.01 / t, t), Inputs.special(6, columns, 23, t));
                        bits.add(w);
                    }
                    for (int i = 0; i < rule.moments(); i++) {
                        bits.add(update.moment(i));
                    }
                }
            }
        }
    }

    private static Dataset classes(int examples, int features, int classes, long seed) {
        int[] y = new int[examples];
        Matrix x = Inputs.uniform(examples, features, 2, seed);
        for (int e = 0; e < examples; e++) {
            y[e] = e % classes;
            x.set(e, y[e] % features, 2.5f);
        }
        return Dataset.of(Examples.ofRows(x), Targets.classes(y));
    }

    private static void train(Training training, Network network, Dataset data, Bits bits) {
        History history = training.withFingerprints().fit(network, data);
        bits.add(history.ending().name());
        history.epochs().forEach(epoch -> {
            bits.add(epoch.learningRate(), epoch.cost());
            epoch.scores().ifPresent(scores -> {
                bits.add(scores.loss());
                scores.values().values().forEach(bits::add);
            });
            bits.add(epoch.fingerprint().orElseThrow());
        });
        bits.add(network.fingerprint());
    }

    /** Each optimizer with each schedule. */
    static void optimizers(Kernels kernels, boolean tiny, Bits bits) {
        Dataset data = classes(11, 5, 3, 1);
        for (int i = 0; i < OPTIMIZERS.size(); i++) {
            for (int j = 0; j < SCHEDULES.size(); j++) {
                if (!tiny || (i == j && i >= 5)) {
                    Network network = Network.builder(5).hidden(7, Activation.TANH)
                            .output(3, Cost.CATEGORICAL_CROSS_ENTROPY).seed(i).kernels(kernels).build();
                    train(Training.ofEpochs(3).withBatchSize(4).withSeed(j).withOptimizer(OPTIMIZERS.get(i))
                            .withSchedule(SCHEDULES.get(j)).withL2(0.001), network, data, bits);
                }
            }
        }
    }

    /** With dropout and shuffling, weights, validation, all that limits, and every cost. */
    static void trainings(Kernels kernels, boolean tiny, Bits bits) {
        Dataset images = classes(tiny ? 10 : 150, tiny ? 6 : 40, 4, 2);
        Network.Builder wide = Network.builder(images.x().features()).dropout(0.1f)
                .hidden(tiny ? 5 : 65, Activation.GELU).dropout(0.3f).hidden(tiny ? 4 : 33, Activation.RELU);
        train(Training.ofEpochs(tiny ? 1 : 4).withBatchSize(tiny ? 8 : 32).withSeed(9).withValidationSplit(0.2)
                .withOptimizer(Optimizer.nesterov(0.9).withLearningRate(0.05).withWeightDecay(0.003))
                .withSchedule(Schedule.oneCycle()).withMetrics(Metric.ACCURACY, Metric.f1(Average.MACRO))
                .withMaxNorm(3),
                wide.output(4, Cost.CATEGORICAL_CROSS_ENTROPY.withLabelSmoothing(0.1f)).seed(3).kernels(kernels)
                        .build(),
                images.withBalancedClasses(), bits);
        Network.Builder binary = Network.builder(6).hidden(9, Activation.SWISH).dropout(0.2f);
        train(Training.ofEpochs(2).withBatchSize(5).withL1(0.001).withClipping(Clipping.byGlobalNorm(0.5))
                .withEarlyStopping(EarlyStopping.patience(1)),
                binary.output(1, Cost.BINARY_CROSS_ENTROPY).seed(4).kernels(kernels).build(), classes(13, 6, 2, 5),
                bits);
        Examples x = Examples.ofColumns(Inputs.uniform(6, 21, 6));
        Dataset numbers = Dataset.of(x, Targets.values(Examples.ofColumns(Inputs.uniform(2, 21, 7))));
        for (Cost cost : List.of(Cost.MEAN_SQUARED_ERROR, Cost.MEAN_ABSOLUTE_ERROR, Cost.huber(0.5f))) {
            Network network = Network.builder(6).hidden(8, Activation.SOFTPLUS).output(2, Activation.TANH, cost).seed(5)
                    .kernels(kernels).build();
            train(Training.ofEpochs(2).withFullBatch().withClipping(Clipping.byNorm(0.1)), network, numbers, bits);
            bits.add(network.cost(numbers));
        }
        if (!tiny) {
            // Steps that are worth several threads.
            Network large = Network.builder(300).hidden(200, Activation.RELU).output(10, Cost.CATEGORICAL_CROSS_ENTROPY)
                    .seed(6).kernels(kernels).build();
            train(Training.ofEpochs(1).withBatchSize(128), large, classes(256, 300, 10, 8), bits);
        }
    }

    /** Each example alone and in batches of 1 to 40, in rows and in columns, packed and not: always the same bits. */
    static void predictions(Kernels kernels, boolean tiny, Bits bits) {
        int most = tiny ? 4 : 40;
        Network network = Network.builder(20).hidden(33, Activation.MISH).hidden(17, Activation.SIGMOID)
                .output(10, Cost.CATEGORICAL_CROSS_ENTROPY).seed(11).kernels(kernels).build();
        Predictor predictor = network.predictor();
        Examples x = Examples.ofRows(Inputs.uniform(most, 20, 3, 1));
        Matrix columns = x.toColumns();
        float[][] alone = new float[most][];
        for (int e = 0; e < most; e++) {
            alone[e] = predictor.predict(x.range(e, e + 1).toRows()[0]);
            bits.add(alone[e]);
        }
        for (int size = 1; size <= most; size++) {
            Examples rows = x.range(0, size);
            Examples inColumns = Examples.ofColumns(columns.columnRange(0, size));
            for (Examples predicted : List.of(predictor.predict(rows), predictor.predict(inColumns),
                    network.predict(rows),
                    network.predict(inColumns))) {
                bits.add(predicted);
                if (!Arrays.deepEquals(Arrays.copyOf(alone, size), predicted.toRows())) {
                    throw new IllegalStateException("examples have other bits in a batch of " + size + " than alone");
                }
            }
        }
    }
}
