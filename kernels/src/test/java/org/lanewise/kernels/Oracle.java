package org.lanewise.kernels;

import static org.lanewise.kernels.Expected.TINY;
import static org.lanewise.kernels.Expected.U;
import static org.lanewise.kernels.Expected.gamma;

/**
 * The equations of products, activations and sums as naive loops in double precision; {@link CostOracle} has the rest.
 * Bounds are the textbook ones, after Higham, <i>Accuracy and Stability of Numerical Algorithms</i>, chapter 3: an
 * operation's result is off by a factor of at most 1 ± u, and by half the least float where it is subnormal.
 */
final class Oracle {
    private Oracle() {
    }

    /** {@code α·op(A)·op(B) + β·C}. */
    static Expected gemm(Op opA, Op opB, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        Expected result = new Expected(c.rows(), c.columns());
        int k = opA == Op.N ? a.columns() : a.rows();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                double sum = 0;
                double magnitude = 0;
                double sumOfB = 0;
                for (int p = 0; alpha != 0 && p < k; p++) {
                    double left = opA == Op.N ? a.get(i, p) : a.get(p, i);
                    double right = opB == Op.N ? b.get(p, j) : b.get(j, p);
                    sum += left * right;
                    magnitude += Math.abs(left * right);
                    sumOfB += Math.abs(right);
                }
                double scaledC = beta == 0 ? 0 : beta * c.get(i, j);
                // Beside the k of the sum: one rounding each for α, β, the first block's addition, and the oracle.
                result.set(i, j, alpha * sum + scaledC,
                        gamma(k + 4) * (Math.abs(alpha) * magnitude + Math.abs(scaledC)) + TINY * (k + 1 + sumOfB));
            }
        }
        return result;
    }

    /** {@code Z = W·X + b}. */
    static Expected affine(Matrix w, Matrix x, Matrix bias) {
        Expected result = gemm(Op.N, Op.N, 1, w, x, 0, Matrix.zeros(w.rows(), x.columns()));
        for (int i = 0; i < w.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                double z = result.value[i][j] + bias.get(i, 0);
                result.set(i, j, z, result.bound[i][j] + 2 * U * Math.abs(z));
            }
        }
        return result;
    }

    /** {@code g(W·X + b)}. */
    static Expected dense(Matrix w, Matrix x, Matrix bias, Activation g) {
        Expected z = affine(w, x, bias);
        Expected result = new Expected(w.rows(), x.columns());
        for (int i = 0; i < w.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                double a = value(g, z.value[i][j]);
                double inherited = steepest(g) * z.bound[i][j];
                result.set(i, j, a, inherited + valueError(g, Math.abs(a) + inherited));
            }
        }
        return result;
    }

    /** {@code (Wᵀ·dZ) ⊙ g′(kept)}. */
    static Expected denseBackward(Matrix w, Matrix dz, Activation g, Matrix kept) {
        Expected da = gemm(Op.T, Op.N, 1, w, dz, 0, Matrix.zeros(w.columns(), dz.columns()));
        Expected result = new Expected(kept.rows(), kept.columns());
        for (int i = 0; i < kept.rows(); i++) {
            for (int j = 0; j < kept.columns(); j++) {
                double derivative = derivative(g, kept.get(i, j));
                double inherited = da.bound[i][j];
                result.set(i, j, da.value[i][j] * derivative, Math.abs(derivative) * inherited
                        + (Math.abs(da.value[i][j]) + inherited) * derivativeError(g, kept.get(i, j)) + TINY);
            }
        }
        return result;
    }

    /** {@code g(Z)}. */
    static Expected activate(Activation g, Matrix z) {
        Expected result = new Expected(z.rows(), z.columns());
        for (int i = 0; i < z.rows(); i++) {
            for (int j = 0; j < z.columns(); j++) {
                double a = value(g, z.get(i, j));
                result.set(i, j, a, valueError(g, Math.abs(a)));
            }
        }
        return result;
    }

    /** {@code dA ⊙ g′(kept)}. */
    static Expected gradient(Activation g, Matrix kept, Matrix da) {
        Expected result = new Expected(da.rows(), da.columns());
        for (int i = 0; i < da.rows(); i++) {
            for (int j = 0; j < da.columns(); j++) {
                double d = da.get(i, j);
                result.set(i, j, d * derivative(g, kept.get(i, j)),
                        Math.abs(d) * derivativeError(g, kept.get(i, j)) + TINY);
            }
        }
        return result;
    }

    private static double value(Activation g, double z) {
        return switch (g.kind()) {
            case IDENTITY -> z;
            case RELU -> Math.max(z, 0);
            case LEAKY_RELU ->
                z > 0 ? z : g.slope() == 0 && z == Double.NEGATIVE_INFINITY ? 0 : g.slope() * z;
            case SIGMOID -> sigmoid(z);
            case TANH -> Math.tanh(z);
            case SWISH -> z == Double.NEGATIVE_INFINITY ? 0 : z * sigmoid(z);
        };
    }

    private static double derivative(Activation g, double kept) {
        return switch (g.kind()) {
            case IDENTITY -> 1;
            case RELU -> kept > 0 ? 1 : 0;
            case LEAKY_RELU -> kept > 0 ? 1 : g.slope();
            case SIGMOID -> kept * (1 - kept);
            case TANH -> 1 - kept * kept;
            case SWISH -> kept == Double.NEGATIVE_INFINITY
                    ? 0
                    : kept == Double.POSITIVE_INFINITY ? 1 : sigmoid(kept) * (1 + kept * sigmoid(-kept));
        };
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** How far from {@code g} its float twin may be where {@code |g| ≤ a}: 2 ULP, or one rounding. */
    private static double valueError(Activation g, double a) {
        return switch (g.kind()) {
            case IDENTITY, RELU -> 0;
            case LEAKY_RELU -> U * a + TINY;
            case SIGMOID, TANH, SWISH -> 2 * Math.ulp((float) a);
        };
    }

    /** How far the float factor of dA may be from {@code g′(kept)}, the rounding of its product with dA included. */
    private static double derivativeError(Activation g, double kept) {
        return switch (g.kind()) {
            case IDENTITY, RELU -> 0;
            case LEAKY_RELU -> U * g.slope();
            case SIGMOID -> gamma(4) * Math.abs(kept * (1 - kept)) + TINY;
            case TANH -> gamma(2) * Math.abs(1 - kept * kept) + TINY;
            case SWISH -> swishDerivativeError(kept);
        };
    }

    /** Within 4.78 ULP, or within 2⁻²⁵ about the point where it is 0; then the product is rounded. */
    private static double swishDerivativeError(double z) {
        double derivative = Math.abs(derivative(Activation.SWISH, z));
        return 4.78 * Math.ulp((float) derivative) + 0x1p-25 * (z > -1.5 && z < -1 ? 1 : 0) + 1.001 * U * derivative;
    }

    /** The largest |g′|. */
    private static double steepest(Activation g) {
        return switch (g.kind()) {
            case IDENTITY, RELU, TANH -> 1;
            case LEAKY_RELU -> Math.max(1, g.slope());
            case SIGMOID -> 0.25;
            case SWISH -> 1.1;
        };
    }

    /** {@code α·X·1 + β·y}. */
    static Expected rowSums(double alpha, Matrix x, double beta, Matrix y) {
        Expected result = new Expected(x.rows(), 1);
        for (int i = 0; i < x.rows(); i++) {
            double sum = 0;
            double magnitude = 0;
            for (int j = 0; j < x.columns(); j++) {
                sum += x.get(i, j);
                magnitude += Math.abs(x.get(i, j));
            }
            setSum(result, i, 0, x.columns(), alpha, sum, magnitude, beta, y);
        }
        return result;
    }

    /** {@code Σⱼ xⱼ·yⱼ}, of 1 × 1. */
    static Expected dot(Matrix x, Matrix y) {
        return matrixVector(Op.T, 1, x, y, 0, Matrix.zeros(1, 1), laneRoundings(x.rows()));
    }

    /** {@code α·op(A)·x + β·y} with columns x and y. */
    static Expected matrixVector(Op opA, double alpha, Matrix a, Matrix x, double beta, Matrix y) {
        return matrixVector(opA, alpha, a, x, beta, y,
                opA == Op.N ? laneRoundings(x.rows()) : Contract.roundingsDown(x.rows()));
    }

    /** Those of the longest lane, and of the tree. */
    private static int laneRoundings(int n) {
        return n / Contract.LANES + 7;
    }

    private static Expected matrixVector(Op opA, double alpha, Matrix a, Matrix x, double beta, Matrix y,
            int roundings) {
        Expected result = new Expected(y.rows(), 1);
        for (int i = 0; i < y.rows(); i++) {
            double sum = 0;
            double magnitude = 0;
            for (int j = 0; alpha != 0 && j < x.rows(); j++) {
                double product = (double) (opA == Op.N ? a.get(i, j) : a.get(j, i)) * x.get(j, 0);
                sum += product;
                magnitude += Math.abs(product);
            }
            setSum(result, i, 0, roundings, alpha, sum, magnitude, beta, y);
            result.bound[i][0] += Math.abs(alpha) * x.rows() * TINY;
        }
        return result;
    }

    /** {@code α·1ᵀ·X + β·y}. */
    static Expected columnSums(double alpha, Matrix x, double beta, Matrix y) {
        Expected result = new Expected(1, x.columns());
        for (int j = 0; j < x.columns(); j++) {
            double sum = 0;
            double magnitude = 0;
            for (int i = 0; i < x.rows(); i++) {
                sum += x.get(i, j);
                magnitude += Math.abs(x.get(i, j));
            }
            setSum(result, 0, j, Contract.roundingsDown(x.rows()), alpha, sum, magnitude, beta, y);
        }
        return result;
    }

    /** Each term goes through so many roundings; α, β and their sum round once each. */
    private static void setSum(Expected result, int i, int j, int roundings, double alpha, double sum, double magnitude,
            double beta, Matrix y) {
        double scaledY = beta == 0 ? 0 : beta * y.get(i, j);
        result.set(i, j, alpha * sum + scaledY,
                gamma(roundings + 3) * (Math.abs(alpha) * magnitude + Math.abs(scaledY)) + TINY);
    }
}
