package org.lanewise.network;

import org.lanewise.kernels.Activation;

/**
 * How far the library may be from a {@link Reference} in single precision: for every element of every tensor an upper
 * bound of its error. It is a running error analysis in the manner of Higham, <i>Accuracy and Stability of Numerical
 * Algorithms</i>, chapter 3, not a taste.
 *
 * <p>A term that goes through k roundings is off by a factor of {@code 1 + θ} with {@code |θ| ≤ γₖ = k·u/(1 − k·u)} and
 * {@code u = 2⁻²⁴}. So a computed sum {@code Σ p·q} is off by at most {@code γₖ·Σ|p|·|q|}, and by {@code Σ |p|·eq +
 * ep·|q| + ep·eq} more where p and q themselves are off by ep and eq. A function whose slope is at most s turns an
 * error e of its argument into at most {@code s·e}.
 */
final class ErrorBound {
    private static final double U = 0x1p-24;
    /** The error of a result that underflows. */
    private static final double TINY = Float.MIN_NORMAL;
    /** An elementary function is within 2 ULP: as good as so many roundings. */
    private static final int FUNCTION = 4;
    /** Products are summed in blocks of this length, as Kernels documents. */
    private static final int KC = 1024;
    /** Rows are summed in so many virtual lanes, then in a tree, as Kernels documents. */
    private static final int LANES = 64;

    private final Reference network;
    /** Bounds of the parameters' errors. */
    final double[][][] w;
    final double[][][] b;

    /** Bounds for a network that starts with the very parameters of the reference. */
    ErrorBound(Reference network) {
        this.network = network;
        w = zerosLike(network.w);
        b = zerosLike(network.b);
    }

    /** The bounds for all tensors of a pass. Where no cost was evaluated, dA[L] is taken as exact. */
    Reference.Pass of(Reference.Pass p) {
        int last = network.depth() - 1;
        int m = p.x[0].length;
        Reference.Pass e = new Reference.Pass(new double[p.x.length][m], network.depth());
        forward(p, e);
        e.da[last] = new double[p.da[last].length][m];
        if (p.losses.length > 0) {
            evaluate(p, e);
        }
        backward(p, e);
        return e;
    }

    /** {@code W − α·dW} and {@code b − α·db}; to be called before the reference descends. */
    void descend(Reference.Pass e, double rate) {
        // The old W is rounded whenever the sum of a block of the product is added to it, b once.
        int additions = blocks(e.x[0].length);
        for (int l = 0; l < network.depth(); l++) {
            for (int i = 0; i < w[l].length; i++) {
                for (int j = 0; j < w[l][i].length; j++) {
                    w[l][i][j] = rounded(network.w[l][i][j], w[l][i][j], additions) + rate * e.dw[l][i][j];
                }
                b[l][i][0] = rounded(network.b[l][i][0], b[l][i][0], 1) + rate * e.db[l][i][0];
            }
        }
    }

    private void forward(Reference.Pass p, Reference.Pass e) {
        for (int l = 0; l < network.depth(); l++) {
            double steepest = steepest(network.g[l]);
            // The bias costs the product's terms one rounding more.
            e.z[l] = product(network.w[l], w[l], p.before(l), e.before(l), chain(p.before(l).length) + 1);
            e.a[l] = new double[e.z[l].length][e.z[l][0].length];
            for (int i = 0; i < e.z[l].length; i++) {
                for (int j = 0; j < e.z[l][i].length; j++) {
                    e.z[l][i][j] += rounded(network.b[l][i][0], b[l][i][0], 1);
                    e.a[l][i][j] = rounded(p.a[l][i][j], steepest * e.z[l][i][j], FUNCTION) + TINY;
                }
            }
        }
    }

    /** The largest slope of g. */
    private static double steepest(Activation g) {
        return switch (g.kind()) {
            case IDENTITY, RELU, THRESHOLDED_RELU, CLIP, CELU, TANH, SOFTSIGN, SOFTPLUS -> 1;
            case LEAKY_RELU, ELU -> Math.max(1, g.alpha());
            case SELU -> 1.76;
            case SIGMOID, HARD_SIGMOID -> 0.25;
            case SWISH, MISH, GELU, GELU_TANH -> 1.13;
            case HARD_SWISH -> 1.5;
            case EXPONENTIAL -> throw new IllegalArgumentException("no activation without a largest slope: " + g);
        };
    }

    private void evaluate(Reference.Pass p, Reference.Pass e) {
        int m = p.losses.length;
        e.predictions = new double[p.predictions.length][m];
        e.losses = new double[m];
        for (int j = 0; j < m; j++) {
            switch (network.cost.kind()) {
                case BINARY_CROSS_ENTROPY -> binaryCrossEntropy(p, e, j);
                case CATEGORICAL_CROSS_ENTROPY -> categoricalCrossEntropy(p, e, j);
                case MEAN_SQUARED_ERROR -> squaredError(p, e, j);
                default -> throw new AssertionError(network.cost);
            }
        }
    }

    /**
     * A loss is a sum of terms {@code max(z, 0) − z·y} and {@code log(1 + e^−|z|)}, none negative, of slope at most
     * 1.
     */
    private void binaryCrossEntropy(Reference.Pass p, Reference.Pass e, int j) {
        int last = network.depth() - 1;
        int n = p.predictions.length;
        for (int i = 0; i < n; i++) {
            double z = p.a[last][i][j];
            double error = e.a[last][i][j];
            e.predictions[i][j] = rounded(p.predictions[i][j], 0.25 * error, FUNCTION) + TINY;
            e.da[last][i][j] = rounded(p.da[last][i][j], e.predictions[i][j], 1);
            // A relative error of e^−|z| is not larger in the logarithm: e^−|z| / (1 + e^−|z|) ≤ log(1 + e^−|z|).
            double loss = Math.max(z, 0) - z * p.y[i][j] + Math.log1p(Math.exp(-Math.abs(z)));
            e.losses[j] += rounded(loss, error, 2 * FUNCTION + 2 + n);
        }
    }

    /** Each exponent {@code z − max} is off by a shift s at most: numerators, and their sum, by a factor of eˢ. */
    private void categoricalCrossEntropy(Reference.Pass p, Reference.Pass e, int j) {
        int last = network.depth() - 1;
        int n = p.predictions.length;
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        double largest = 0;
        double error = 0;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, p.a[last][i][j]);
            min = Math.min(min, p.a[last][i][j]);
            largest = Math.max(largest, p.predictions[i][j]);
            error = Math.max(error, e.a[last][i][j]);
        }
        double shift = rounded(max - min, 2 * error, 1);
        double factor = Math.exp(2 * shift) * (1 + gamma(2 * FUNCTION + 1 + n));
        double logSum = -Math.log(largest);
        double logSumError = rounded(logSum, shift + gamma(FUNCTION + 1 + n), FUNCTION);
        for (int i = 0; i < n; i++) {
            e.predictions[i][j] = p.predictions[i][j] * (factor - 1) + TINY;
            e.da[last][i][j] = rounded(p.da[last][i][j], e.predictions[i][j], 1);
            double logarithm = logSum + max - p.a[last][i][j];
            e.losses[j] += p.y[i][j] * rounded(logarithm, logSumError + shift, 2 + n);
        }
    }

    private void squaredError(Reference.Pass p, Reference.Pass e, int j) {
        int last = network.depth() - 1;
        int n = p.predictions.length;
        for (int i = 0; i < n; i++) {
            double error = e.a[last][i][j];
            double difference = Math.abs(p.a[last][i][j] - p.y[i][j]);
            e.predictions[i][j] = error;
            e.da[last][i][j] = rounded(p.da[last][i][j], 2 * error / n, 2);
            e.losses[j] += rounded(difference * difference, 2 * difference * error + error * error, n + 4) / n;
        }
    }

    private void backward(Reference.Pass p, Reference.Pass e) {
        int m = p.x[0].length;
        // In a lane and in the tree; 1/m, its product with the sum, and the addition to b.
        int sumRoundings = (m + LANES - 1) / LANES + Integer.numberOfTrailingZeros(LANES) + 3;
        for (int l = network.depth() - 1; l >= 0; l--) {
            int n = p.dz[l].length;
            e.dz[l] = new double[n][m];
            e.db[l] = new double[n][1];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    double slope = Math.abs(Reference.derivative(network.g[l], p.z[l][i][j]));
                    double slopeError = slopeError(network.g[l], slope, p.z[l][i][j], e.z[l][i][j], e.a[l][i][j]);
                    double da = Math.abs(p.da[l][i][j]);
                    double daError = e.da[l][i][j];
                    e.dz[l][i][j] = rounded(da * slope, da * slopeError + daError * (slope + slopeError), 1) + TINY;
                    e.db[l][i][0] += rounded(p.dz[l][i][j], e.dz[l][i][j], sumRoundings) / m;
                }
            }
            // 1/m and its product with dz are two roundings more than the product has.
            e.dw[l] = product(p.dz[l], e.dz[l], Reference.transpose(p.before(l)), Reference.transpose(e.before(l)),
                    chain(m) + 2);
            for (double[] row : e.dw[l]) {
                for (int j = 0; j < row.length; j++) {
                    row[j] /= m;
                }
            }
            double[][] daBefore = product(Reference.transpose(network.w[l]), Reference.transpose(w[l]), p.dz[l],
                    e.dz[l], chain(n));
            if (l > 0) {
                e.da[l - 1] = daBefore;
            } else {
                e.dx = daBefore;
            }
        }
    }

    /**
     * The error of g′, which comes from the error of Z or A, whichever it is computed from, and from its own
     * roundings.
     */
    private static double slopeError(Activation g, double slope, double z, double zError, double aError) {
        return switch (g.kind()) {
            case IDENTITY -> 0;
            // So near to the kink that the branch may be the other one.
            case RELU, LEAKY_RELU -> Math.abs(z) <= zError ? Math.abs(1 - g.alpha()) : 0;
            case THRESHOLDED_RELU -> Math.abs(z - g.alpha()) <= zError ? 1 : 0;
            case CLIP -> Math.min(Math.abs(z - g.alpha()), Math.abs(z - g.beta())) <= zError ? 1 : 0;
            // One rounding of a moves the kink by as much as z moves it.
            case HARD_SIGMOID -> Math.abs(Math.abs(z) - 2.5) <= zError + 8 * U ? g.alpha() : 0;
            // g′ is steady at 0, or jumps by λ·α − λ.
            case ELU, CELU -> rounded(slope, aError + zError, 2);
            case SELU -> rounded(slope, aError + zError + 2 * U, 2) + (Math.abs(z) <= zError ? 0.71 : 0);
            // (1 − |a|)².
            case SOFTSIGN -> rounded(slope, 2 * aError + aError * aError, 2);
            // 1 − e⁻ᵃ.
            case SOFTPLUS -> rounded(slope, aError, FUNCTION);
            // z/3 + ½, and jumps by ½ at both ends.
            case HARD_SWISH -> rounded(slope, zError / 3, 3) + (Math.abs(Math.abs(z) - 3) <= zError ? 0.5 : 0);
            // |g″| < 1.
            case MISH, GELU, GELU_TANH -> rounded(1 + Math.abs(z), zError, 4 * FUNCTION);
            case EXPONENTIAL -> aError;
            // a·(1 − a), of slope 1 at most.
            case SIGMOID -> rounded(slope, aError, 2);
            // 1 − a².
            case TANH -> rounded(slope, 2 * aError + aError * aError, 1);
            // |g″| ≤ ½, and z multiplies the error of σ(z).
            case SWISH -> rounded(1 + Math.abs(z), 0.5 * zError, 2 * FUNCTION);
        };
    }

    /**
     * The most roundings that a term of a sum over k goes through: the chain of its block, then the sum of the
     * blocks.
     */
    private static int chain(int k) {
        return Math.min(k, KC) + blocks(k);
    }

    private static int blocks(int k) {
        return (k + KC - 1) / KC;
    }

    private static double gamma(int roundings) {
        return roundings * U / (1 - roundings * U);
    }

    /** The error of a value that was off by {@code error} and then went through some roundings. */
    private static double rounded(double value, double error, int roundings) {
        return error + gamma(roundings) * (Math.abs(value) + error);
    }

    private static double[][] product(double[][] p, double[][] ep, double[][] q, double[][] eq, int roundings) {
        double gamma = gamma(roundings);
        double[][] result = new double[p.length][q[0].length];
        for (int i = 0; i < p.length; i++) {
            for (int k = 0; k < q.length; k++) {
                double exact = Math.abs(p[i][k]);
                double largest = exact + ep[i][k];
                for (int j = 0; j < q[k].length; j++) {
                    double largestQ = Math.abs(q[k][j]) + eq[k][j];
                    result[i][j] += exact * eq[k][j] + ep[i][k] * largestQ + gamma * largest * largestQ + TINY;
                }
            }
        }
        return result;
    }

    private static double[][][] zerosLike(double[][][] x) {
        double[][][] zeros = new double[x.length][][];
        for (int l = 0; l < x.length; l++) {
            zeros[l] = new double[x[l].length][x[l][0].length];
        }
        return zeros;
    }
}
