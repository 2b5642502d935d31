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
    private static final double LAMBDA = 1.0507010f;
    private static final double ALPHA = 1.6732632f;
    private static final double ROOT_OF_2_PI = Math.sqrt(2 * Math.PI);

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
                double inherited = steepest(g, a) * z.bound[i][j];
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

    static double value(Activation g, double z) {
        return switch (g.kind()) {
            case IDENTITY -> z;
            case RELU -> Math.max(z, 0);
            case LEAKY_RELU -> z > 0 ? z : g.alpha() == 0 && z == Double.NEGATIVE_INFINITY ? 0 : g.alpha() * z;
            case THRESHOLDED_RELU -> z <= g.alpha() ? 0 : z;
            case CLIP -> Math.max(g.alpha(), Math.min(g.beta(), z));
            case ELU -> z > 0 ? z : g.alpha() * Math.expm1(z);
            case CELU -> z > 0 ? z : g.alpha() * Math.expm1(z / g.alpha());
            case SELU -> LAMBDA * (z > 0 ? z : ALPHA * Math.expm1(z));
            case SIGMOID -> sigmoid(z);
            case HARD_SIGMOID -> Math.max(0, Math.min(1, g.alpha() * z + g.beta()));
            case TANH -> Math.tanh(z);
            case SOFTSIGN -> Double.isInfinite(z) ? Math.signum(z) : z / (1 + Math.abs(z));
            case SOFTPLUS -> Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
            case SWISH -> timesProbability(z, sigmoid(z));
            case HARD_SWISH -> timesProbability(z, Math.max(0, Math.min(1, z / 6 + 0.5)));
            case MISH -> timesProbability(z, tanhOfSoftplus(z));
            case GELU -> timesProbability(z, normal(z));
            case GELU_TANH -> timesProbability(z, sigmoid(2 * ofGelu(z)));
            case EXPONENTIAL -> Math.exp(z);
        };
    }

    private static double derivative(Activation g, double kept) {
        return switch (g.kind()) {
            case IDENTITY -> 1;
            case RELU -> kept > 0 ? 1 : 0;
            case LEAKY_RELU -> kept > 0 ? 1 : g.alpha();
            case THRESHOLDED_RELU -> kept > g.alpha() ? 1 : 0;
            case CLIP -> kept > g.alpha() && kept < g.beta() ? 1 : 0;
            case ELU -> kept > 0 ? 1 : kept + g.alpha();
            case CELU -> kept > 0 ? 1 : (kept + g.alpha()) / g.alpha();
            case SELU -> LAMBDA * (kept > 0 ? 1 : kept / LAMBDA + ALPHA);
            case SIGMOID -> kept * (1 - kept);
            case HARD_SIGMOID -> kept > 0 && kept < 1 ? g.alpha() : 0;
            case TANH -> 1 - kept * kept;
            case SOFTSIGN -> (1 - Math.abs(kept)) * (1 - Math.abs(kept));
            case SOFTPLUS -> -Math.expm1(-kept);
            case SWISH -> derivativeOfProduct(kept, sigmoid(kept), sigmoid(kept) * sigmoid(-kept));
            case HARD_SWISH -> kept <= -3 ? 0 : kept >= 3 ? 1 : (2 * kept + 3) / 6;
            case MISH -> {
                double t = tanhOfSoftplus(kept);
                yield derivativeOfProduct(kept, t, (1 - t * t) * sigmoid(kept));
            }
            case GELU -> derivativeOfProduct(kept, normal(kept), Math.exp(-kept * kept / 2) / ROOT_OF_2_PI);
            case GELU_TANH -> {
                double w = 2 * ofGelu(kept);
                double slope = 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * kept * kept);
                yield derivativeOfProduct(kept, sigmoid(w), slope * sigmoid(w) * sigmoid(-w));
            }
            case EXPONENTIAL -> kept;
        };
    }

    /** {@code z·p}, where p is 0 at −∞. */
    private static double timesProbability(double z, double p) {
        return z == Double.NEGATIVE_INFINITY ? 0 : z * p;
    }

    /** {@code p + z·p′}, where p is 0 at −∞ and 1 at ∞. */
    private static double derivativeOfProduct(double z, double p, double slope) {
        return Double.isInfinite(z) ? z > 0 ? 1 : 0 : p + z * slope;
    }

    private static double tanhOfSoftplus(double z) {
        return Math.tanh(Math.log1p(Math.exp(z)));
    }

    /** What GELU by tanh takes the tanh of. */
    private static double ofGelu(double z) {
        return Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
    }

    /** The normal distribution, by its series around 0 and by its continued fraction in the tails. */
    private static double normal(double z) {
        double x = Math.abs(z);
        double density = Math.exp(-x * x / 2) / ROOT_OF_2_PI;
        double tail;
        if (x < 3) {
            double sum = 0;
            double term = x;
            for (int k = 1; term > 1e-17 * sum; k++) {
                sum += term;
                term *= x * x / (2 * k + 1);
            }
            tail = 0.5 - density * sum;
        } else {
            double fraction = x;
            for (int k = 60; k > 0; k--) {
                fraction = x + k / fraction;
            }
            tail = density / fraction;
        }
        return z > 0 ? 1 - tail : tail;
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** How far from {@code g} its float twin may be where {@code |g| ≤ a}: some ULP, or one rounding. */
    private static double valueError(Activation g, double a) {
        return switch (g.kind()) {
            case IDENTITY, RELU, THRESHOLDED_RELU, CLIP -> 0;
            case LEAKY_RELU, HARD_SIGMOID -> U * a + TINY;
            case SIGMOID, TANH, SWISH, HARD_SWISH, SOFTSIGN, EXPONENTIAL, ELU -> 2 * Math.ulp((float) a);
            case CELU, SELU, SOFTPLUS -> 3 * Math.ulp((float) a);
            case MISH, GELU_TANH -> 4 * Math.ulp((float) a);
            case GELU -> 6 * Math.ulp((float) a);
        };
    }

    /** How far the float factor of dA may be from {@code g′(kept)}, the rounding of its product with dA included. */
    private static double derivativeError(Activation g, double kept) {
        double derivative = Math.abs(derivative(g, kept));
        return switch (g.kind()) {
            case IDENTITY, RELU, THRESHOLDED_RELU, CLIP -> 0;
            case LEAKY_RELU, HARD_SIGMOID -> U * g.alpha();
            case EXPONENTIAL -> U * derivative + TINY;
            case ELU, TANH -> gamma(2) * derivative + TINY;
            case CELU -> gamma(3) * derivative + TINY;
            // That of λ·α is absolute.
            case SELU -> gamma(3) * derivative + 2 * U;
            case SIGMOID, SOFTSIGN, SOFTPLUS, HARD_SWISH -> gamma(5) * derivative + TINY;
            case SWISH -> productDerivativeError(derivative, 4.78, kept > -1.5 && kept < -1 ? 0x1p-25 : 0);
            case MISH -> productDerivativeError(derivative, 7, kept > -1.5 && kept < -1 ? 0x1p-23 : 0);
            case GELU, GELU_TANH ->
                productDerivativeError(derivative, 8, kept > -2 && kept < -0.25 ? 0x1p-22 : 0);
        };
    }

    /** Within so many ULP, or absolutely about the point where it is 0; then the product is rounded. */
    private static double productDerivativeError(double derivative, double ulps, double absolute) {
        return ulps * Math.ulp((float) derivative) + absolute + 1.001 * U * derivative;
    }

    /** The largest |g′|, near where g is a if it has no largest. */
    private static double steepest(Activation g, double a) {
        return switch (g.kind()) {
            case IDENTITY, RELU, TANH, THRESHOLDED_RELU, CLIP, CELU, SOFTSIGN, SOFTPLUS -> 1;
            case LEAKY_RELU, ELU -> Math.max(1, g.alpha());
            case HARD_SIGMOID -> g.alpha();
            case SIGMOID -> 0.25;
            case SELU -> LAMBDA * ALPHA;
            case SWISH, MISH, GELU, GELU_TANH -> 1.13;
            case HARD_SWISH -> 1.5;
            case EXPONENTIAL -> 2 * a;
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

    /** {@code √Σ xᵢⱼ²}, of 1 × 1, within what {@link Kernels#norm} promises. */
    static Expected norm(Matrix x) {
        double sum = 0;
        for (float element : x.toArray()) {
            sum += (double) element * element;
        }
        Expected result = new Expected(1, 1);
        result.set(0, 0, Math.sqrt(sum), 80 * U * Math.sqrt(sum));
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
