package org.lanewise.models.onnx;

import java.util.List;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Tensor;

/**
 * Operators of one element of each input. Single precision is computed in double and rounded once: for +, −, ×, ÷ and √
 * that is the correctly rounded result, and for the others the same on every machine.
 */
final class ElementWise {
    private ElementWise() {
    }

    /**
     * A function of two numbers, with broadcasting.
     *
     * @param kind which one, where the kernels have it or it is folded into a layer
     */
    record Arithmetic(Kind kind, DoubleBinaryOperator real, LongBinaryOperator integer) implements Operator {
        enum Kind {
            ADD, SUB, MUL, DIV, OTHER
        }

        @Override
        public List<Tensor> run(Inputs in) {
            Tensor result = in.get(0);
            for (int i = 1; i < in.size(); i++) {
                result = of(in.kernels(), result, in.get(i));
            }
            return List.of(result);
        }

        private Tensor of(Kernels kernels, Tensor a, Tensor b) {
            Operators.checkType(a.type() == b.type(), a, b);
            int[] shape = Shapes.broadcast(a.shape(), b.shape());
            Object out = a.type().newArray(Shapes.elements(shape));
            if (out instanceof float[] c && byKernels(kernels, a, b, c)) {
                return Tensor.over(out, shape);
            }
            IntUnaryOperator ia = Shapes.broadcastIndex(a.shape(), shape);
            IntUnaryOperator ib = Shapes.broadcastIndex(b.shape(), shape);
            switch (out) {
                case float[] c -> {
                    float[] x = Tensors.floats(a);
                    float[] y = Tensors.floats(b);
                    for (int i = 0; i < c.length; i++) {
                        c[i] = (float) real.applyAsDouble(x[ia.applyAsInt(i)], y[ib.applyAsInt(i)]);
                    }
                }
                case double[] c -> {
                    for (int i = 0; i < c.length; i++) {
                        c[i] = real.applyAsDouble(a.real(ia.applyAsInt(i)), b.real(ib.applyAsInt(i)));
                    }
                }
                case long[] c -> {
                    for (int i = 0; i < c.length; i++) {
                        c[i] = integer.applyAsLong(a.integer(ia.applyAsInt(i)), b.integer(ib.applyAsInt(i)));
                    }
                }
                case int[] c -> {
                    for (int i = 0; i < c.length; i++) {
                        c[i] = (int) integer.applyAsLong(a.integer(ia.applyAsInt(i)), b.integer(ib.applyAsInt(i)));
                    }
                }
                default -> throw new IllegalArgumentException("there is no arithmetic of " + a.type());
            }
            return Tensor.over(out, shape);
        }

        /** Sums and products of equal shapes, or of all rows with one. */
        private boolean byKernels(Kernels kernels, Tensor a, Tensor b, float[] c) {
            int n = b.size();
            boolean isRow = b.rank() > 0 && n == b.dimension(b.rank() - 1);
            boolean isSum = kind == Kind.ADD;
            if (!(isSum || kind == Kind.MUL) || !(isRow || n == c.length) || a.size() != c.length || n == 0) {
                return false;
            }
            Matrix x = Matrix.view(Tensors.floats(a), 0, c.length / n, n, n);
            Matrix y = Matrix.view(Tensors.floats(b), 0, 1, n, n);
            Matrix z = Matrix.view(c, 0, c.length / n, n, n);
            if (isSum) {
                kernels.addRow(x, y, z);
            } else {
                kernels.multiplyRow(x, y, z);
            }
            return true;
        }
    }

    /** A function of one number. */
    static Operator unary(DoubleUnaryOperator real, LongUnaryOperator integer) {
        return Operator.of(in -> {
            Tensor x = in.get(0);
            Object out = x.type().newArray(Shapes.elements(x.shape()));
            switch (out) {
                case float[] c -> {
                    float[] z = Tensors.floats(x);
                    for (int i = 0; i < c.length; i++) {
                        c[i] = (float) real.applyAsDouble(z[i]);
                    }
                }
                case double[] c -> {
                    for (int i = 0; i < c.length; i++) {
                        c[i] = real.applyAsDouble(x.real(i));
                    }
                }
                case long[] c -> {
                    for (int i = 0; i < c.length; i++) {
                        c[i] = integer.applyAsLong(x.integer(i));
                    }
                }
                case int[] c -> {
                    for (int i = 0; i < c.length; i++) {
                        c[i] = (int) integer.applyAsLong(x.integer(i));
                    }
                }
                default -> throw new IllegalArgumentException("the operator has no meaning for " + x.type());
            }
            return Tensor.over(out, x.shape());
        });
    }

    /** A function of real numbers only. */
    static Operator unary(DoubleUnaryOperator real) {
        return unary(real, z -> {
            throw new IllegalArgumentException("the operator has no meaning for integers");
        });
    }

    /** The mean of all inputs. */
    static Tensor mean(Inputs in) {
        if (!in.get(0).type().isReal()) {
            throw new IllegalArgumentException("there is no mean of " + in.get(0));
        }
        Tensor sum = new Arithmetic(Arithmetic.Kind.ADD, Double::sum, Long::sum).run(in).getFirst();
        int count = in.size();
        return unary(z -> z / count).run(new Inputs(in.kernels(), List.of(sum))).getFirst();
    }

    /** {@code xʸ}, of the type of x; y may have another one. */
    static Tensor power(Inputs in) {
        Tensor base = in.get(0);
        Tensor exponent = Operators.cast(in.get(1), Tensor.Type.DOUBLE);
        Tensor wide = new Arithmetic(Arithmetic.Kind.OTHER, StrictMath::pow, (a, b) -> 0)
                .of(in.kernels(), Operators.cast(base, Tensor.Type.DOUBLE), exponent);
        return Operators.cast(wide, base.type());
    }

    static Tensor isNaN(Inputs in) {
        Tensor x = in.get(0);
        if (!x.type().isReal()) {
            throw new IllegalArgumentException("real numbers are needed, not " + x);
        }
        boolean[] out = new boolean[Shapes.elements(x.shape())];
        for (int i = 0; i < out.length; i++) {
            out[i] = Double.isNaN(x.real(i));
        }
        return Tensor.of(out, x.shape());
    }

    /** What two numbers are asked; integers are compared as such. */
    @FunctionalInterface
    interface Comparison {
        boolean holds(int order);
    }

    static Operator comparison(Comparison comparison) {
        return Operator.of(in -> {
            Tensor a = in.get(0);
            Tensor b = in.get(1);
            Operators.checkType(a.type() == b.type(), a, b);
            if (a.type() == Tensor.Type.STRING || a.type() == Tensor.Type.BOOL) {
                throw new IllegalArgumentException("there is no order of " + a.type());
            }
            boolean isInteger = a.type().isInteger();
            return compare(a, b, (i, j) -> {
                if (isInteger) {
                    return comparison.holds(Long.compare(a.integer(i), b.integer(j)));
                }
                double x = a.real(i);
                double y = b.real(j);
                return x < y ? comparison.holds(-1) : x > y ? comparison.holds(1) : x == y && comparison.holds(0);
            });
        });
    }

    static Tensor equal(Inputs in) {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Operators.checkType(a.type() == b.type(), a, b);
        return compare(a, b,
                (i, j) -> a.type().isReal()
                        ? a.real(i) == b.real(j)
                        : Objects.equals(Tensors.key(a, i), Tensors.key(b, j)));
    }

    /** A function of two truth values. */
    @FunctionalInterface
    interface Logic {
        boolean of(boolean a, boolean b);
    }

    static Operator logic(Logic logic) {
        return Operator.of(in -> {
            boolean[] a = in.get(0).booleans();
            boolean[] b = in.get(1).booleans();
            return compare(in.get(0), in.get(1), (i, j) -> logic.of(a[i], b[j]));
        });
    }

    /** A question about value i of one tensor and value j of another. */
    @FunctionalInterface
    private interface Question {
        boolean holds(int i, int j);
    }

    private static Tensor compare(Tensor a, Tensor b, Question question) {
        int[] shape = Shapes.broadcast(a.shape(), b.shape());
        IntUnaryOperator ia = Shapes.broadcastIndex(a.shape(), shape);
        IntUnaryOperator ib = Shapes.broadcastIndex(b.shape(), shape);
        boolean[] out = new boolean[Shapes.elements(shape)];
        for (int i = 0; i < out.length; i++) {
            out[i] = question.holds(ia.applyAsInt(i), ib.applyAsInt(i));
        }
        return Tensor.over(out, shape);
    }

    static Tensor not(Inputs in) {
        boolean[] given = in.get(0).booleans();
        boolean[] out = new boolean[Shapes.elements(in.get(0).shape())];
        for (int i = 0; i < out.length; i++) {
            out[i] = !given[i];
        }
        return Tensor.over(out, in.get(0).shape());
    }

    /** {@code condition ? x : y}, of any type. */
    static Tensor where(Inputs in) {
        Tensor x = in.get(1);
        Tensor y = in.get(2);
        Operators.checkType(x.type() == y.type(), x, y);
        int[] shape = Shapes.broadcast(in.get(0).shape(), Shapes.broadcast(x.shape(), y.shape()));
        boolean[] condition = Tensors.expand(in.get(0), shape).booleans();
        Object from = Tensors.expand(x, shape).values();
        Object out = Tensors.pick(y, shape, Shapes.broadcastIndex(y.shape(), shape)).values();
        for (int i = 0; i < condition.length; i++) {
            if (condition[i]) {
                System.arraycopy(from, i, out, i, 1);
            }
        }
        return Tensor.over(out, shape);
    }

    /** {@code min(max(x, lo), hi)}; a bound that is absent is the largest finite number. NaN stays NaN. */
    record Clip() implements Operator {
        @Override
        public List<Tensor> run(Inputs in) {
            if (in.get(0).type().isReal()) {
                double largest = in.get(0).type() == Tensor.Type.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
                double lo = in.scalar(1, -largest);
                double hi = in.scalar(2, largest);
                return unary(z -> Math.min(Math.max(z, lo), hi)).run(in);
            }
            long lo = in.has(1) ? in.get(1).integer(0) : Long.MIN_VALUE;
            long hi = in.has(2) ? in.get(2).integer(0) : Long.MAX_VALUE;
            return unary(z -> z, z -> Math.min(Math.max(z, lo), hi)).run(in);
        }
    }

    /** {@code x < 0 ? slope·x : x}. */
    static Tensor prelu(Inputs in) {
        Tensor x = in.get(0);
        Tensor slope = Tensors.expand(in.get(1), x.shape());
        return new Arithmetic(Arithmetic.Kind.OTHER, (a, s) -> a < 0 ? s * a : a, (a, s) -> a < 0 ? s * a : a)
                .of(in.kernels(), x, slope);
    }

    /** The error function: a series for small numbers, a continued fraction of its complement for large ones. */
    static double erf(double x) {
        double a = Math.abs(x);
        if (!(a < 6)) {
            return Double.isNaN(x) ? x : Math.copySign(1, x);
        }
        double square = a * a;
        if (a < 2.5) {
            double term = a;
            double sum = a;
            for (int n = 1; term > sum * 0x1p-54; n++) {
                term *= 2 * square / (2 * n + 1);
                sum += term;
            }
            return Math.copySign(2 / StrictMath.sqrt(Math.PI) * StrictMath.exp(-square) * sum, x);
        }
        double fraction = a;
        for (int n = 60; n > 0; n--) {
            fraction = a + n / 2.0 / fraction;
        }
        return Math.copySign(1 - StrictMath.exp(-square) / (StrictMath.sqrt(Math.PI) * fraction), x);
    }
}
