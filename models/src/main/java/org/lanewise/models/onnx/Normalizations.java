package org.lanewise.models.onnx;

import java.util.List;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Tensor;

/** Softmax, and what brings numbers to mean 0 and variance 1. */
final class Normalizations {
    private Normalizations() {
    }

    /**
     * Softmax or its logarithm. Up to opset 12 it is over all dimensions from the axis on, as if they were one; from 13
     * on over the axis alone.
     */
    record Softmax(long axis, boolean overRest, boolean isLog) implements Operator {

        static Softmax of(Attributes attributes, boolean isLog) {
            boolean overRest = attributes.opset() < 13;
            return new Softmax(attributes.integer("axis", overRest ? 1 : -1), overRest, isLog);
        }

        /** Whether it is over the rows of a matrix. */
        boolean isOfRows() {
            return axis == 1 || axis == -1;
        }

        @Override
        public List<Tensor> run(Inputs in) {
            Tensor x = in.get(0);
            if (!x.type().isReal()) {
                throw new IllegalArgumentException("there is no softmax of " + x);
            }
            int[] shape = x.shape();
            int at = overRest ? Shapes.axisOrEnd(axis, x.rank()) : Shapes.axis(axis, x.rank());
            int outer = Shapes.outer(shape, at);
            int n = overRest ? Shapes.inner(shape, at) : shape[at];
            int inner = overRest ? 1 : Shapes.inner(shape, at + 1);
            if (x.size() == 0) {
                return List.of(x);
            }
            if (x.type() == Tensor.Type.DOUBLE) {
                return List.of(inDouble(x, outer, n, inner));
            }
            float[] out = new float[Shapes.elements(shape)];
            for (int o = 0; o < (inner == 1 ? 1 : outer); o++) {
                int rows = inner == 1 ? outer : n;
                int columns = inner == 1 ? n : inner;
                Matrix z = Matrix.view(Tensors.floats(x), o * n * inner, rows, columns, columns);
                Matrix a = Matrix.view(out, o * n * inner, rows, columns, columns);
                if (inner == 1) {
                    rows(in, z, a);
                } else {
                    columns(in, z, a);
                }
            }
            return List.of(Tensor.over(out, shape));
        }

        private void rows(Inputs in, Matrix z, Matrix a) {
            if (isLog) {
                in.kernels().logSoftmaxRows(z, a);
            } else {
                in.kernels().softmaxRows(z, a);
            }
        }

        private void columns(Inputs in, Matrix z, Matrix a) {
            if (isLog) {
                in.kernels().logSoftmax(z, a);
            } else {
                in.kernels().softmax(z, a);
            }
        }

        private Tensor inDouble(Tensor x, int outer, int n, int inner) {
            double[] out = Tensors.reals(x);
            for (int i = 0; i < outer * inner; i++) {
                int start = i / inner * n * inner + i % inner;
                double max = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < n; k++) {
                    max = Math.max(max, out[start + k * inner]);
                }
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += StrictMath.exp(out[start + k * inner] - max);
                }
                for (int k = 0; k < n; k++) {
                    double z = out[start + k * inner] - max;
                    out[start + k * inner] = isLog ? z - StrictMath.log(sum) : StrictMath.exp(z) / sum;
                }
            }
            return Tensor.over(out, x.shape());
        }
    }

    /** {@code (x − mean) / √(variance + ε)·scale + bias} with a mean and a variance for each channel, axis 1. */
    record BatchNormalization(float epsilon) implements Operator {

        static BatchNormalization of(Attributes attributes) {
            if (attributes.flag("training_mode", false) || !attributes.flag("spatial", true)) {
                throw new IllegalArgumentException("only the mode for predictions is supported, per channel");
            }
            attributes.ignore("momentum");
            return new BatchNormalization(attributes.real("epsilon", 1e-5f));
        }

        /** {@code scale / √(variance + ε)} of a channel. */
        double factor(Inputs in, int channel) {
            return in.get(1).real(channel) / StrictMath.sqrt(in.get(4).real(channel) + epsilon);
        }

        /** What is left: {@code bias − mean·factor}. */
        double shift(Inputs in, int channel) {
            return in.get(2).real(channel) - in.get(3).real(channel) * factor(in, channel);
        }

        void check(Inputs in, int channels) {
            for (int i = 1; i < 5; i++) {
                if (in.get(i).rank() != 1 || in.get(i).size() != channels) {
                    throw new IllegalArgumentException(
                            "input " + i + " is " + in.get(i) + " for " + channels + " channels");
                }
            }
        }

        @Override
        public List<Tensor> run(Inputs in) {
            Tensor x = in.get(0);
            if (x.rank() < 2) {
                throw new IllegalArgumentException(x + " has no channels");
            }
            int channels = x.dimension(1);
            check(in, channels);
            int inner = Shapes.inner(x.shape(), 2);
            double[] out = Tensors.reals(x);
            for (int i = 0; i < out.length; i++) {
                int c = i / inner % channels;
                out[i] = (out[i] - in.get(3).real(c)) * factor(in, c) + in.get(2).real(c);
            }
            return List.of(Operators.cast(Tensor.over(out, x.shape()), x.type()));
        }
    }

    /** The same with the mean and the variance of each example's own numbers, from an axis on. */
    static Operator layerNormalization(Attributes attributes) {
        long anyAxis = attributes.integer("axis", -1);
        float epsilon = attributes.real("epsilon", 1e-5f);
        attributes.ignore("stash_type");
        return in -> {
            Tensor x = in.get(0);
            int axis = Shapes.axis(anyAxis, x.rank());
            int[] shape = x.shape();
            int n = Shapes.inner(shape, axis);
            int[] kept = x.shape();
            for (int i = axis; i < kept.length; i++) {
                kept[i] = 1;
            }
            double[] out = Tensors.reals(x);
            double[] means = new double[Shapes.elements(kept)];
            double[] inverses = new double[means.length];
            var scale = Shapes.broadcastIndex(in.get(1).shape(), shape);
            var bias = in.has(2) ? Shapes.broadcastIndex(in.get(2).shape(), shape) : scale;
            for (int e = 0; e < means.length; e++) {
                double sum = 0;
                for (int i = e * n; i < (e + 1) * n; i++) {
                    sum += out[i];
                }
                means[e] = sum / n;
                double squares = 0;
                for (int i = e * n; i < (e + 1) * n; i++) {
                    squares += (out[i] - means[e]) * (out[i] - means[e]);
                }
                inverses[e] = 1 / StrictMath.sqrt(squares / n + epsilon);
                for (int i = e * n; i < (e + 1) * n; i++) {
                    double normal = (out[i] - means[e]) * inverses[e] * in.get(1).real(scale.applyAsInt(i));
                    out[i] = in.has(2) ? normal + in.get(2).real(bias.applyAsInt(i)) : normal;
                }
            }
            return List.of(Operators.cast(Tensor.over(out, shape), x.type()),
                    Operators.cast(Tensor.over(means, kept), Tensor.Type.FLOAT),
                    Operators.cast(Tensor.over(inverses, kept), Tensor.Type.FLOAT));
        };
    }
}
