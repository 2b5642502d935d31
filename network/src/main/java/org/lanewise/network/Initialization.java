package org.lanewise.network;

import java.util.Random;
import org.lanewise.kernels.Matrix;

/**
 * How weights start. The numbers come from {@link Random}, whose algorithm its specification fixes, so a seed gives
 * the same weights on every machine.
 */
public enum Initialization {
    /** He et al. 2015: normal with mean 0 and variance {@code 2 / n₋}; for ReLU and its relatives. */
    HE {
        @Override
        void fill(Matrix weights, Random random) {
            double deviation = Math.sqrt(2.0 / weights.columns());
            for (int i = 0; i < weights.rows(); i++) {
                for (int j = 0; j < weights.columns(); j++) {
                    weights.set(i, j, (float) (deviation * random.nextGaussian()));
                }
            }
        }
    },
    /** Glorot and Bengio 2010: uniform between {@code ±√(6 / (n₋ + n))}; for sigmoid, tanh and softmax. */
    GLOROT {
        @Override
        void fill(Matrix weights, Random random) {
            double limit = Math.sqrt(6.0 / ((long) weights.columns() + weights.rows()));
            for (int i = 0; i < weights.rows(); i++) {
                for (int j = 0; j < weights.columns(); j++) {
                    weights.set(i, j, (float) (limit * (2 * random.nextDouble() - 1)));
                }
            }
        }
    };

    abstract void fill(Matrix weights, Random random);
}
