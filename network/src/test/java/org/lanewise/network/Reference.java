package org.lanewise.network;

import org.lanewise.kernels.Activation;

/**
 * The oracle: a dense network straight from its formulas, in naive loops and double precision. It shares no code with
 * the library; the library's activations and costs serve as names only.
 *
 * <p>Tensors are arrays of rows; a column is an example; layer l of the field's notation is index l − 1.
 */
final class Reference {
    private static final double SELU_SCALE = 1.0507010f;
    private static final double SELU_ALPHA = 1.6732632f;

    final double[][][] w;
    final double[][][] b;
    final Activation[] g;
    final Cost cost;

    /** A network over given parameters, W[l] of shape n × n₋ and b[l] of shape n × 1, which are not copied. */
    Reference(double[][][] w, double[][][] b, Activation[] g, Cost cost) {
        this.w = w;
        this.b = b;
        this.g = g;
        this.cost = cost;
    }

    /** The network with the parameters that another one has now. */
    static Reference of(Network network) {
        double[][][] w = new double[network.layers().size()][][];
        double[][][] b = new double[w.length][][];
        Activation[] g = new Activation[w.length];
        for (int l = 0; l < w.length; l++) {
            DenseLayer layer = network.layers().get(l);
            w[l] = Tensors.doubles(layer.weights());
            b[l] = Tensors.doubles(layer.bias());
            g[l] = layer.activation();
        }
        return new Reference(w, b, g, network.cost());
    }

    int depth() {
        return w.length;
    }

    /** One layer as a network of its own. */
    Reference layer(int l) {
        return new Reference(new double[][][]{w[l]}, new double[][][]{b[l]}, new Activation[]{g[l]}, cost);
    }

    /** All tensors of one forward and backward pass. */
    static final class Pass {
        final double[][] x;
        final double[][][] z;
        final double[][][] a;
        final double[][][] da;
        final double[][][] dz;
        final double[][][] dw;
        final double[][][] db;
        double[][] y = {};
        double[][] predictions = {};
        double[] losses = {};
        /** dA[0], the gradient with respect to X. */
        double[][] dx = {};

        Pass(double[][] x, int depth) {
            this.x = x;
            z = new double[depth][][];
            a = new double[depth][][];
            da = new double[depth][][];
            dz = new double[depth][][];
            dw = new double[depth][][];
            db = new double[depth][][];
        }

        /** A[l−1], the input of the layer of index l. */
        double[][] before(int l) {
            return l == 0 ? x : a[l - 1];
        }

        /** The mean of the losses. */
        double cost() {
            double sum = 0;
            for (double loss : losses) {
                sum += loss;
            }
            return sum / losses.length;
        }
    }

    Pass pass(double[][] x, double[][] y) {
        Pass p = forward(x);
        evaluate(p, y);
        backward(p);
        return p;
    }

    /** {@code Z = W·A₋ + b} and {@code A = g(Z)}. */
    Pass forward(double[][] x) {
        Pass p = new Pass(x, depth());
        for (int l = 0; l < depth(); l++) {
            p.z[l] = product(w[l], p.before(l));
            p.a[l] = new double[p.z[l].length][p.z[l][0].length];
            for (int i = 0; i < p.z[l].length; i++) {
                for (int j = 0; j < p.z[l][i].length; j++) {
                    p.z[l][i][j] += b[l][i][0];
                    p.a[l][i][j] = activation(g[l], p.z[l][i][j]);
                }
            }
        }
        return p;
    }

    /** Predictions, losses and dA[L]. */
    void evaluate(Pass p, double[][] labels) {
        int last = depth() - 1;
        double[][] output = p.a[last];
        int n = output.length;
        int m = output[0].length;
        p.y = labels;
        p.predictions = new double[n][m];
        p.losses = new double[m];
        p.da[last] = new double[n][m];
        for (int j = 0; j < m; j++) {
            double logSum = logSumOfExponentials(output, j);
            for (int i = 0; i < n; i++) {
                double z = output[i][j];
                double y = labels[i][j];
                switch (cost.kind()) {
                    case BINARY_CROSS_ENTROPY -> {
                        p.predictions[i][j] = sigmoid(z);
                        p.losses[j] += Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
                        p.da[last][i][j] = p.predictions[i][j] - y;
                    }
                    case CATEGORICAL_CROSS_ENTROPY -> {
                        p.predictions[i][j] = Math.exp(z - logSum);
                        p.losses[j] -= y * (z - logSum);
                        p.da[last][i][j] = p.predictions[i][j] - y;
                    }
                    case MEAN_SQUARED_ERROR -> {
                        p.predictions[i][j] = z;
                        p.losses[j] += (z - y) * (z - y) / n;
                        p.da[last][i][j] = 2 * (z - y) / n;
                    }
                    default -> throw new AssertionError(cost);
                }
            }
        }
    }

    /**
     * From dA[L] back: {@code dZ = dA ⊙ g′(Z)}, {@code dW = (1/m)·dZ·A₋ᵀ}, {@code db = (1/m)·rowSum(dZ)} and
     * {@code dA₋ = Wᵀ·dZ}.
     */
    void backward(Pass p) {
        int m = p.x[0].length;
        for (int l = depth() - 1; l >= 0; l--) {
            int n = w[l].length;
            p.dz[l] = new double[n][m];
            p.db[l] = new double[n][1];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    p.dz[l][i][j] = p.da[l][i][j] * derivative(g[l], p.z[l][i][j]);
                    p.db[l][i][0] += p.dz[l][i][j] / m;
                }
            }
            p.dw[l] = product(p.dz[l], transpose(p.before(l)));
            for (double[] row : p.dw[l]) {
                for (int j = 0; j < row.length; j++) {
                    row[j] /= m;
                }
            }
            double[][] daBefore = product(transpose(w[l]), p.dz[l]);
            if (l > 0) {
                p.da[l - 1] = daBefore;
            } else {
                p.dx = daBefore;
            }
        }
    }

    /** {@code W = W − α·dW} and {@code b = b − α·db}. */
    void descend(Pass p, double rate) {
        for (int l = 0; l < depth(); l++) {
            for (int i = 0; i < w[l].length; i++) {
                for (int j = 0; j < w[l][i].length; j++) {
                    w[l][i][j] -= rate * p.dw[l][i][j];
                }
                b[l][i][0] -= rate * p.db[l][i][0];
            }
        }
    }

    static double activation(Activation g, double z) {
        return switch (g.kind()) {
            case IDENTITY -> z;
            case RELU -> Math.max(z, 0);
            case LEAKY_RELU -> z > 0 ? z : g.alpha() * z;
            case THRESHOLDED_RELU -> z > g.alpha() ? z : 0;
            case CLIP -> Math.max(g.alpha(), Math.min(g.beta(), z));
            case ELU -> z > 0 ? z : g.alpha() * Math.expm1(z);
            case CELU -> z > 0 ? z : g.alpha() * Math.expm1(z / g.alpha());
            case SELU -> SELU_SCALE * (z > 0 ? z : SELU_ALPHA * Math.expm1(z));
            case SIGMOID -> sigmoid(z);
            case HARD_SIGMOID -> Math.max(0, Math.min(1, g.alpha() * z + g.beta()));
            case TANH -> Math.tanh(z);
            case SOFTSIGN -> z / (1 + Math.abs(z));
            case SOFTPLUS -> softplus(z);
            case SWISH -> z * sigmoid(z);
            case HARD_SWISH -> z * Math.max(0, Math.min(1, z / 6 + 0.5));
            case MISH -> z * Math.tanh(softplus(z));
            case GELU -> z * normal(z);
            case GELU_TANH -> z * (1 + Math.tanh(ofGelu(z))) / 2;
            case EXPONENTIAL -> Math.exp(z);
        };
    }

    /** g′(z). */
    static double derivative(Activation g, double z) {
        return switch (g.kind()) {
            case IDENTITY -> 1;
            case RELU -> z > 0 ? 1 : 0;
            case LEAKY_RELU -> z > 0 ? 1 : g.alpha();
            case THRESHOLDED_RELU -> z > g.alpha() ? 1 : 0;
            case CLIP -> z > g.alpha() && z < g.beta() ? 1 : 0;
            case ELU -> z > 0 ? 1 : g.alpha() * Math.exp(z);
            case CELU -> z > 0 ? 1 : Math.exp(z / g.alpha());
            case SELU -> SELU_SCALE * (z > 0 ? 1 : SELU_ALPHA * Math.exp(z));
            case SIGMOID -> sigmoid(z) * sigmoid(-z);
            case HARD_SIGMOID -> Math.abs(g.alpha() * z + g.beta() - 0.5) < 0.5 ? g.alpha() : 0;
            case TANH -> 1 / (Math.cosh(z) * Math.cosh(z));
            case SOFTSIGN -> 1 / ((1 + Math.abs(z)) * (1 + Math.abs(z)));
            case SOFTPLUS -> sigmoid(z);
            case SWISH -> sigmoid(z) + z * sigmoid(z) * sigmoid(-z);
            case HARD_SWISH -> z <= -3 ? 0 : z >= 3 ? 1 : z / 3 + 0.5;
            case MISH -> {
                double t = Math.tanh(softplus(z));
                yield t + z * (1 - t * t) * sigmoid(z);
            }
            case GELU -> normal(z) + z * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
            case GELU_TANH -> {
                double t = Math.tanh(ofGelu(z));
                double slope = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * z * z);
                yield (1 + t) / 2 + z * (1 - t * t) * slope / 2;
            }
            case EXPONENTIAL -> Math.exp(z);
        };
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    /** What GELU by tanh takes the tanh of. */
    private static double ofGelu(double z) {
        return Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
    }

    /** The normal distribution, by its series, whose terms have one sign. */
    private static double normal(double z) {
        double x = Math.min(Math.abs(z), 30);
        double sum = 0;
        double term = x;
        for (int k = 1; term > 1e-17 * sum; k++) {
            sum += term;
            term *= x * x / (2 * k + 1);
        }
        double half = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * sum;
        return z > 0 ? 0.5 + half : 0.5 - half;
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** {@code log Σᵢ e^zᵢ} of a column, without overflow. */
    private static double logSumOfExponentials(double[][] z, int j) {
        double max = Double.NEGATIVE_INFINITY;
        for (double[] row : z) {
            max = Math.max(max, row[j]);
        }
        double sum = 0;
        for (double[] row : z) {
            sum += Math.exp(row[j] - max);
        }
        return max + Math.log(sum);
    }

    static double[][] product(double[][] p, double[][] q) {
        double[][] result = new double[p.length][q[0].length];
        for (int i = 0; i < p.length; i++) {
            for (int k = 0; k < q.length; k++) {
                for (int j = 0; j < q[k].length; j++) {
                    result[i][j] += p[i][k] * q[k][j];
                }
            }
        }
        return result;
    }

    static double[][] transpose(double[][] p) {
        double[][] result = new double[p[0].length][p.length];
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < p[i].length; j++) {
                result[j][i] = p[i][j];
            }
        }
        return result;
    }
}
