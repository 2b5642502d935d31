package org.lanewise.models.onnx;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.lanewise.models.Tensor;

/** Operators that make fewer numbers of many; sums are in double precision, in the order of the values. */
final class Reductions {
    private Reductions() {
    }

    /** How two numbers become one, and what becomes of the last. */
    enum Kind {
        SUM, MEAN, MAX, MIN, PROD;

        double start() {
            return switch (this) {
                case MAX -> Double.NEGATIVE_INFINITY;
                case MIN -> Double.POSITIVE_INFINITY;
                case PROD -> 1;
                case SUM, MEAN -> 0;
            };
        }

        double add(double a, double b) {
            return switch (this) {
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
                case PROD -> a * b;
                case SUM, MEAN -> a + b;
            };
        }

        long startOfIntegers(Tensor.Type type) {
            return switch (this) {
                case MAX -> type == Tensor.Type.INT32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
                case MIN -> type == Tensor.Type.INT32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
                case PROD -> 1;
                case SUM, MEAN -> 0;
            };
        }

        long add(long a, long b) {
            return switch (this) {
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
                case PROD -> a * b;
                case SUM, MEAN -> a + b;
            };
        }
    }

    /** Axes as an attribute before the opset {@code axesAreInput}, then as an input. */
    static Operator.Factory of(Kind kind, int axesAreInput) {
        return attributes -> {
            boolean keep = attributes.flag("keepdims", true);
            boolean isInput = attributes.opset() >= axesAreInput;
            long[] fixed = isInput ? new long[0] : attributes.integers("axes");
            boolean noneIsNone = isInput && attributes.flag("noop_with_empty_axes", false);
            return Operator.of(in -> {
                long[] axes = isInput ? in.integers(1) : fixed;
                return axes.length == 0 && noneIsNone ? in.get(0) : reduce(kind, in.get(0), axes, keep);
            });
        };
    }

    private static Tensor reduce(Kind kind, Tensor x, long[] given, boolean keep) {
        int[] axes = Shapes.axes(given, x.rank());
        int[] kept = x.shape();
        int[] dropped = new int[x.rank()];
        int rank = 0;
        int[] strides = new int[x.rank()];
        for (int i = 0; i < kept.length; i++) {
            if (Shapes.contains(axes, i)) {
                kept[i] = 1;
            } else {
                dropped[rank++] = kept[i];
            }
        }
        int[] own = Shapes.strides(kept);
        for (int i = 0; i < kept.length; i++) {
            strides[i] = kept[i] == 1 ? 0 : own[i];
        }
        int count = Shapes.elements(kept);
        IntUnaryOperator target = Shapes.walk(x.shape(), 0, strides);
        Object sums = x.type().isInteger() ? integers(kind, x, target, count) : reals(kind, x, target, count);
        return Operators.cast(Tensor.over(sums, keep ? kept : Arrays.copyOf(dropped, rank)), x.type());
    }

    private static double[] reals(Kind kind, Tensor x, IntUnaryOperator target, int count) {
        double[] sums = new double[count];
        Arrays.fill(sums, kind.start());
        for (int i = 0; i < x.size(); i++) {
            int at = target.applyAsInt(i);
            sums[at] = kind.add(sums[at], x.real(i));
        }
        if (kind == Kind.MEAN) {
            double each = (double) x.size() / Math.max(count, 1);
            Arrays.setAll(sums, i -> sums[i] / each);
        }
        return sums;
    }

    /** Integers of 64 bits are not exact in double precision. */
    private static long[] integers(Kind kind, Tensor x, IntUnaryOperator target, int count) {
        long[] sums = new long[count];
        Arrays.fill(sums, kind.startOfIntegers(x.type()));
        for (int i = 0; i < x.size(); i++) {
            int at = target.applyAsInt(i);
            sums[at] = kind.add(sums[at], x.integer(i));
        }
        if (kind == Kind.MEAN) {
            long each = Math.max(1, x.size() / Math.max(count, 1));
            Arrays.setAll(sums, i -> sums[i] / each);
        }
        return sums;
    }

    /** Whether a value takes the place of the best one before it. */
    @FunctionalInterface
    private interface Order {
        boolean isBefore(double value, double best);
    }

    /** The index of the largest value along an axis, or the least: the first of equals, or the last. */
    static Operator argMax(Attributes attributes, boolean least) {
        boolean last = attributes.flag("select_last_index", false);
        Order order = least ? last ? (a, b) -> a <= b : (a, b) -> a < b : last ? (a, b) -> a >= b : (a, b) -> a > b;
        long anyAxis = attributes.integer("axis", 0);
        boolean keep = attributes.flag("keepdims", true);
        return Operator.of(in -> {
            Tensor x = in.get(0);
            int axis = Shapes.axis(anyAxis, x.rank());
            int[] shape = x.shape();
            shape[axis] = 1;
            long[] out = new long[Shapes.elements(shape)];
            int inner = Shapes.inner(shape, axis);
            int n = x.dimension(axis);
            if (n == 0) {
                throw new IllegalArgumentException("nothing of " + x + " is the largest along axis " + axis);
            }
            for (int i = 0; i < out.length; i++) {
                int start = i / inner * n * inner + i % inner;
                double best = x.real(start);
                for (int k = 1; k < n; k++) {
                    double value = x.real(start + k * inner);
                    if (order.isBefore(value, best)) {
                        best = value;
                        out[i] = k;
                    }
                }
            }
            return Tensor.over(out, keep ? shape : without(shape, axis));
        });
    }

    private static int[] without(int[] shape, int axis) {
        return IntStream.range(0, shape.length).filter(i -> i != axis).map(i -> shape[i]).toArray();
    }

    /** The k largest along an axis, or least, with their indices; of equals the first comes first. */
    static Operator topK(Attributes attributes) {
        long anyAxis = attributes.integer("axis", -1);
        long fixed = attributes.opset() < 10 ? attributes.integer("k", -1) : -1;
        boolean largest = attributes.flag("largest", true);
        attributes.ignore("sorted");
        return in -> {
            Tensor x = in.get(0);
            int axis = Shapes.axis(anyAxis, x.rank());
            int n = x.dimension(axis);
            long k = fixed >= 0 ? fixed : (long) in.scalar(1, -1);
            if (k < 0 || k > n) {
                throw new IllegalArgumentException("k is " + k + ", axis " + axis + " of " + x + " has " + n);
            }
            int[] shape = x.shape();
            shape[axis] = (int) k;
            long[] indices = new long[Shapes.elements(shape)];
            int inner = Shapes.inner(x.shape(), axis + 1);
            int[] from = new int[indices.length];
            for (int o = 0; o < (k == 0 ? 0 : indices.length / (int) k); o++) {
                int start = o / inner * n * inner + o % inner;
                Comparator<Integer> ascending = Comparator.comparingDouble(i -> x.real(start + i * inner));
                int[] order = IntStream.range(0, n)
                        .boxed()
                        .sorted(largest ? ascending.reversed() : ascending)
                        .limit(k)
                        .mapToInt(Integer::intValue)
                        .toArray();
                for (int i = 0; i < k; i++) {
                    int at = o / inner * (int) k * inner + i * inner + o % inner;
                    indices[at] = order[i];
                    from[at] = start + order[i] * inner;
                }
            }
            return List.of(Tensors.pick(x, shape, i -> from[i]), Tensor.over(indices, shape));
        };
    }
}
