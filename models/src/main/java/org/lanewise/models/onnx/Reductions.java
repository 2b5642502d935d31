package org.lanewise.models.onnx;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.lanewise.models.Tensor;

/**
 * Operators that make fewer numbers of many. Sums are in double precision, in the order of the values; those of integers are
 * integers.
 */
final class Reductions {
    private Reductions() {
    }

    /** How numbers are taken in, how two of them become one, and what becomes of the last. */
    enum Kind {
        SUM, MEAN, MAX, MIN, PROD, L1, L2, SUM_SQUARE, LOG_SUM, LOG_SUM_EXP;

        double start() {
            return switch (this) {
                case MAX -> Double.NEGATIVE_INFINITY;
                case MIN -> Double.POSITIVE_INFINITY;
                case PROD -> 1;
                default -> 0;
            };
        }

        double add(double a, double b) {
            return switch (this) {
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
                case PROD -> a * b;
                case L1 -> a + Math.abs(b);
                case L2, SUM_SQUARE -> a + b * b;
                case LOG_SUM_EXP -> a + StrictMath.exp(b);
                case SUM, MEAN, LOG_SUM -> a + b;
            };
        }

        double end(double sum, long count) {
            return switch (this) {
                case MEAN -> sum / count;
                case L2 -> Math.sqrt(sum);
                case LOG_SUM, LOG_SUM_EXP -> StrictMath.log(sum);
                default -> sum;
            };
        }

        long start(Tensor.Type type) {
            return switch (this) {
                case MAX -> type == Tensor.Type.INT32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
                case MIN -> type == Tensor.Type.INT32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
                case PROD -> 1;
                default -> 0;
            };
        }

        long add(long a, long b) {
            return switch (this) {
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
                case PROD -> a * b;
                case L1 -> a + Math.abs(b);
                case L2, SUM_SQUARE -> a + b * b;
                case SUM, MEAN -> a + b;
                case LOG_SUM, LOG_SUM_EXP -> throw new IllegalArgumentException("integers have no logarithm");
            };
        }

        long end(long sum, long count) {
            return switch (this) {
                case MEAN -> sum / count;
                case L2 -> (long) Math.sqrt((double) sum);
                default -> sum;
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
        int[] shape = keep ? kept : Arrays.copyOf(dropped, rank);
        int sums = Shapes.elements(kept);
        long count = sums == 0 ? 0 : x.size() / sums;
        IntUnaryOperator target = Shapes.walk(x.shape(), 0, strides);
        if (x.type().isInteger()) {
            return integers(kind, x, target, new long[sums], count, shape);
        }
        double[] out = new double[sums];
        Arrays.fill(out, kind.start());
        for (int i = 0; i < x.size(); i++) {
            int at = target.applyAsInt(i);
            out[at] = kind.add(out[at], x.real(i));
        }
        Arrays.setAll(out, i -> kind.end(out[i], count));
        return Operators.cast(Tensor.over(out, shape), x.type());
    }

    private static Tensor integers(Kind kind, Tensor x, IntUnaryOperator target, long[] out, long count, int... shape) {
        if (count == 0 && kind == Kind.MEAN && out.length > 0) {
            throw new IllegalArgumentException("there is no mean of no integers");
        }
        Arrays.fill(out, kind.start(x.type()));
        for (int i = 0; i < x.size(); i++) {
            int at = target.applyAsInt(i);
            out[at] = kind.add(out[at], x.integer(i));
        }
        Arrays.setAll(out, i -> kind.end(out[i], count));
        return Operators.cast(Tensor.over(out, shape), x.type());
    }

    /** The order of values of a tensor, by their places; integers are compared as such. Zeros are equal, and NaN is above all. */
    private static IntBinaryOperator order(Tensor x) {
        return x.type().isInteger() ? (i, j) -> Long.compare(x.integer(i), x.integer(j)) : (i, j) -> {
            double a = x.real(i);
            double b = x.real(j);
            return a == b ? 0 : Double.compare(a, b);
        };
    }

    /** The index of the largest value along an axis, or the least: the first of equals, or the last. */
    static Operator argMax(Attributes attributes, boolean least) {
        boolean last = attributes.flag("select_last_index", false);
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
            IntBinaryOperator order = order(x);
            for (int i = 0; i < out.length; i++) {
                int start = i / inner * n * inner + i % inner;
                for (int k = 1; k < n; k++) {
                    int compared = order.applyAsInt(start + k * inner, start + (int) out[i] * inner);
                    if ((least ? compared < 0 : compared > 0) || (last && compared == 0)) {
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
            IntBinaryOperator order = order(x);
            for (int o = 0; o < (k == 0 ? 0 : indices.length / (int) k); o++) {
                int start = o / inner * n * inner + o % inner;
                Comparator<Integer> ascending = (i, j) -> order.applyAsInt(start + i * inner, start + j * inner);
                int[] best = IntStream.range(0, n)
                        .boxed()
                        .sorted(largest ? ascending.reversed() : ascending)
                        .limit(k)
                        .mapToInt(Integer::intValue)
                        .toArray();
                for (int i = 0; i < k; i++) {
                    int at = o / inner * (int) k * inner + i * inner + o % inner;
                    indices[at] = best[i];
                    from[at] = start + best[i] * inner;
                }
            }
            return List.of(Tensors.pick(x, shape, i -> from[i]), Tensor.over(indices, shape));
        };
    }
}
