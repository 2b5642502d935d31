package org.lanewise.network.training;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.internal.Copies;

/**
 * All that a training needs to go on to the bit, between any two batches: a copy, which further training does not change.
 * The random numbers of a training depend on its seed, the epoch and the step only, so there is no generator in it.
 *
 * @param origin what was trained, on what and how
 * @param epoch how many epochs are complete
 * @param batch how many batches of the next one
 * @param sum what those batches add to the epoch's cost: the sum of their examples' losses
 * @param steps how many steps the optimizer has made
 * @param parameters W and b of each layer, first layer first
 * @param parametersBeforeEpoch the same at the beginning of the epoch
 * @param moments the optimizer's moments, layer by layer, those of W before those of b
 * @param epochs what each epoch came to
 * @param best the number of the best epoch, 0 if there is none
 * @param bestParameters the parameters that its measure is of
 * @param plateau what {@link Schedule.ReduceOnPlateau} has come to
 */
public record TrainingState(Origin origin, int epoch, int batch, double sum, long steps, List<Matrix> parameters,
        List<Matrix> parametersBeforeEpoch, List<Matrix> moments, List<Epoch> epochs, int best,
        List<Matrix> bestParameters, Plateau plateau) {
    /** Copies the lists. */
    public TrainingState {
        Objects.requireNonNull(plateau, "plateau");
        Objects.requireNonNull(origin, "origin");
        parameters = Copies.of(parameters, "parameters");
        parametersBeforeEpoch = Copies.of(parametersBeforeEpoch, "parametersBeforeEpoch");
        moments = Copies.of(moments, "moments");
        epochs = Copies.of(epochs, "epochs");
        bestParameters = Copies.of(bestParameters, "bestParameters");
    }

    /**
     * What a state is of, in texts that are the same only for the same.
     *
     * @param network its shape, cost, activations and dropout
     * @param data how many examples of what, and their {@link org.lanewise.network.data.Dataset#fingerprint fingerprint}; those
     *     of the validation as well
     * @param training all that changes parameters, so neither the number of epochs nor metrics and listeners
     */
    public record Origin(String network, String data, String training) {
        /** Checks that nothing is null. */
        public Origin {
            Objects.requireNonNull(network, "network");
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(training, "training");
        }

        static Origin of(Training training, Network network, EpochSteps steps, @Nullable Dataset validation) {
            StringBuilder layers = new StringBuilder(network.toString());
            for (int l = 0; l < network.layers().size(); l++) {
                layers.append(", ").append(network.layers().get(l).activation());
                if (network.dropout(l) != 0) {
                    layers.append(" after dropout ").append(network.dropout(l));
                }
            }
            String data = steps.description()
                    + (validation == null ? "" : "; validation " + EpochBatches.description(validation));
            return new Origin(layers.toString(), data, training.settings());
        }

        /** Throws unless this is the origin of a run that is to go on. */
        void check(Origin given) {
            check("another network", network, given.network);
            check("other data", data, given.data);
            check("another training", training, given.training);
        }

        private static void check(String what, String mine, String given) {
            if (!mine.equals(given)) {
                throw new IllegalArgumentException("state is of " + what + ": " + mine + " instead of " + given);
            }
        }
    }

    /**
     * Where a schedule that waits for progress stands.
     *
     * @param factor the product of all changes so far
     * @param least the lowest loss so far
     * @param waited how many epochs ago that, or the last change, was
     */
    public record Plateau(double factor, double least, int waited) {
        static final Plateau START = new Plateau(1, Double.POSITIVE_INFINITY, 0);

        /** After an epoch with such a loss. */
        Plateau next(double loss, Schedule.ReduceOnPlateau rule) {
            if (loss < least) {
                return new Plateau(factor, loss, 0);
            }
            return waited + 1 < rule.patience()
                    ? new Plateau(factor, least, waited + 1)
                    : new Plateau(Math.max(factor * rule.decay(), Math.min(rule.least(), factor)), least, 0);
        }
    }
}
