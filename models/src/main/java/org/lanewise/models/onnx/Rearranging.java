package org.lanewise.models.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lanewise.models.Tensor;

/** Operators that compute nothing: they make, cut, join and reorder tensors of any type. */
final class Rearranging {
    private Rearranging() {
    }

    static Operator reshape(Attributes attributes) {
        boolean allowZero = attributes.flag("allowzero", false);
        return Operator.of(in -> {
            Tensor x = in.get(0);
            long[] wanted = Tensors.integers(in.get(1));
            int free = -1;
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i] == 0 && !allowZero) {
                    wanted[i] = x.dimension(Shapes.axis(i, x.rank()));
                } else if (wanted[i] == -1) {
                    if (free >= 0) {
                        throw new IllegalArgumentException("two dimensions are free: " + Arrays.toString(wanted));
                    }
                    free = i;
                }
            }
            if (free >= 0) {
                wanted[free] = 1;
                long rest = Shapes.product(Shapes.dimensions(wanted), 0, wanted.length);
                if (rest == 0 || x.size() % rest != 0) {
                    throw new IllegalArgumentException(x + " does not become " + in.get(1) + " "
                            + Arrays.toString(Tensors.integers(in.get(1))));
                }
                wanted[free] = x.size() / rest;
            }
            return x.withShape(Shapes.dimensions(wanted));
        });
    }

    static Operator flatten(Attributes attributes) {
        long axis = attributes.integer("axis", 1);
        return Operator.of(in -> {
            Tensor x = in.get(0);
            int cut = Shapes.axisOrEnd(axis, x.rank());
            return x.withShape(Shapes.outer(x.shape(), cut), Shapes.inner(x.shape(), cut));
        });
    }

    /** Axes as an attribute up to opset 12, then as an input. */
    static Operator squeeze(Attributes attributes) {
        long[] fixed = attributes.opset() < 13 ? attributes.integers("axes") : new long[0];
        return Operator.of(in -> {
            Tensor x = in.get(0);
            long[] given = fixed.length > 0 ? fixed : in.integers(1);
            int[] axes = Shapes.axes(given, x.rank());
            int[] kept = new int[x.rank()];
            int rank = 0;
            for (int i = 0; i < kept.length; i++) {
                boolean goes = Shapes.contains(axes, i) && (given.length > 0 || x.dimension(i) == 1);
                if (goes && x.dimension(i) != 1) {
                    throw new IllegalArgumentException("dimension " + i + " of " + x + " is not 1");
                }
                if (!goes) {
                    kept[rank++] = x.dimension(i);
                }
            }
            return x.withShape(Arrays.copyOf(kept, rank));
        });
    }

    static Operator unsqueeze(Attributes attributes) {
        long[] fixed = attributes.opset() < 13 ? attributes.integers("axes") : new long[0];
        return Operator.of(in -> {
            Tensor x = in.get(0);
            long[] given = fixed.length > 0 ? fixed : in.integers(1);
            int[] shape = new int[x.rank() + given.length];
            int[] axes = given.length == 0 ? new int[0] : Shapes.axes(given, shape.length);
            int next = 0;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = Shapes.contains(axes, i) ? 1 : x.dimension(next++);
            }
            return x.withShape(shape);
        });
    }

    static Operator transpose(Attributes attributes) {
        long[] order = attributes.integers("perm");
        return Operator.of(in -> transpose(in.get(0), order));
    }

    private static Tensor transpose(Tensor x, long[] order) {
        int rank = x.rank();
        if (order.length > 0 && Shapes.axes(order, rank).length != rank) {
            throw new IllegalArgumentException(Arrays.toString(order) + " is no order of the axes of " + x);
        }
        int[] own = Shapes.strides(x.shape());
        int[] shape = new int[rank];
        int[] strides = new int[rank];
        for (int i = 0; i < rank; i++) {
            int axis = order.length > 0 ? Shapes.axis(order[i], rank) : rank - 1 - i;
            shape[i] = x.dimension(axis);
            strides[i] = own[axis];
        }
        return Tensors.pick(x, shape, Shapes.walk(shape, 0, strides));
    }

    static Operator concat(Attributes attributes) {
        long axis = attributes.integer("axis", 1);
        return Operator.of(in -> {
            List<Tensor> parts = new ArrayList<>();
            for (int i = 0; i < in.size(); i++) {
                parts.add(in.get(i));
            }
            return concat(parts, axis);
        });
    }

    static Tensor concat(List<Tensor> parts, long anyAxis) {
        Tensor first = parts.getFirst();
        int axis = Shapes.axis(anyAxis, first.rank());
        int[] shape = first.shape();
        shape[axis] = 0;
        for (Tensor part : parts) {
            int[] other = part.shape();
            if (other.length == shape.length) {
                shape[axis] = Math.addExact(shape[axis], other[axis]);
                other[axis] = shape[axis];
            }
            if (part.type() != first.type() || !Arrays.equals(other, shape)) {
                throw new IllegalArgumentException(first + " and " + part + " are not joined along axis " + axis);
            }
        }
        Object out = first.type().newArray(Shapes.elements(shape));
        int row = Shapes.inner(shape, axis);
        int start = 0;
        for (Tensor part : parts) {
            int run = Shapes.inner(part.shape(), axis);
            for (int i = 0; i < Shapes.outer(shape, axis); i++) {
                System.arraycopy(part.values(), i * run, out, start + i * row, run);
            }
            start += run;
        }
        return Tensor.over(out, shape);
    }

    /** Sizes as an attribute up to opset 12, then as an input; equal ones, the last smaller, where there are none. */
    static Operator split(Attributes attributes) {
        long axis = attributes.integer("axis", 0);
        long[] fixed = attributes.opset() < 13 ? attributes.integers("split") : new long[0];
        int outputs = Math.toIntExact(attributes.opset() < 18
                ? attributes.outputs()
                : attributes.integer("num_outputs", attributes.outputs()));
        return in -> {
            Tensor x = in.get(0);
            int at = Shapes.axis(axis, x.rank());
            long[] given = fixed.length > 0 ? fixed : in.integers(1);
            int[] sizes = given.length > 0 ? Shapes.dimensions(given) : equalParts(x.dimension(at), outputs);
            if (Arrays.stream(sizes).asLongStream().sum() != x.dimension(at)) {
                throw new IllegalArgumentException(
                        Arrays.toString(sizes) + " are no parts of axis " + at + " of " + x);
            }
            List<Tensor> parts = new ArrayList<>();
            int start = 0;
            for (int size : sizes) {
                parts.add(slice(x, at, start, 1, size));
                start += size;
            }
            return parts;
        };
    }

    private static int[] equalParts(int whole, int count) {
        if (count < 1 || count > Math.max(whole, 1)) {
            throw new IllegalArgumentException(whole + " are not split into " + count);
        }
        int size = (whole + count - 1) / count;
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = Math.max(0, Math.min(size, whole - i * size));
        }
        return sizes;
    }

    private static Tensor slice(Tensor x, int axis, int start, int step, int count) {
        int[] shape = x.shape();
        shape[axis] = count;
        int[] strides = Shapes.strides(x.shape());
        int offset = start * strides[axis];
        strides[axis] *= step;
        return Tensors.pick(x, shape, Shapes.walk(shape, offset, strides));
    }

    /** Bounds as attributes up to opset 9, then as inputs. */
    static Operator slice(Attributes attributes) {
        boolean isOld = attributes.opset() < 10;
        long[] fixedStarts = isOld ? attributes.integers("starts") : new long[0];
        long[] fixedEnds = isOld ? attributes.integers("ends") : new long[0];
        long[] fixedAxes = isOld ? attributes.integers("axes") : new long[0];
        return Operator.of(in -> {
            Tensor x = in.get(0);
            long[] starts = isOld ? fixedStarts : Tensors.integers(in.get(1));
            long[] ends = isOld ? fixedEnds : Tensors.integers(in.get(2));
            long[] axes = isOld ? fixedAxes : in.integers(3);
            long[] steps = isOld ? new long[0] : in.integers(4);
            boolean fits = ends.length == starts.length && (axes.length == 0 || axes.length == starts.length)
                    && (steps.length == 0 || steps.length == starts.length);
            if (!fits) {
                throw new IllegalArgumentException("starts, ends, axes and steps have different lengths");
            }
            for (int i = 0; i < starts.length; i++) {
                int axis = Shapes.axis(axes.length == 0 ? i : axes[i], x.rank());
                x = slice(x, axis, starts[i], ends[i], steps.length == 0 ? 1 : steps[i]);
            }
            return x;
        });
    }

    private static Tensor slice(Tensor x, int axis, long start, long end, long step) {
        int n = x.dimension(axis);
        if (step == 0) {
            throw new IllegalArgumentException("a step of a slice is 0");
        }
        long by = Math.clamp(step, -Integer.MAX_VALUE, Integer.MAX_VALUE);
        long from = Math.clamp(start < 0 ? start + n : start, 0, by > 0 ? n : Math.max(n - 1, 0));
        long to = Math.clamp(end < 0 ? end + n : end, by > 0 ? 0 : -1, n);
        long count = n == 0 ? 0 : Math.max(0, by > 0 ? (to - from + by - 1) / by : (from - to - by - 1) / -by);
        return slice(x, axis, (int) from, count > 1 ? (int) by : 1, (int) count);
    }

    static Operator gather(Attributes attributes) {
        long axis = attributes.integer("axis", 0);
        return Operator.of(in -> gather(in.get(0), Shapes.axis(axis, in.get(0).rank()), in.get(1)));
    }

    /** Rows, or whatever lies along the axis, in the order of the indices. */
    static Tensor gather(Tensor x, int axis, Tensor indices) {
        long[] wanted = Tensors.integers(indices);
        int n = x.dimension(axis);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] < -n || wanted[i] >= n) {
                throw new IllegalArgumentException("index " + wanted[i] + " does not exist along axis " + axis
                        + " of " + x);
            }
            wanted[i] = wanted[i] < 0 ? wanted[i] + n : wanted[i];
        }
        int[] shape = new int[x.rank() - 1 + indices.rank()];
        System.arraycopy(x.shape(), 0, shape, 0, axis);
        System.arraycopy(indices.shape(), 0, shape, axis, indices.rank());
        System.arraycopy(x.shape(), axis + 1, shape, axis + indices.rank(), x.rank() - axis - 1);
        Object out = x.type().newArray(Shapes.elements(shape));
        int run = Shapes.inner(x.shape(), axis + 1);
        int outer = Shapes.outer(x.shape(), axis);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < wanted.length; i++) {
                System.arraycopy(x.values(), (o * n + (int) wanted[i]) * run, out, (o * wanted.length + i) * run, run);
            }
        }
        return Tensor.over(out, shape);
    }

    static Operator shape(Attributes attributes) {
        long start = attributes.integer("start", 0);
        long end = attributes.integer("end", Integer.MAX_VALUE);
        return Operator.of(in -> {
            long[] shape = Arrays.stream(in.get(0).shape()).asLongStream().toArray();
            return slice(Tensor.over(shape, shape.length), 0, start, end, 1);
        });
    }

    static Operator constant(Attributes attributes) {
        Tensor value;
        if (attributes.has("value_float")) {
            value = Tensor.over(new float[]{attributes.real("value_float", 0)});
        } else if (attributes.has("value_floats")) {
            float[] all = attributes.reals("value_floats");
            value = Tensor.over(all, all.length);
        } else if (attributes.has("value_int")) {
            value = Tensor.over(new long[]{attributes.integer("value_int", 0)});
        } else if (attributes.has("value_ints")) {
            long[] all = attributes.integers("value_ints");
            value = Tensor.over(all, all.length);
        } else if (attributes.has("value_string")) {
            value = Tensor.over(new String[]{attributes.text("value_string", "")});
        } else if (attributes.has("value_strings")) {
            List<String> all = attributes.texts("value_strings");
            value = Tensor.over(all.toArray(String[]::new), all.size());
        } else {
            value = attributes.tensor("value");
        }
        return in -> List.of(value);
    }

    static Operator constantOfShape(Attributes attributes) {
        Tensor value = attributes.has("value") ? attributes.tensor("value") : Tensors.zeros(Tensor.Type.FLOAT, 1);
        return Operator
                .of(in -> Tensors.pick(value.withShape(), Shapes.dimensions(Tensors.integers(in.get(0))), i -> 0));
    }

    /** For each index a row of one value among others, in a new dimension; for an index that is none the others only. */
    static Operator oneHot(Attributes attributes) {
        long anyAxis = attributes.integer("axis", -1);
        return Operator.of(in -> {
            Tensor indices = in.get(0);
            Tensor values = in.get(2);
            if (indices.type() == Tensor.Type.STRING || indices.type() == Tensor.Type.BOOL || values.size() != 2) {
                throw new IllegalArgumentException(
                        "numbers and two values are needed, not " + indices + " and " + values);
            }
            int n = Shapes.dimensions((long) in.scalar(1, 0))[0];
            int axis = Shapes.axis(anyAxis, indices.rank() + 1);
            int[] shape = new int[indices.rank() + 1];
            System.arraycopy(indices.shape(), 0, shape, 0, axis);
            shape[axis] = n;
            System.arraycopy(indices.shape(), axis, shape, axis + 1, indices.rank() - axis);
            int inner = Shapes.inner(indices.shape(), axis);
            return Tensors.pick(values, shape, i -> {
                long index = indices.integer(i / inner / n * inner + i % inner);
                return (index < 0 ? index + n : index) == i / inner % n ? 1 : 0;
            });
        });
    }

    static Tensor expand(Inputs in) {
        Tensor x = in.get(0);
        return Tensors.expand(x, Shapes.broadcast(x.shape(), Shapes.dimensions(Tensors.integers(in.get(1)))));
    }
}
