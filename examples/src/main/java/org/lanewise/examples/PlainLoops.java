package org.lanewise.examples;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;

/**
 * Mini-batch gradient descent as one writes it from a textbook: triple loops over {@code float[]}, the sum innermost,
 * one step after the other. It is what Lanewise is measured against, and shares no code with it: same start, same
 * mini-batches, same equations, so the same costs but for rounding.
 */
final class PlainLoops {
    /** A layer's parameters, and its tensors for one mini-batch: row-major, a column for each example. */
    private static final class Layer {
        final int inputs;
        final int outputs;
        final Activation activation;
        final float[] w;
        final float[] b;
        final float[] dw;
        final float[] db;
        final float[] z;
        final float[] a;
        final float[] dz;

        Layer(DenseLayer start, int batchSize) {
            inputs = start.inputs();
            outputs = start.outputs();
            activation = start.activation();
            w = start.weights().toArray();
            b = start.bias().toArray();
            dw = new float[w.length];
            db = new float[b.length];
            z = new float[outputs * batchSize];
            a = new float[outputs * batchSize];
            dz = new float[outputs * batchSize];
        }
    }

    private final Layer[] layers;
    private final Cost cost;
    private final float[] allX;
    private final float[] allY;
    private final int[] order;
    private final int batchSize;
    private final float learningRate;
    private final RandomStream random;
    private int epochs;
    private final float[] x;
    private final float[] y;

    /**
     * Copies a network as it is now.
     *
     * @param start the network, with a cross-entropy as its cost
     * @param images what to train on
     * @param settings how to train
     */
    PlainLoops(Network start, Images images, Settings settings) {
        int[] labels = images.labels();
        int outputs = start.outputs();
        int size = Math.min(settings.batchSize(), labels.length);
        layers = start.layers().stream().map(layer -> new Layer(layer, size)).toArray(Layer[]::new);
        cost = start.cost();
        allX = images.x().toColumns().toArray();
        allY = new float[outputs * labels.length];
        for (int j = 0; j < labels.length; j++) {
            if (outputs == 1) {
                allY[j] = labels[j];
            } else {
                allY[labels[j] * labels.length + j] = 1;
            }
        }
        order = new int[labels.length];
        batchSize = size;
        learningRate = settings.learningRate();
        random = RandomStream.of(settings.seed(), "shuffle");
        x = new float[start.inputs() * size];
        y = new float[outputs * size];
    }

    /** Trains for one epoch and returns the mean loss over its examples, each measured just before its update. */
    double trainEpoch() {
        shuffle();
        double sum = 0;
        for (int first = 0; first < order.length; first += batchSize) {
            int m = Math.min(batchSize, order.length - first);
            gather(allX, first, x, m);
            gather(allY, first, y, m);
            forward(m);
            sum += switch (cost.kind()) {
                case BINARY_CROSS_ENTROPY -> sigmoidCrossEntropy(m);
                case CATEGORICAL_CROSS_ENTROPY -> softmaxCrossEntropy(m);
                default -> throw new IllegalStateException("no digits are learned by " + cost);
            };
            backward(m);
            update();
        }
        return sum / order.length;
    }

    /** Fisher and Yates, with the random numbers that Lanewise has for the epoch. */
    private void shuffle() {
        random.position((long) epochs << Integer.SIZE);
        epochs++;
        for (int j = 0; j < order.length; j++) {
            order[j] = j;
        }
        for (int j = order.length - 1; j > 0; j--) {
            int other = random.nextInt(j + 1);
            int swapped = order[j];
            order[j] = order[other];
            order[other] = swapped;
        }
    }

    private void gather(float[] all, int first, float[] batch, int m) {
        int rows = all.length / order.length;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < m; j++) {
                batch[i * m + j] = all[i * order.length + order[first + j]];
            }
        }
    }

    /** {@code Z = W·A₋ + b} and {@code A = g(Z)}. */
    private void forward(int m) {
        float[] before = x;
        for (Layer layer : layers) {
            multiply(layer.w, before, layer.z, layer.outputs, m, layer.inputs);
            for (int i = 0; i < layer.outputs; i++) {
                for (int j = 0; j < m; j++) {
                    layer.z[i * m + j] += layer.b[i];
                    layer.a[i * m + j] = activate(layer.activation, layer.z[i * m + j]);
                }
            }
            before = layer.a;
        }
    }

    /** {@code dZ = σ(z) − Y} of the output layer; returns the sum of the losses. */
    private double sigmoidCrossEntropy(int m) {
        Layer last = layers[layers.length - 1];
        double sum = 0;
        for (int i = 0; i < last.outputs; i++) {
            for (int j = 0; j < m; j++) {
                float z = last.a[i * m + j];
                float target = y[i * m + j];
                last.dz[i * m + j] = sigmoid(z) - target;
                sum += Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z)));
            }
        }
        return sum;
    }

    /** {@code dZ = softmax(z) − Y} of the output layer; returns the sum of the losses. */
    private double softmaxCrossEntropy(int m) {
        Layer last = layers[layers.length - 1];
        double sum = 0;
        for (int j = 0; j < m; j++) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < last.outputs; i++) {
                largest = Math.max(largest, last.a[i * m + j]);
            }
            float total = 0;
            for (int i = 0; i < last.outputs; i++) {
                last.dz[i * m + j] = (float) Math.exp(last.a[i * m + j] - largest);
                total += last.dz[i * m + j];
            }
            for (int i = 0; i < last.outputs; i++) {
                float target = y[i * m + j];
                last.dz[i * m + j] = last.dz[i * m + j] / total - target;
                sum -= target * (last.a[i * m + j] - largest - Math.log(total));
            }
        }
        return sum;
    }

    /**
     * {@code dW = (1/m)·dZ·A₋ᵀ}, {@code db = (1/m)·rowSum(dZ)}, {@code dA₋ = Wᵀ·dZ} and {@code dZ₋ = dA₋ ⊙ g₋′(Z₋)}.
     */
    private void backward(int m) {
        for (int l = layers.length - 1; l >= 0; l--) {
            Layer layer = layers[l];
            multiplyByTransposed(layer.dz, l == 0 ? x : layers[l - 1].a, layer.dw, layer.outputs, layer.inputs, m);
            for (int i = 0; i < layer.dw.length; i++) {
                layer.dw[i] /= m;
            }
            for (int i = 0; i < layer.outputs; i++) {
                float sum = 0;
                for (int j = 0; j < m; j++) {
                    sum += layer.dz[i * m + j];
                }
                layer.db[i] = sum / m;
            }
            if (l > 0) {
                Layer before = layers[l - 1];
                multiplyTransposed(layer.w, layer.dz, before.dz, before.outputs, m, layer.outputs);
                for (int i = 0; i < before.outputs * m; i++) {
                    before.dz[i] *= derivative(before.activation, before.z[i]);
                }
            }
        }
    }

    /** {@code W = W − α·dW} and {@code b = b − α·db}. */
    private void update() {
        for (Layer layer : layers) {
            for (int i = 0; i < layer.w.length; i++) {
                layer.w[i] -= learningRate * layer.dw[i];
            }
            for (int i = 0; i < layer.b.length; i++) {
                layer.b[i] -= learningRate * layer.db[i];
            }
        }
    }

    /** {@code C = A·B} with A of shape m × k and B of shape k × n. */
    private static void multiply(float[] a, float[] b, float[] c, int m, int n, int k) {
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

    /** {@code C = Aᵀ·B} with A of shape k × m and B of shape k × n. */
    private static void multiplyTransposed(float[] a, float[] b, float[] c, int m, int n, int k) {
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

    /** {@code C = A·Bᵀ} with A of shape m × k and B of shape n × k. */
    private static void multiplyByTransposed(float[] a, float[] b, float[] c, int m, int n, int k) {
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

    private static float activate(Activation g, float z) {
        return switch (g.kind()) {
            case IDENTITY -> z;
            case RELU -> Math.max(z, 0);
            case LEAKY_RELU -> z > 0 ? z : g.alpha() * z;
            case SIGMOID -> sigmoid(z);
            case TANH -> (float) Math.tanh(z);
            case SWISH -> z * sigmoid(z);
            default -> throw new IllegalArgumentException("no example has " + g);
        };
    }

    private static float derivative(Activation g, float z) {
        return switch (g.kind()) {
            case IDENTITY -> 1;
            case RELU -> z > 0 ? 1 : 0;
            case LEAKY_RELU -> z > 0 ? 1 : g.alpha();
            case SIGMOID -> sigmoid(z) * (1 - sigmoid(z));
            case TANH -> 1 - (float) (Math.tanh(z) * Math.tanh(z));
            case SWISH -> sigmoid(z) * (1 + z * (1 - sigmoid(z)));
            default -> throw new IllegalArgumentException("no example has " + g);
        };
    }

    private static float sigmoid(float z) {
        return (float) (1 / (1 + Math.exp(-z)));
    }
}
