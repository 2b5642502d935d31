package org.lanewise.bench;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.RandomStream;

/**
 * The kernels and the training step as a textbook writes them: plain loops over row-major {@code float[]} without
 * gaps, a product in i-j-k order, nothing blocked, fused or split between threads. This is what the benchmarks compare
 * with.
 */
public final class Naive {
    /** λ of SELU. */
    public static final double SELU_SCALE = 1.0507010f;
    /** α of SELU. */
    public static final double SELU_ALPHA = 1.6732632f;
    /** 2·√(2/π). */
    private static final double GELU_1 = 2 * Math.sqrt(2 / Math.PI);
    private static final double GELU_3 = 0.044715;

    private Naive() {
    }

    /** {@code C = op(A)·op(B)}. */
    public static void gemm(ProductShape shape, float[] a, float[] b, float[] c) {
        if (shape.opA() == Op.N && shape.opB() == Op.N) {
            multiply(shape.m(), shape.n(), shape.k(), a, b, c);
        } else if (shape.opA() == Op.N) {
            multiplyByTranspose(shape.m(), shape.n(), shape.k(), a, b, c);
        } else if (shape.opB() == Op.N) {
            multiplyTranspose(shape.m(), shape.n(), shape.k(), a, b, c);
        } else {
            multiplyTransposes(shape.m(), shape.n(), shape.k(), a, b, c);
        }
    }

    /** {@code C = A·B}, with A of m × k and B of k × n. */
    static void multiply(int m, int n, int k, float[] a, float[] b, float[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * k + p] * b[p * n + j];
                }
                c[i * n + j] = sum;
            }
        }
    }

    /** {@code C = A·Bᵀ}, with A of m × k and B of n × k. */
    static void multiplyByTranspose(int m, int n, int k, float[] a, float[] b, float[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * k + p] * b[j * k + p];
                }
                c[i * n + j] = sum;
            }
        }
    }

    /** {@code C = Aᵀ·B}, with A of k × m and B of k × n. */
    static void multiplyTranspose(int m, int n, int k, float[] a, float[] b, float[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[p * m + i] * b[p * n + j];
                }
                c[i * n + j] = sum;
            }
        }
    }

    /** {@code C = Aᵀ·Bᵀ}, with A of k × m and B of n × k. */
    static void multiplyTransposes(int m, int n, int k, float[] a, float[] b, float[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[p * m + i] * b[j * k + p];
                }
                c[i * n + j] = sum;
            }
        }
    }

    /** {@code A = g(W·X + b)}, with W of n × k, X of k × m and b of n × 1. */
    public static void dense(int n, int m, int k, float[] w, float[] x, float[] bias, Activation g, float[] a) {
        multiply(n, m, k, w, x, a);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                a[i * m + j] += bias[i];
            }
        }
        activate(g, a, a);
    }

    /** {@code A = g(Z)}, with the exponentials of {@link Math}. */
    public static void activate(Activation g, float[] z, float[] a) {
        float alpha = g.alpha();
        float beta = g.beta();
        switch (g.kind()) {
            case IDENTITY -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = z[i];
                }
            }
            case RELU -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = Math.max(0, z[i]);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = z[i] > 0 ? z[i] : alpha * z[i];
                }
            }
            case THRESHOLDED_RELU -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = z[i] > alpha ? z[i] : 0;
                }
            }
            case CLIP -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = Math.max(alpha, Math.min(beta, z[i]));
                }
            }
            case ELU -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = z[i] > 0 ? z[i] : (float) (alpha * Math.expm1(z[i]));
                }
            }
            case CELU -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = z[i] > 0 ? z[i] : (float) (alpha * Math.expm1(z[i] / alpha));
                }
            }
            case SELU -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) (SELU_SCALE * (z[i] > 0 ? z[i] : SELU_ALPHA * Math.expm1(z[i])));
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) (1 / (1 + Math.exp(-z[i])));
                }
            }
            case HARD_SIGMOID -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) Math.max(0, Math.min(1, (double) alpha * z[i] + beta));
                }
            }
            case TANH -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) Math.tanh(z[i]);
                }
            }
            case SOFTSIGN -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = z[i] / (1 + Math.abs(z[i]));
                }
            }
            case SOFTPLUS -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) Math.log1p(Math.exp(z[i]));
                }
            }
            case SWISH -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) (z[i] / (1 + Math.exp(-z[i])));
                }
            }
            case HARD_SWISH -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = z[i] * (Math.max(0, Math.min(6, z[i] + 3)) / 6);
                }
            }
            case MISH -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) (z[i] * Math.tanh(Math.log1p(Math.exp(z[i]))));
                }
            }
            case GELU -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) (z[i] * normal(z[i]));
                }
            }
            case GELU_TANH -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) (z[i] / (1 + Math.exp(-GELU_1 * (z[i] + GELU_3 * z[i] * z[i] * z[i]))));
                }
            }
            case EXPONENTIAL -> {
                for (int i = 0; i < z.length; i++) {
                    a[i] = (float) Math.exp(z[i]);
                }
            }
        }
    }

    /**
     * The normal distribution, {@code ½·(1 + erf(z / √2))}: by its series around 0, by its continued fraction in the tails.
     */
    public static double normal(double z) {
        double x = Math.abs(z);
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
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
            for (int k = 50; k > 0; k--) {
                fraction = x + k / fraction;
            }
            tail = density / fraction;
        }
        return z > 0 ? 1 - tail : tail;
    }

    /** {@code y = X·1}, with X of m × n. */
    public static void rowSums(int m, int n, float[] x, float[] y) {
        for (int i = 0; i < m; i++) {
            float sum = 0;
            for (int j = 0; j < n; j++) {
                sum += x[i * n + j];
            }
            y[i] = sum;
        }
    }

    /**
     * One step of gradient descent: forward with ReLU and a softmax output, categorical cross-entropy, backward, then
     * {@code W = W − α·dW} and {@code b = b − α·db}.
     *
     * @param shape the widths and m
     * @param w the weights of each layer, n[l] × n[l−1]
     * @param b the biases of each layer, n[l] × 1
     * @param x X, n[0] × m
     * @param y Y, n[L] × m
     * @param rate α
     */
    public static void trainingStep(NetworkShape shape, float[][] w, float[][] b, float[] x, float[] y, float rate) {
        int depth = shape.depth();
        int m = shape.batch();
        float[][] a = forward(shape, w, b, x);
        float[] dz = a[depth];
        for (int i = 0; i < dz.length; i++) {
            dz[i] -= y[i];
        }
        for (int l = depth; l >= 1; l--) {
            int n = shape.width(l);
            int before = shape.width(l - 1);
            float[] dw = new float[n * before];
            float[] db = new float[n];
            multiplyByTranspose(n, before, m, dz, a[l - 1], dw);
            rowSums(n, m, dz, db);
            if (l > 1) {
                dz = backward(n, before, m, w[l - 1], dz, a[l - 1]);
            }
            descend(rate / m, dw, w[l - 1]);
            descend(rate / m, db, b[l - 1]);
        }
    }

    /**
     * What each layer gives, with ReLU and a softmax output: A[0] = X to A[L].
     *
     * @param shape the widths and m
     * @param w the weights of each layer, n[l] × n[l−1]
     * @param b the biases of each layer, n[l] × 1
     * @param x X, n[0] × m
     */
    public static float[][] forward(NetworkShape shape, float[][] w, float[][] b, float[] x) {
        int depth = shape.depth();
        int m = shape.batch();
        float[][] a = new float[depth + 1][];
        a[0] = x;
        for (int l = 1; l <= depth; l++) {
            a[l] = new float[shape.width(l) * m];
            dense(shape.width(l), m, shape.width(l - 1), w[l - 1], a[l - 1], b[l - 1],
                    l < depth ? Activation.RELU : Activation.IDENTITY, a[l]);
        }
        softmax(Of.COLUMNS, shape.outputs(), m, false, a[depth], a[depth]);
        return a;
    }

    /** Dropout of some units of some examples, with the noise of a step. */
    static void dropout(float share, RandomStream noise, int units, int examples, float[] x, float[] a) {
        double limit = share * 0x1p32 - 0x1p31;
        for (int i = 0; i < units; i++) {
            for (int e = 0; e < examples; e++) {
                long number = noise.at((1L << 32) * (e / 2) + i);
                int half = (int) (e % 2 == 0 ? number : number >> 32);
                a[i * examples + e] = half < limit ? 0 : x[i * examples + e] * (float) (1 / (1.0 - share));
            }
        }
    }

    /** Whether the columns of a matrix or its rows are examples. */
    enum Of {
        /** Columns. */
        COLUMNS,
        /** Rows. */
        ROWS
    }

    /** Softmax of the columns or the rows of an m × n matrix Z, or its logarithm; A may be Z. */
    static void softmax(Of of, int m, int n, boolean log, float[] z, float[] a) {
        int examples = of == Of.COLUMNS ? n : m;
        int elements = of == Of.COLUMNS ? m : n;
        int next = of == Of.COLUMNS ? 1 : n;
        int step = of == Of.COLUMNS ? n : 1;
        for (int e = 0; e < examples; e++) {
            int first = e * next;
            float max = z[first];
            for (int i = 1; i < elements; i++) {
                max = Math.max(max, z[first + i * step]);
            }
            double sum = 0;
            for (int i = 0; i < elements; i++) {
                sum += Math.exp(z[first + i * step] - max);
            }
            for (int i = 0; i < elements; i++) {
                double difference = z[first + i * step] - max;
                a[first + i * step] = (float) (log ? difference - Math.log(sum) : Math.exp(difference) / sum);
            }
        }
    }

    /** What element (i, j) of a result is. */
    interface Element {
        double at(int i, int j);
    }

    /** Each element of an m × n matrix. */
    static void elements(int m, int n, Element element, float[] z) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                z[i * n + j] = (float) element.at(i, j);
            }
        }
    }

    /** {@code y = 1ᵀ·X}, with X of m × n. */
    static void columnSums(int m, int n, float[] x, float[] y) {
        for (int j = 0; j < n; j++) {
            float sum = 0;
            for (int i = 0; i < m; i++) {
                sum += x[i * n + j];
            }
            y[j] = sum;
        }
    }

    /** The root of the sum of the squares. */
    static float norm(float[] x) {
        float sum = 0;
        for (float element : x) {
            sum += element * element;
        }
        return (float) Math.sqrt(sum);
    }

    /** The rows of an m × n matrix X, divided by their norms where these are larger than 1. */
    static void maxNormRows(int m, int n, float[] x, float[] z) {
        for (int i = 0; i < m; i++) {
            float sum = 0;
            for (int j = 0; j < n; j++) {
                sum += x[i * n + j] * x[i * n + j];
            }
            float factor = Math.min(1, 1 / (float) Math.sqrt(sum));
            for (int j = 0; j < n; j++) {
                z[i * n + j] = factor * x[i * n + j];
            }
        }
    }

    /** The index of the largest of n elements, {@code step} apart, of m lines, {@code next} apart. */
    static void argMax(int m, int n, int next, int step, float[] x, int[] indices) {
        for (int i = 0; i < m; i++) {
            int largest = 0;
            for (int j = 1; j < n; j++) {
                if (x[i * next + j * step] > x[i * next + largest * step]) {
                    largest = j;
                }
            }
            indices[i] = largest;
        }
    }

    /** Integers as floats. */
    static void convert(int[] integers, float[] numbers) {
        for (int i = 0; i < integers.length; i++) {
            numbers[i] = integers[i];
        }
    }

    /** {@code dZ₋ = Wᵀ·dZ ⊙ g₋′}, with the gradient of ReLU from what it gave. */
    private static float[] backward(int n, int before, int m, float[] w, float[] dz, float[] aBefore) {
        float[] dzBefore = new float[before * m];
        multiplyTranspose(before, m, n, w, dz, dzBefore);
        for (int i = 0; i < dzBefore.length; i++) {
            dzBefore[i] = aBefore[i] > 0 ? dzBefore[i] : 0;
        }
        return dzBefore;
    }

    private static void descend(float step, float[] gradient, float[] parameters) {
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= step * gradient[i];
        }
    }
}
