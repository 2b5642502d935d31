package org.lanewise.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import me.tongfei.progressbar.ProgressBar;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Split;
import org.lanewise.network.metrics.ConfusionMatrix;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Learns to tell ten kinds of clothes apart, a few times from different starts, and says how well and how fast. */
@Command(name = "fashion", description = "Learns to tell clothes apart by the 70,000 images of Fashion-MNIST, from "
        + "Debian's package dataset-fashion-mnist, or whatever a folder of such files has.")
final class Fashion extends Example {
    private static final double WEIGHT_DECAY = 0.003;

    @Option(names = "--data", description = "The folder of the four IDX files (default: ${DEFAULT-VALUE}).")
    private Path data = FashionData.DEBIAN;

    @Option(names = "--seeds", description = "How many networks are trained, with --seed and the numbers after it "
            + "(default: ${DEFAULT-VALUE}).")
    private int seeds = 3;

    @Option(names = "--epochs", description = "How often each image is seen (default: ${DEFAULT-VALUE}).")
    private int epochs = 30;

    @Option(names = "--batch-size", description = "Images of a mini-batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = 128;

    @Option(names = "--learning-rate", description = "The largest learning rate (default: ${DEFAULT-VALUE}).")
    private float learningRate = 0.05f;

    @Override
    public Integer call() {
        checkAtLeast(1, "--seeds", seeds);
        checkAtLeast(1, "--epochs", epochs);
        checkAtLeast(1, "--batch-size", batchSize);
        checkLearningRate(learningRate);
        check(learningRate < 1 / WEIGHT_DECAY, "--learning-rate must be below 333, not " + learningRate);
        Kernels kernels = kernels();
        Split<Images> images;
        try {
            images = FashionData.load(data);
        } catch (IOException e) {
            return failed(Objects.requireNonNull(e.getMessage()));
        }
        PrintWriter out = out();
        out.println("Lanewise: " + kernels);
        out.println("Network:  " + network(kernels, images.train(), seed()));
        out.printf(Locale.ROOT, "Images:   %d to train, %d to test; mini-batches of %d, learning rate up to %s%n%n",
                images.train().count(), images.test().count(), batchSize, learningRate);

        List<TimedTraining> trainings = train(kernels, images);
        TimedTraining last = trainings.getLast();
        if (last.diverged()) {
            return failed("the cost is not finite any more: try a lower --learning-rate");
        }
        Images test = images.test();
        out.println("Confusion matrix of the last network, true classes down, predicted ones across:");
        out.println(test.legend());
        out.println(ConfusionMatrix.of(last.network().predict(test.x()), test.data()));
        int exitCode = save(new TrainingPicture(last.epochs(), test, last.network().classify(test.x()))::draw);
        out.println();
        for (int n = 0; n < seeds; n++) {
            TimedTraining training = trainings.get(n);
            out.printf(Locale.ROOT,
                    "seed %d: test accuracy %.4f, training %.1f s, %.3f s an epoch%n        fingerprint %s%n",
                    seed() + n, accuracy(training), training.seconds(), training.seconds() / epochs,
                    training.network().fingerprint());
        }
        out.printf(Locale.ROOT, "mean test accuracy: %.4f%n",
                trainings.stream().mapToDouble(Fashion::accuracy).average().orElseThrow());
        return exitCode;
    }

    /** A training for each seed, or up to the first one that diverges. */
    private List<TimedTraining> train(Kernels kernels, Split<Images> images) {
        List<TimedTraining> trainings = new ArrayList<>();
        int batches = Math.ceilDiv(images.train().count(), batchSize);
        try (ProgressBar bar = progress("Training", (long) seeds * epochs * batches, "epochs", batches)) {
            do {
                long number = seed() + trainings.size();
                trainings.add(TimedTraining.run(network(kernels, images.train(), number), images.train(), images.test(),
                        training(number), bar));
            } while (trainings.size() < seeds && !trainings.getLast().diverged());
        }
        return trainings;
    }

    private static double accuracy(TimedTraining training) {
        return training.epochs().getLast().testAccuracy();
    }

    private static Network network(Kernels kernels, Images images, long seed) {
        return Network.builder(images.x().features())
                .dropout(0.1f).hidden(256, Activation.GELU)
                .dropout(0.3f).hidden(128, Activation.GELU)
                .dropout(0.2f).output(images.classes(), Cost.CATEGORICAL_CROSS_ENTROPY)
                .seed(seed).kernels(kernels).build();
    }

    private Training training(long seed) {
        return Training.ofEpochs(epochs).withBatchSize(batchSize).withSeed(seed)
                .withOptimizer(Optimizer.nesterov(0.9).withLearningRate(learningRate).withWeightDecay(WEIGHT_DECAY))
                .withSchedule(Schedule.oneCycle());
    }
}
