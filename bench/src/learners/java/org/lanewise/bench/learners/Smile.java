package org.lanewise.bench.learners;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.Images;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Split;
import smile.classification.MLP;
import smile.math.MathEx;
import smile.model.mlp.Layer;
import smile.model.mlp.OutputFunction;
import smile.util.function.TimeFunction;

/**
 * Smile, which has its vectors multiplied by OpenBLAS. Descent example by example, with a rate that falls, was the fastest way to the
 * accuracy by far; mini-batches, momentum and RMSProp took longer and came less far.
 */
public final class Smile implements Contender {
    private static final int EPOCHS = 5;
    private static final double FIRST_RATE = 0.07;
    private static final double LAST_RATE = 0.001;

    @Override
    public String name() {
        return "smile";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.DIGITS);
    }

    @Override
    public void start(int threads) {
        // One example after the other has work for one thread only; OpenBLAS is told by the environment.
    }

    @Override
    public String description() {
        return "Smile " + MLP.class.getPackage().getImplementationVersion() + ", " + EPOCHS + " epochs";
    }

    @Override
    public Work classifier(Split<Dataset> digits, long seed) {
        double[][] x = Rows.features(digits.train());
        int[] y = Rows.classes(digits.train());
        double[][] tests = Rows.features(digits.test());
        return new Work() {
            private MLP network = network(x.length, seed);

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    network.close();
                    network = network(x.length, seed);
                    train(network, x, y, new Random(seed));
                }
            }

            @Override
            public float[] result() {
                return new float[]{Images.accuracy(Arrays.stream(tests).mapToInt(network::predict).toArray(),
                        digits.test())};
            }

            @Override
            public void close() {
                network.close();
            }
        };
    }

    private static MLP network(int examples, long seed) {
        MathEx.setSeed(seed);
        MLP network = new MLP(Layer.input(64), Layer.rectifier(150), Layer.rectifier(100),
                Layer.mle(10, OutputFunction.SOFTMAX));
        network.setLearningRate(TimeFunction.linear(FIRST_RATE, EPOCHS * (double) examples, LAST_RATE));
        return network;
    }

    private static void train(MLP network, double[][] x, int[] y, Random random) {
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int i = x.length - 1; i >= 0; i--) {
                int other = random.nextInt(i + 1);
                double[] row = x[other];
                int label = y[other];
                x[other] = x[i];
                y[other] = y[i];
                x[i] = row;
                y[i] = label;
                network.update(row, label);
            }
        }
    }
}
