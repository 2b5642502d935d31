package org.lanewise.kernels;

import static org.lanewise.kernels.Expected.TINY;
import static org.lanewise.kernels.Expected.U;
import static org.lanewise.kernels.Expected.gamma;

/**
 * Softmax and the costs in double precision, by their equations and column by column. The bounds take exp, log, log1p
 * and the sigmoid to be within 2 ULP, which is 4u, as {@code FormulasTest} asserts.
 */
final class CostOracle {
    private static final double ELEMENTARY = 4 * U;
    /** Products of errors, which the bounds leave out, and the roundings of the oracle. */
    private static final double SLACK = 1.001;

    /** What a cost computes. */
    final Expected a;
    final Expected gradient;
    final Expected losses;

    private CostOracle(int n, int m) {
        a = new Expected(n, m);
        gradient = new Expected(n, m);
        losses = new Expected(1, m);
    }

    /** One column's softmax and how exactly floats can know it. */
    private static final class Column {
        /** {@code zᵢ − max}. */
        final double[] d;
        final double sum;
        final double logSum;
        /** Relative error of the sum of the exponentials. */
        final double sumError;
        final double logSumError;

        Column(Matrix z, int j) {
            int n = z.rows();
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                max = Math.max(max, z.get(i, j));
            }
            d = new double[n];
            double total = 0;
            double error = 0;
            for (int i = 0; i < n; i++) {
                d[i] = z.get(i, j) - max;
                total += Math.exp(d[i]);
            }
            sum = total;
            for (int i = 0; i < n; i++) {
                error += Math.exp(d[i]) / sum * exponentialError(i);
            }
            logSum = Math.log(sum);
            sumError = error + gamma(Contract.roundingsDown(n)) + n * TINY;
            logSumError = sumError + ELEMENTARY * logSum;
        }

        /** Relative error of {@code e^dᵢ}: that of the exponential, and the rounding of {@code dᵢ}. */
        private double exponentialError(int i) {
            return ELEMENTARY + U * Math.abs(d[i]);
        }

        double softmax(int i) {
            return Math.exp(d[i]) / sum;
        }

        double softmaxError(int i) {
            double a = softmax(i);
            // An infinite dᵢ has no error, and 0·∞ is not 0.
            return a == 0 ? 2 * TINY : SLACK * a * (exponentialError(i) + sumError + U) + 3 * TINY;
        }

        double logSoftmax(int i) {
            return d[i] - logSum;
        }

        /** Two roundings, of {@code dᵢ} and of the result, and the logarithm's error. */
        double logSoftmaxError(int i) {
            return SLACK * (U * Math.abs(d[i]) + U * Math.abs(logSoftmax(i)) + logSumError) + TINY;
        }
    }

    /** Softmax of each column. */
    static Expected softmax(Matrix z) {
        Expected result = new Expected(z.rows(), z.columns());
        for (int j = 0; j < z.columns(); j++) {
            Column column = new Column(z, j);
            for (int i = 0; i < z.rows(); i++) {
                result.set(i, j, column.softmax(i), column.softmaxError(i));
            }
        }
        return result;
    }

    /** Logarithm of the softmax of each column. */
    static Expected logSoftmax(Matrix z) {
        Expected result = new Expected(z.rows(), z.columns());
        for (int j = 0; j < z.columns(); j++) {
            Column column = new Column(z, j);
            for (int i = 0; i < z.rows(); i++) {
                result.set(i, j, column.logSoftmax(i), column.logSoftmaxError(i));
            }
        }
        return result;
    }

    /** {@code A = softmax(Z)}, {@code dZ = A − Y}, {@code lossⱼ = −Σᵢ yᵢⱼ·log aᵢⱼ}. */
    static CostOracle softmaxCrossEntropy(Matrix z, Matrix y) {
        int n = z.rows();
        CostOracle result = new CostOracle(n, z.columns());
        for (int j = 0; j < z.columns(); j++) {
            Column column = new Column(z, j);
            double loss = 0;
            double error = 0;
            for (int i = 0; i < n; i++) {
                double a = column.softmax(i);
                result.setGradient(i, j, a, column.softmaxError(i), y.get(i, j));
                if (y.get(i, j) != 0) {
                    double term = -y.get(i, j) * column.logSoftmax(i);
                    loss += term;
                    error += y.get(i, j) * column.logSoftmaxError(i) + 3 * U * term;
                }
            }
            result.losses.set(0, j, loss, SLACK * (error + gamma(Contract.roundingsDown(n)) * loss) + 4 * n * TINY);
        }
        return result;
    }

    /** {@code A = σ(Z)}, {@code dZ = A − Y}, {@code lossⱼ = −Σᵢ (yᵢⱼ·log aᵢⱼ + (1 − yᵢⱼ)·log(1 − aᵢⱼ))}. */
    static CostOracle sigmoidCrossEntropy(Matrix z, Matrix y) {
        int n = z.rows();
        CostOracle result = new CostOracle(n, z.columns());
        for (int j = 0; j < z.columns(); j++) {
            double loss = 0;
            for (int i = 0; i < n; i++) {
                double a = Oracle.sigmoid(z.get(i, j));
                result.setGradient(i, j, a, ELEMENTARY * a + 2 * TINY, y.get(i, j));
                loss += y.get(i, j) * softplus(-z.get(i, j)) + (1 - y.get(i, j)) * softplus(z.get(i, j));
            }
            // A term has four roundings beside those of the sum over all terms, and two elementary functions.
            result.losses.set(0, j, loss,
                    SLACK * (gamma(Contract.roundingsDown(n) + 4) + 2 * ELEMENTARY) * loss + 4 * n * TINY);
        }
        return result;
    }

    /** {@code log(1 + e^x)}, which is {@code −log σ(−x)}. */
    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private void setGradient(int i, int j, double value, double error, double y) {
        a.set(i, j, value, error);
        gradient.set(i, j, value - y, error + 2 * U * Math.abs(value - y));
    }

    /** {@code lossⱼ = (1/n)·Σᵢ |aᵢⱼ − yᵢⱼ|}, {@code dA = (1/n)·sign(A − Y)}. */
    static CostOracle absoluteError(Matrix a, Matrix y) {
        int n = a.rows();
        CostOracle result = new CostOracle(n, a.columns());
        for (int j = 0; j < a.columns(); j++) {
            double loss = 0;
            for (int i = 0; i < n; i++) {
                double difference = (double) a.get(i, j) - y.get(i, j);
                result.gradient.set(i, j, Math.signum(difference) / n, gamma(2) / n);
                loss += Math.abs(difference) / n;
            }
            result.losses.set(0, j, loss, gamma(Contract.roundingsDown(n) + 4) * loss + 2 * (n + 1) * TINY);
        }
        return result;
    }

    /** {@code lossⱼ = (1/n)·Σᵢ h(aᵢⱼ − yᵢⱼ)}, half the square up to δ and a straight line from there on. */
    static CostOracle huberError(Matrix a, Matrix y, double delta) {
        int n = a.rows();
        CostOracle result = new CostOracle(n, a.columns());
        for (int j = 0; j < a.columns(); j++) {
            double loss = 0;
            for (int i = 0; i < n; i++) {
                double difference = (double) a.get(i, j) - y.get(i, j);
                double distance = Math.abs(difference);
                double slope = Math.signum(difference) * Math.min(distance, delta) / n;
                result.gradient.set(i, j, slope, gamma(4) * Math.abs(slope) + TINY);
                loss += (distance <= delta ? distance * distance / 2 : delta * (distance - delta / 2)) / n;
            }
            result.losses.set(0, j, loss, gamma(Contract.roundingsDown(n) + 6) * loss + 4 * (n + 1) * TINY);
        }
        return result;
    }

    /** {@code lossⱼ = (1/n)·Σᵢ (aᵢⱼ − yᵢⱼ)²}, {@code dA = (2/n)·(A − Y)}. */
    static CostOracle squaredError(Matrix a, Matrix y) {
        int n = a.rows();
        CostOracle result = new CostOracle(n, a.columns());
        for (int j = 0; j < a.columns(); j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double difference = (double) a.get(i, j) - y.get(i, j);
                result.gradient.set(i, j, 2 * difference / n, gamma(4) * Math.abs(2 * difference / n) + TINY);
                sum += difference * difference;
            }
            double loss = n == 0 ? 0 : sum / n;
            result.losses.set(0, j, loss, gamma(Contract.roundingsDown(n) + 5) * loss + 2 * (n + 1) * TINY);
        }
        return result;
    }
}
