package org.lanewise.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.models.Tensor;

/**
 * Graphs of one node, made by chance: each operator, of each version, with inputs of many types and shapes and with attributes, gives
 * what ONNX Runtime gives: integers, truth values and texts the same, real numbers as near as the operator is exact. {@code
 * -Dlanewise.test.mutations=100000} makes more of them.
 */
class JudgedOperatorsTest {
    private static final int NODES = Integer.getInteger("lanewise.test.mutations", 2000) / 500;

    private static final Tensor.Type[] REALS = {Tensor.Type.FLOAT, Tensor.Type.DOUBLE};
    private static final Tensor.Type[] NUMBERS = {Tensor.Type.FLOAT, Tensor.Type.DOUBLE, Tensor.Type.INT32,
            Tensor.Type.INT64};
    private static final Tensor.Type[] ANY = Tensor.Type.values();
    private static final int[][] SHAPES = {{}, {1}, {3}, {2, 3}, {1, 3}, {2, 1}, {4, 2, 3}, {2, 1, 3}, {4, 1, 1},
            {1, 2, 3, 2}, {0}, {0, 3}, {2, 0, 3}};

    @TempDir
    private Path folder;

    /** A node; which outputs it has, of which types. */
    private record Node(Map<String, Object> attributes, List<Tensor> inputs, List<Tensor.Type> outputs) {
        static Node of(Map<String, Object> attributes, Tensor.Type output, Tensor... inputs) {
            return new Node(attributes, List.of(inputs), List.of(output));
        }
    }

    @FunctionalInterface
    private interface Maker {
        Node make(Chance chance, int opset);
    }

    /** An operator, its versions, how near its results are, and how nodes of it are made. */
    record Kind(String operator, int from, double tolerance, Maker maker) {
        @Override
        public String toString() {
            return operator;
        }
    }

    /** Random inputs. */
    private static final class Chance {
        private final Random random;

        Chance(long seed) {
            // Seeds close to one another would begin with the same numbers.
            random = new Random(seed * 0x9e3779b97f4a7c15L);
        }

        int below(int bound) {
            return random.nextInt(bound);
        }

        boolean flip() {
            return random.nextBoolean();
        }

        @SafeVarargs
        @SuppressWarnings("varargs")
        final <T> T one(T... of) {
            return of[random.nextInt(of.length)];
        }

        int[] shape() {
            return one(SHAPES);
        }

        /** A shape of something: of nothing the runtime has results of its own, or crashes. */
        int[] full() {
            return SHAPES[below(SHAPES.length - 3)];
        }

        int[] fullAndRanked() {
            return SHAPES[1 + below(SHAPES.length - 4)];
        }

        /** A shape with an axis at least. */
        int[] ranked() {
            int[] shape = shape();
            return shape.length == 0 ? new int[]{3} : shape;
        }

        /** A shape that is repeated to another, or the other way round. */
        int[] fitting(int... shape) {
            int[] other = Arrays.copyOfRange(shape, below(shape.length + 1), shape.length);
            for (int i = 0; i < other.length; i++) {
                other[i] = below(3) == 0 ? 1 : other[i];
            }
            return other;
        }

        Tensor tensor(Tensor.Type type, int... shape) {
            return values(type, 3, true, shape);
        }

        Tensor tame(Tensor.Type type, int... shape) {
            return values(type, 3, false, shape);
        }

        private Tensor values(Tensor.Type type, int range, boolean anySpecial, int... shape) {
            Object values = type.newArray(IntStream.of(shape).reduce(1, (a, b) -> a * b));
            boolean special = anySpecial && below(4) == 0;
            switch (values) {
                case float[] v -> {
                    for (int i = 0; i < v.length; i++) {
                        v[i] = (float) real(range, special);
                    }
                }
                case double[] v -> Arrays.setAll(v, i -> real(range, special));
                case int[] v -> Arrays.setAll(v, i -> below(2 * range + 1) - range);
                case long[] v -> Arrays.setAll(v, i -> below(2 * range + 1) - range);
                case boolean[] v -> {
                    for (int i = 0; i < v.length; i++) {
                        v[i] = flip();
                    }
                }
                case String[] v -> Arrays.setAll(v, i -> one("a", "b", "", "7"));
                default -> throw new AssertionError(values);
            }
            return Tensor.over(values, shape);
        }

        private double real(int range, boolean special) {
            if (special && below(3) == 0) {
                return one(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1e30, -1e30,
                        1e-40, -1.0, 100.0, -100.0);
            }
            return below(4) == 0 ? below(2 * range + 1) - range : random.nextGaussian() * range;
        }

        /** Axes that differ, some counted from the end. */
        long[] axes(int rank) {
            List<Integer> all = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
            Collections.shuffle(all, random);
            return all.subList(0, rank == 0 ? 0 : 1 + below(rank)).stream()
                    .mapToLong(axis -> flip() ? axis : axis - rank).toArray();
        }

        int axis(int rank) {
            return below(2 * rank) - rank;
        }
    }

    private static Tensor integers(long... values) {
        return Tensor.of(values, values.length);
    }

    private static final Map<String, Object> NONE = Map.of();
    private static final double EXACT = 0;
    private static final double NEAR = 4e-6;

    private static Kind unary(String operator, int from, double tolerance, Tensor.Type... types) {
        return new Kind(operator, from, tolerance, (chance, opset) -> {
            Tensor.Type type = chance.one(types);
            return Node.of(NONE, type, chance.tensor(type, chance.shape()));
        });
    }

    private static Kind binary(String operator, int from, Tensor.Type... types) {
        return new Kind(operator, from, EXACT, (chance, opset) -> {
            Tensor.Type type = chance.one(types);
            int[] shape = chance.shape();
            Tensor a = chance.tensor(type, shape);
            Tensor b = chance.tensor(type, chance.fitting(shape));
            return chance.flip() ? Node.of(NONE, type, a, b) : Node.of(NONE, type, b, a);
        });
    }

    private static Kind question(String operator, int from, Tensor.Type... types) {
        return new Kind(operator, from, EXACT, (chance, opset) -> {
            Tensor.Type type = chance.one(types);
            int[] shape = chance.shape();
            return Node.of(NONE, Tensor.Type.BOOL, chance.tensor(type, chance.fitting(shape)),
                    chance.tensor(type, shape));
        });
    }

    /** Of any number of inputs. */
    private static Kind variadic(String operator, Tensor.Type... types) {
        return new Kind(operator, 8, NEAR, (chance, opset) -> {
            Tensor.Type type = chance.one(types);
            int[] shape = chance.shape();
            Tensor[] inputs = new Tensor[1 + chance.below(3)];
            Arrays.setAll(inputs, i -> chance.tensor(type, i == 0 ? shape : chance.fitting(shape)));
            return Node.of(NONE, type, inputs);
        });
    }

    private static Kind activation(String operator, int from, String... parameters) {
        return new Kind(operator, from, NEAR, (chance, opset) -> {
            Map<String, Object> attributes = new HashMap<>();
            for (String parameter : parameters) {
                if (chance.flip()) {
                    attributes.put(parameter, chance.one(0.25f, 1f, 1.5f, 0.01f));
                }
            }
            Tensor.Type type = chance.one(REALS);
            // At infinity the runtime has ∞ − ∞ and 0·∞, where there are limits here.
            return Node.of(attributes, type, chance.tame(type, chance.shape()));
        });
    }

    private static Kind reduction(String operator, int axesAreInput) {
        return new Kind(operator, 7, NEAR, (chance, opset) -> {
            Map<String, Object> attributes = new HashMap<>();
            Tensor.Type type = chance.one(NUMBERS);
            int[] shape = chance.full();
            long[] axes = chance.flip() ? chance.axes(shape.length) : new long[0];
            if (opset < 11) {
                axes = Arrays.stream(axes).map(axis -> axis < 0 ? axis + shape.length : axis).toArray();
            }
            if (chance.flip()) {
                attributes.put("keepdims", chance.below(2));
            }
            Tensor x = chance.tame(type, shape);
            if (opset < axesAreInput) {
                if (axes.length > 0) {
                    attributes.put("axes", axes);
                }
                return Node.of(attributes, type, x);
            }
            if (chance.flip()) {
                attributes.put("noop_with_empty_axes", chance.below(2));
            }
            return axes.length == 0 && chance.flip()
                    ? Node.of(attributes, type, x)
                    : Node.of(attributes, type, x, integers(axes));
        });
    }

    private static Node argMax(Chance chance, int opset) {
        Map<String, Object> attributes = new HashMap<>();
        int[] shape = chance.fullAndRanked();
        int axis = chance.axis(shape.length);
        attributes.put("axis", opset < 11 ? Math.floorMod(axis, shape.length) : axis);
        if (chance.flip()) {
            attributes.put("keepdims", chance.below(2));
        }
        if (opset >= 12 && chance.flip()) {
            attributes.put("select_last_index", chance.below(2));
        }
        // Small integers, so that some are equal.
        Tensor.Type type = chance.one(NUMBERS);
        Tensor x = chance.tame(type, shape);
        if (type == Tensor.Type.FLOAT) {
            for (int i = 0; i < x.size(); i++) {
                x.floats()[i] = Math.round(x.floats()[i]);
            }
        }
        return Node.of(attributes, Tensor.Type.INT64, x);
    }

    private static Node topK(Chance chance, int opset) {
        Map<String, Object> attributes = new HashMap<>();
        int[] shape = chance.fullAndRanked();
        int axis = chance.axis(shape.length);
        attributes.put("axis", opset < 11 ? Math.floorMod(axis, shape.length) : axis);
        int size = shape[Math.floorMod(axis, shape.length)];
        int k = opset < 10 ? 1 + chance.below(Math.max(size, 1)) : chance.below(size + 1);
        Tensor.Type type = opset < 11 ? chance.one(REALS) : chance.one(NUMBERS);
        if (opset >= 11 && chance.flip()) {
            attributes.put("largest", chance.below(2));
        }
        Tensor x = chance.tame(type, shape);
        List<Tensor.Type> outputs = List.of(type, Tensor.Type.INT64);
        if (opset < 10) {
            attributes.put("k", k);
            return new Node(attributes, List.of(x), outputs);
        }
        return new Node(attributes, List.of(x, integers(k)), outputs);
    }

    private static Node softmax(Chance chance, int opset) {
        Tensor.Type type = chance.one(REALS);
        int[] shape = chance.ranked();
        Map<String, Object> attributes = new HashMap<>();
        if (chance.flip()) {
            attributes.put("axis", opset < 11 ? chance.below(shape.length) : chance.axis(shape.length));
        } else if (opset < 13 && shape.length < 2) {
            attributes.put("axis", 0);
        }
        return Node.of(attributes, type, chance.tame(type, shape));
    }

    private static Node gemm(Chance chance, int opset) {
        int m = chance.below(4);
        int n = chance.below(4);
        int k = 1 + chance.below(4);
        int transA = chance.below(2);
        int transB = chance.below(2);
        Map<String, Object> attributes = new HashMap<>(Map.of("transA", transA, "transB", transB));
        if (chance.flip()) {
            attributes.put("alpha", 0.5f);
        }
        if (chance.flip()) {
            attributes.put("beta", chance.one(0f, 2f));
        }
        Tensor.Type type = chance.one(REALS);
        Tensor a = transA == 1 ? chance.tame(type, k, m) : chance.tame(type, m, k);
        Tensor b = transB == 1 ? chance.tame(type, n, k) : chance.tame(type, k, n);
        return opset >= 11 && chance.flip()
                ? Node.of(attributes, type, a, b)
                : Node.of(attributes, type, a, b, chance.tame(type, chance.fitting(m, n)));
    }

    private static Node matMul(Chance chance, int opset) {
        int m = 1 + chance.below(3);
        int n = 1 + chance.below(3);
        int k = 1 + chance.below(3);
        Tensor.Type type = chance.one(NUMBERS);
        int[][] pair = chance.<int[][]>one(new int[][]{{m, k}, {k, n}}, new int[][]{{k}, {k, n}},
                new int[][]{{m, k}, {k}},
                new int[][]{{k}, {k}}, new int[][]{{2, m, k}, {k, n}}, new int[][]{{m, k}, {2, k, n}},
                new int[][]{{2, 1, m, k}, {3, k, n}}, new int[][]{{2, 1, m, k}, {2, 3, k, n}},
                new int[][]{{k}, {2, k, n}}, new int[][]{{2, m, k}, {k}}, new int[][]{{0, m, k}, {k, n}});
        return Node.of(NONE, type, chance.tame(type, pair[0]), chance.tame(type, pair[1]));
    }

    private static Node batchNormalization(Chance chance, int opset) {
        int c = 1 + chance.below(3);
        Tensor.Type type = chance.one(REALS);
        int[] shape = chance.<int[]>one(new int[]{2, c}, new int[]{2, c, 3}, new int[]{1, c, 2, 2}, new int[]{0, c});
        Tensor variance = chance.tame(type, c);
        for (int i = 0; i < c; i++) {
            switch (variance.values()) {
                case float[] v -> v[i] = Math.abs(v[i]);
                case double[] v -> v[i] = Math.abs(v[i]);
                default -> throw new AssertionError(variance);
            }
        }
        Map<String, Object> attributes = chance.flip() ? NONE : Map.of("epsilon", 0.01f, "momentum", 0.5f);
        return Node.of(attributes, type, chance.tame(type, shape), chance.tame(type, c), chance.tame(type, c),
                chance.tame(type, c), variance);
    }

    private static Node layerNormalization(Chance chance, int opset) {
        Tensor.Type type = chance.one(REALS);
        int[] shape = chance.<int[]>one(new int[]{2, 3}, new int[]{4, 2, 3}, new int[]{5}, new int[]{1, 2, 3, 2});
        int axis = chance.axis(shape.length);
        int[] inner = Arrays.copyOfRange(shape, Math.floorMod(axis, shape.length), shape.length);
        Tensor x = chance.tame(type, shape);
        Tensor scale = chance.tame(type, inner);
        Map<String, Object> attributes = new HashMap<>(Map.of("axis", axis));
        if (chance.flip()) {
            attributes.put("epsilon", 0.01f);
        }
        List<Tensor> inputs = chance.flip() ? List.of(x, scale) : List.of(x, scale, chance.tame(type, inner));
        List<Tensor.Type> outputs = chance.flip() ? List.of(type) : List.of(type, Tensor.Type.FLOAT, Tensor.Type.FLOAT);
        return new Node(attributes, inputs, outputs);
    }

    private static Node clip(Chance chance, int opset) {
        if (opset < 11) {
            Map<String, Object> attributes = new HashMap<>();
            if (chance.flip()) {
                attributes.put("min", -1f);
            }
            if (chance.flip()) {
                attributes.put("max", chance.one(2f, -2f));
            }
            return Node.of(attributes, Tensor.Type.FLOAT, chance.tensor(Tensor.Type.FLOAT, chance.shape()));
        }
        Tensor.Type type = opset < 12 ? Tensor.Type.FLOAT : chance.one(NUMBERS);
        Tensor x = chance.tensor(type, chance.shape());
        Tensor lo = chance.tame(type);
        return chance.flip() ? Node.of(NONE, type, x, lo) : Node.of(NONE, type, x, lo, chance.tame(type));
    }

    private static Node cast(Chance chance, int opset) {
        Tensor.Type from = chance.one(ANY);
        Tensor.Type to = chance.one(ANY);
        int[] shape = chance.shape();
        Tensor x = from == Tensor.Type.STRING ? numerals(chance, to, shape) : chance.tame(from, shape);
        int number = switch (to) {
            case FLOAT -> TestModel.FLOAT;
            case DOUBLE -> TestModel.DOUBLE;
            case INT32 -> TestModel.INT32;
            case INT64 -> TestModel.INT64;
            case BOOL -> TestModel.BOOL;
            case STRING -> TestModel.STRING;
        };
        return Node.of(Map.of("to", number), to, x);
    }

    private static Tensor numerals(Chance chance, Tensor.Type to, int... shape) {
        Tensor x = chance.tame(Tensor.Type.STRING, shape);
        for (int i = 0; i < x.size(); i++) {
            x.strings()[i] = to.isReal()
                    ? chance.one("1.5", "-3", "1e3", "NaN", "INF", "-INF", "0.1")
                    : chance.one("1", "-3", "123", "0");
        }
        return x;
    }

    private static Node reshape(Chance chance, int opset) {
        Tensor.Type type = chance.one(ANY);
        Tensor x = chance.tame(type,
                chance.<int[]>one(new int[]{2, 3, 4}, new int[]{6, 4}, new int[]{24}, new int[]{2, 0},
                        new int[]{}));
        long[] shape = x.size() == 24
                ? chance.<long[]>one(new long[]{-1}, new long[]{0, -1}, new long[]{4, 6}, new long[]{2, -1, 3},
                        new long[]{24, 1, 1},
                        new long[]{-1, 1})
                : x.size() == 0
                        ? chance.<long[]>one(new long[]{0, 0}, new long[]{0, 3}, new long[]{0, 5, 1})
                        : chance.<long[]>one(new long[]{1, 1}, new long[]{-1}, new long[]{});
        Map<String, Object> attributes = opset >= 14 && x.size() == 0 && chance.flip() ? Map.of("allowzero", 1) : NONE;
        return Node.of(attributes, type, x, integers(shape));
    }

    private static Node flatten(Chance chance, int opset) {
        Tensor.Type type = opset < 9 ? Tensor.Type.FLOAT : chance.one(ANY);
        int[] shape = chance.ranked();
        int axis = opset < 11 ? chance.below(shape.length + 1) : chance.below(2 * shape.length + 1) - shape.length;
        return Node.of(chance.flip() && shape.length > 1 ? NONE : Map.of("axis", axis), type, chance.tame(type, shape));
    }

    private static Node squeeze(Chance chance, int opset) {
        Tensor.Type type = chance.one(ANY);
        int[] shape = chance.<int[]>one(new int[]{1, 2, 1, 3}, new int[]{1}, new int[]{2, 1}, new int[]{1, 1},
                new int[]{1, 0});
        List<Long> axes = new ArrayList<>();
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == 1 && chance.flip()) {
                axes.add((long) (opset >= 11 && chance.flip() ? i - shape.length : i));
            }
        }
        long[] array = axes.stream().mapToLong(Long::longValue).toArray();
        Tensor x = chance.tame(type, shape);
        if (array.length == 0) {
            return Node.of(NONE, type, x);
        }
        return opset < 13 ? Node.of(Map.of("axes", array), type, x) : Node.of(NONE, type, x, integers(array));
    }

    private static Node unsqueeze(Chance chance, int opset) {
        Tensor.Type type = chance.one(ANY);
        int[] shape = chance.shape();
        int count = 1 + chance.below(2);
        List<Integer> all = new ArrayList<>(IntStream.range(0, shape.length + count).boxed().toList());
        Collections.shuffle(all, chance.random);
        long[] axes = all.subList(0, count).stream()
                .mapToLong(axis -> opset >= 11 && chance.flip() ? axis - shape.length - count : axis).toArray();
        Tensor x = chance.tame(type, shape);
        return opset < 13 ? Node.of(Map.of("axes", axes), type, x) : Node.of(NONE, type, x, integers(axes));
    }

    private static Node transpose(Chance chance, int opset) {
        Tensor.Type type = chance.one(ANY);
        int[] shape = chance.shape();
        List<Integer> order = new ArrayList<>(IntStream.range(0, shape.length).boxed().toList());
        Collections.shuffle(order, chance.random);
        return Node.of(chance.flip() || shape.length == 0
                ? NONE
                : Map.of("perm", order.stream().mapToLong(Integer::longValue).toArray()), type,
                chance.tame(type, shape));
    }

    private static Node concat(Chance chance, int opset) {
        Tensor.Type type = chance.one(ANY);
        int[] shape = chance.ranked();
        int axis = chance.axis(shape.length);
        Tensor[] parts = new Tensor[1 + chance.below(3)];
        for (int i = 0; i < parts.length; i++) {
            int[] own = shape.clone();
            own[Math.floorMod(axis, shape.length)] = chance.below(3);
            parts[i] = chance.tame(type, own);
        }
        return Node.of(Map.of("axis", opset < 11 ? Math.floorMod(axis, shape.length) : axis), type, parts);
    }

    private static Node split(Chance chance, int opset) {
        Tensor.Type type = chance.one(Tensor.Type.FLOAT, Tensor.Type.INT64, Tensor.Type.STRING, Tensor.Type.DOUBLE);
        int n = 2 + chance.below(5);
        int[] shape = chance.<int[]>one(new int[]{n}, new int[]{2, n}, new int[]{2, n, 3});
        int axis = shape.length == 1 ? 0 : 1;
        int first = chance.below(n + 1);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("axis", opset >= 11 && chance.flip() ? axis - shape.length : axis);
        Tensor x = chance.tame(type, shape);
        boolean isEven = chance.flip();
        int outputs = isEven ? opset < 18 ? n : 1 + chance.below(n) : 2;
        List<Tensor.Type> types = Collections.nCopies(outputs, type);
        if (!isEven && opset < 13) {
            attributes.put("split", new long[]{first, n - first});
        }
        if (isEven && opset >= 18) {
            attributes.put("num_outputs", outputs);
        }
        List<Tensor> inputs = !isEven && opset >= 13 ? List.of(x, integers(first, n - first)) : List.of(x);
        return new Node(attributes, inputs, types);
    }

    private static Node slice(Chance chance, int opset) {
        Tensor.Type type = opset < 10 ? Tensor.Type.FLOAT : chance.one(ANY);
        int[] shape = chance.ranked();
        long[] axes = chance.axes(shape.length);
        if (opset < 10) {
            axes = Arrays.stream(axes).map(axis -> Math.floorMod(axis, shape.length)).toArray();
        }
        long[] starts = new long[axes.length];
        long[] ends = new long[axes.length];
        long[] steps = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            starts[i] = chance.one(0, 1, -1, -2, 3, 100, -100);
            ends[i] = chance.<Long>one(0L, 1L, 2L, -1L, 100L, -100L, Long.MAX_VALUE, (long) Integer.MAX_VALUE,
                    Long.MIN_VALUE + 1);
            steps[i] = chance.<Long>one(1L, 2L, -1L, -2L, 100L, -100L);
            if (steps[i] < 0 && ends[i] > Integer.MAX_VALUE - 1) {
                // Backwards the runtime takes it for the beginning, which is against the definition.
                ends[i] = -100;
            }
        }
        Tensor x = chance.tame(type, shape);
        if (opset < 10) {
            return Node.of(Map.of("axes", axes, "starts", starts, "ends", ends), type, x);
        }
        return chance.flip()
                ? Node.of(NONE, type, x, integers(starts), integers(ends), integers(axes))
                : Node.of(NONE, type, x, integers(starts), integers(ends), integers(axes), integers(steps));
    }

    private static Node gather(Chance chance, int opset) {
        // Of texts the runtime loses some.
        Tensor.Type type = chance.one(Tensor.Type.FLOAT, Tensor.Type.DOUBLE, Tensor.Type.INT32, Tensor.Type.INT64,
                Tensor.Type.BOOL);
        int[] shape = chance.<int[]>one(new int[]{4}, new int[]{3, 2}, new int[]{2, 3, 2}, new int[]{2, 0});
        int axis = shape.length == 2 && shape[1] == 0 ? 0 : chance.axis(shape.length);
        int n = shape[Math.floorMod(axis, shape.length)];
        Tensor indices = chance.tame(chance.one(Tensor.Type.INT32, Tensor.Type.INT64),
                chance.<int[]>one(new int[]{}, new int[]{2}, new int[]{2, 2}, new int[]{0}));
        for (int i = 0; i < indices.size(); i++) {
            int index = chance.below(n) - (opset >= 11 && chance.flip() ? n : 0);
            switch (indices.values()) {
                case int[] v -> v[i] = index;
                case long[] v -> v[i] = index;
                default -> throw new AssertionError(indices);
            }
        }
        return Node.of(Map.of("axis", axis), type, chance.tame(type, shape), indices);
    }

    private static Node expand(Chance chance, int opset) {
        Tensor.Type type = chance.one(ANY);
        int[] shape = chance.shape();
        int[] other = chance.fitting(shape);
        boolean isLarger = chance.flip();
        long[] target = Arrays.stream(isLarger ? shape : other).asLongStream().toArray();
        return Node.of(NONE, type, chance.tame(type, isLarger ? other : shape), integers(target));
    }

    private static Node where(Chance chance, int opset) {
        Tensor.Type type = chance.one(ANY);
        int[] shape = chance.shape();
        int odd = chance.below(3);
        return Node.of(NONE, type, chance.tensor(Tensor.Type.BOOL, odd == 0 ? shape : chance.fitting(shape)),
                chance.tensor(type, odd == 1 ? shape : chance.fitting(shape)),
                chance.tensor(type, odd == 2 ? shape : chance.fitting(shape)));
    }

    private static Node power(Chance chance, int opset) {
        Tensor.Type type = opset < 12 ? chance.one(REALS) : chance.one(NUMBERS);
        Tensor.Type other = opset < 12 ? type : chance.one(NUMBERS);
        int[] shape = chance.shape();
        Tensor x = chance.tame(type, shape);
        Tensor y = chance.tame(other, chance.fitting(shape));
        if (type.isInteger()) {
            // Integers to negative powers have no agreed value.
            for (int i = 0; i < y.size(); i++) {
                switch (y.values()) {
                    case float[] v -> v[i] = Math.abs(Math.round(v[i]));
                    case double[] v -> v[i] = Math.abs(Math.rint(v[i]));
                    case int[] v -> v[i] = Math.abs(v[i]);
                    case long[] v -> v[i] = Math.abs(v[i]);
                    default -> throw new AssertionError(y);
                }
            }
        }
        return Node.of(NONE, type, x, y);
    }

    /** Integers are not divided by 0. */
    private static Node quotient(Chance chance, int opset) {
        Tensor.Type type = chance.one(NUMBERS);
        int[] shape = chance.shape();
        Tensor b = chance.tensor(type, chance.fitting(shape));
        for (int i = 0; i < b.size(); i++) {
            switch (b.values()) {
                case int[] v -> v[i] = v[i] == 0 ? 2 : v[i];
                case long[] v -> v[i] = v[i] == 0 ? -2 : v[i];
                default -> {
                    // Reals may be.
                }
            }
        }
        return Node.of(NONE, type, chance.tensor(type, shape), b);
    }

    private static Node gelu(Chance chance, int opset) {
        Tensor.Type type = chance.one(REALS);
        return Node.of(chance.flip() ? NONE : Map.of("approximate", chance.one("none", "tanh")), type,
                chance.tame(type, chance.shape()));
    }

    private static Node dropout(Chance chance, int opset) {
        Tensor.Type type = chance.one(REALS);
        Tensor x = chance.tame(type, chance.shape());
        List<Tensor.Type> outputs = opset >= 12 && chance.flip() ? List.of(type, Tensor.Type.BOOL) : List.of(type);
        return opset < 12
                ? new Node(chance.flip() ? NONE : Map.of("ratio", 0.3f), List.of(x), outputs)
                : new Node(NONE, chance.flip() ? List.of(x) : List.of(x, Tensor.of(new float[]{0.3f})), outputs);
    }

    private static Node shape(Chance chance, int opset) {
        Tensor.Type type = chance.one(ANY);
        Map<String, Object> attributes = new HashMap<>();
        if (opset >= 15 && chance.flip()) {
            attributes.put("start", chance.below(9) - 4);
        }
        if (opset >= 15 && chance.flip()) {
            attributes.put("end", chance.below(9) - 4);
        }
        return Node.of(attributes, Tensor.Type.INT64, chance.tame(type, chance.shape()));
    }

    private static Node constantOfShape(Chance chance, int opset) {
        Tensor.Type type = chance.one(NUMBERS);
        Tensor shape = integers(Arrays.stream(chance.shape()).asLongStream().toArray());
        return chance.flip()
                ? Node.of(NONE, Tensor.Type.FLOAT, shape)
                : Node.of(Map.of("value", chance.tame(type, 1)), type, shape);
    }

    private static Node prelu(Chance chance, int opset) {
        Tensor.Type type = chance.one(REALS);
        int[] shape = chance.shape();
        return Node.of(NONE, type, chance.tensor(type, shape), chance.tame(type, chance.fitting(shape)));
    }

    private static Node mod(Chance chance, int opset) {
        Node quotient = quotient(chance, opset);
        boolean isReal = quotient.outputs.getFirst().isReal();
        return new Node(isReal || chance.flip() ? Map.of("fmod", 1) : NONE, quotient.inputs, quotient.outputs);
    }

    private static Node oneHot(Chance chance, int opset) {
        Tensor.Type type = chance.one(Tensor.Type.FLOAT, Tensor.Type.INT64, Tensor.Type.INT32);
        int[] shape = chance.<int[]>one(new int[]{3}, new int[]{2, 3}, new int[]{});
        return Node.of(chance.flip() ? NONE : Map.of("axis", chance.below(shape.length + 1)), Tensor.Type.FLOAT,
                chance.tame(type, shape), integers(1 + chance.below(4)),
                Tensor.of(new float[]{-1, 2}, 2));
    }

    private static float[] floats(Chance chance, int n) {
        return chance.tame(Tensor.Type.FLOAT, n).floats();
    }

    private static Node scaler(Chance chance, int opset) {
        int n = 1 + chance.below(3);
        int m = chance.flip() ? n : 1;
        return Node.of(Map.of("offset", floats(chance, m), "scale", floats(chance, m)), Tensor.Type.FLOAT,
                chance.tame(chance.one(NUMBERS), 1 + chance.below(3), n));
    }

    private static Node normalizer(Chance chance, int opset) {
        return Node.of(Map.of("norm", chance.one("MAX", "L1", "L2")), Tensor.Type.FLOAT,
                chance.tame(chance.one(NUMBERS), chance.<int[]>one(new int[]{3}, new int[]{2, 3})));
    }

    private static Node imputer(Chance chance, int opset) {
        int n = 1 + chance.below(3);
        int m = chance.flip() ? n : 1;
        if (chance.flip()) {
            Tensor x = chance.tensor(Tensor.Type.FLOAT, 3, n);
            return Node.of(Map.of("imputed_value_floats", floats(chance, m), "replaced_value_float",
                    chance.one(Float.NaN, 1f)), Tensor.Type.FLOAT, x);
        }
        return Node.of(
                Map.of("imputed_value_int64s", chance.tame(Tensor.Type.INT64, m).longs(), "replaced_value_int64", 1),
                Tensor.Type.INT64, chance.tame(Tensor.Type.INT64, 3, n));
    }

    private static Node oneHotEncoder(Chance chance, int opset) {
        if (chance.flip()) {
            return Node.of(Map.of("cats_strings", new String[]{"b", "a", "7"}, "zeros", 1), Tensor.Type.FLOAT,
                    chance.tame(Tensor.Type.STRING, chance.<int[]>one(new int[]{3}, new int[]{2, 1}, new int[]{2, 2})));
        }
        return Node.of(Map.of("cats_int64s", new long[]{2, 0, -1}), Tensor.Type.FLOAT,
                chance.tame(chance.one(NUMBERS), chance.<int[]>one(new int[]{3}, new int[]{2, 1}, new int[]{2, 2})));
    }

    private static Node labelEncoder(Chance chance, int opset) {
        Map<Tensor.Type, Object> keys = Map.of(Tensor.Type.STRING, new String[]{"a", "7"}, Tensor.Type.INT64,
                new long[]{1, -2}, Tensor.Type.FLOAT,
                new float[]{1, 0});
        Map<Tensor.Type, String> names = Map.of(Tensor.Type.STRING, "strings", Tensor.Type.INT64, "int64s",
                Tensor.Type.FLOAT, "floats");
        Tensor.Type from = chance.one(Tensor.Type.STRING, Tensor.Type.INT64, Tensor.Type.FLOAT);
        Tensor.Type to = chance.one(Tensor.Type.STRING, Tensor.Type.INT64, Tensor.Type.FLOAT);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("keys_" + names.get(from), keys.get(from));
        attributes.put("values_" + names.get(to), keys.get(to));
        if (chance.flip()) {
            attributes.put("default_string", "none");
            attributes.put("default_int64", 5);
            attributes.put("default_float", 0.5f);
        }
        return Node.of(attributes, to, chance.tame(from, chance.<int[]>one(new int[]{3}, new int[]{2, 3})));
    }

    private static Node arrayFeatureExtractor(Chance chance, int opset) {
        Tensor.Type type = chance.one(Tensor.Type.FLOAT, Tensor.Type.DOUBLE, Tensor.Type.INT32, Tensor.Type.INT64,
                Tensor.Type.STRING);
        Tensor indices = chance.tame(Tensor.Type.INT64, chance.<int[]>one(new int[]{2}, new int[]{1, 2}));
        for (int i = 0; i < 2; i++) {
            indices.longs()[i] = chance.below(3);
        }
        return Node.of(NONE, type,
                chance.tame(type, chance.<int[]>one(new int[]{3}, new int[]{2, 3}, new int[]{2, 2, 3})), indices);
    }

    private static Node featureVectorizer(Chance chance, int opset) {
        Tensor.Type type = chance.one(NUMBERS);
        return Node.of(Map.of("inputdimensions", new long[]{2, 3}), Tensor.Type.FLOAT, chance.tame(type, 4, 2),
                chance.tame(type, 4, 3));
    }

    private static Node linear(Chance chance, boolean isClassifier) {
        int outputs = 1 + chance.below(3);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("coefficients", floats(chance, 2 * outputs));
        attributes.put("intercepts", floats(chance, outputs));
        if (chance.flip()) {
            // Of a single score the runtime makes no softmax without zeros.
            attributes.put("post_transform",
                    chance.one("NONE", "SOFTMAX", "LOGISTIC", outputs == 1 ? "NONE" : "SOFTMAX_ZERO"));
        }
        Tensor x = chance.tame(chance.one(NUMBERS), 3, 2);
        if (!isClassifier) {
            attributes.put("targets", outputs);
            return Node.of(attributes, Tensor.Type.FLOAT, chance.tame(Tensor.Type.FLOAT, 3, 2));
        }
        int labels = outputs == 1 ? 2 : outputs;
        boolean areTexts = chance.flip();
        if (areTexts) {
            attributes.put("classlabels_strings", Arrays.copyOf(new String[]{"x", "y", "z"}, labels));
        } else {
            attributes.put("classlabels_ints", Arrays.copyOf(new long[]{7, -1, 3}, labels));
        }
        return new Node(attributes, List.of(x),
                List.of(areTexts ? Tensor.Type.STRING : Tensor.Type.INT64, Tensor.Type.FLOAT));
    }

    static List<Kind> kinds() {
        Tensor.Type[] logic = {Tensor.Type.BOOL};
        return List.of(binary("Add", 7, NUMBERS), binary("Sub", 7, NUMBERS), binary("Mul", 7, NUMBERS),
                new Kind("Div", 7, EXACT, JudgedOperatorsTest::quotient),
                new Kind("Pow", 7, NEAR, JudgedOperatorsTest::power),
                new Kind("Mod", 10, EXACT, JudgedOperatorsTest::mod), variadic("Max", NUMBERS),
                variadic("Min", NUMBERS), variadic("Sum", REALS), variadic("Mean", REALS),
                unary("Neg", 7, EXACT, NUMBERS), unary("Abs", 7, EXACT, NUMBERS), unary("Sqrt", 7, EXACT, REALS),
                unary("Exp", 7, NEAR, REALS), unary("Log", 7, NEAR, REALS), unary("Erf", 9, NEAR, Tensor.Type.FLOAT),
                unary("Reciprocal", 7, EXACT, REALS), unary("Floor", 7, EXACT, REALS), unary("Ceil", 7, EXACT, REALS),
                unary("Sign", 9, EXACT, NUMBERS), unary("Round", 11, EXACT, REALS), unary("Identity", 7, EXACT, ANY),
                question("Equal", 7, ANY), question("Less", 7, NUMBERS), question("Greater", 7, NUMBERS),
                question("LessOrEqual", 12, NUMBERS), question("GreaterOrEqual", 12, NUMBERS),
                question("And", 7, logic), question("Or", 7, logic), question("Xor", 7, logic),
                unary("Not", 7, EXACT, logic),
                new Kind("IsNaN", 9, EXACT, (chance, opset) -> Node.of(NONE, Tensor.Type.BOOL,
                        chance.tensor(chance.one(REALS), chance.shape()))),
                new Kind("Where", 9, EXACT, JudgedOperatorsTest::where), activation("Relu", 7),
                activation("Sigmoid", 7), activation("Tanh", 7), activation("Softsign", 7), activation("Softplus", 7),
                activation("Mish", 18), activation("HardSwish", 14), activation("Swish", 24, "alpha"),
                activation("LeakyRelu", 7, "alpha"), activation("ThresholdedRelu", 10, "alpha"),
                activation("Elu", 7, "alpha"), activation("Celu", 12, "alpha"), activation("Selu", 7, "alpha", "gamma"),
                activation("HardSigmoid", 7, "alpha", "beta"), new Kind("Gelu", 20, NEAR, JudgedOperatorsTest::gelu),
                new Kind("PRelu", 7, EXACT, JudgedOperatorsTest::prelu),
                new Kind("Clip", 7, EXACT, JudgedOperatorsTest::clip),
                new Kind("Gemm", 7, NEAR, JudgedOperatorsTest::gemm),
                new Kind("MatMul", 7, NEAR, JudgedOperatorsTest::matMul),
                new Kind("Softmax", 7, NEAR, JudgedOperatorsTest::softmax),
                new Kind("LogSoftmax", 7, NEAR, JudgedOperatorsTest::softmax),
                new Kind("BatchNormalization", 7, NEAR, JudgedOperatorsTest::batchNormalization),
                new Kind("LayerNormalization", 17, 2e-5, JudgedOperatorsTest::layerNormalization),
                reduction("ReduceSum", 13), reduction("ReduceMean", 18), reduction("ReduceMax", 18),
                reduction("ReduceMin", 18), reduction("ReduceProd", 18),
                new Kind("ArgMax", 7, EXACT, JudgedOperatorsTest::argMax),
                new Kind("ArgMin", 7, EXACT, JudgedOperatorsTest::argMax),
                new Kind("TopK", 7, EXACT, JudgedOperatorsTest::topK),
                new Kind("Dropout", 7, EXACT, JudgedOperatorsTest::dropout),
                new Kind("Cast", 7, EXACT, JudgedOperatorsTest::cast),
                new Kind("Reshape", 7, EXACT, JudgedOperatorsTest::reshape),
                new Kind("Flatten", 7, EXACT, JudgedOperatorsTest::flatten),
                new Kind("Squeeze", 7, EXACT, JudgedOperatorsTest::squeeze),
                new Kind("Unsqueeze", 7, EXACT, JudgedOperatorsTest::unsqueeze),
                new Kind("Transpose", 7, EXACT, JudgedOperatorsTest::transpose),
                new Kind("Concat", 7, EXACT, JudgedOperatorsTest::concat),
                new Kind("Split", 7, EXACT, JudgedOperatorsTest::split),
                new Kind("Slice", 7, EXACT, JudgedOperatorsTest::slice),
                new Kind("Gather", 7, EXACT, JudgedOperatorsTest::gather),
                new Kind("OneHot", 9, EXACT, JudgedOperatorsTest::oneHot),
                new Kind("Shape", 7, EXACT, JudgedOperatorsTest::shape),
                new Kind("ConstantOfShape", 9, EXACT, JudgedOperatorsTest::constantOfShape),
                new Kind("Expand", 8, EXACT, JudgedOperatorsTest::expand),
                new Kind("ml.Scaler", 1, NEAR, JudgedOperatorsTest::scaler),
                new Kind("ml.Normalizer", 1, NEAR, JudgedOperatorsTest::normalizer),
                new Kind("ml.Binarizer", 1, EXACT,
                        (chance, opset) -> Node.of(Map.of("threshold", 0.5f), Tensor.Type.FLOAT,
                                chance.tensor(Tensor.Type.FLOAT, chance.shape()))),
                new Kind("ml.OneHotEncoder", 1, EXACT, JudgedOperatorsTest::oneHotEncoder),
                new Kind("ml.LabelEncoder", 2, EXACT, JudgedOperatorsTest::labelEncoder),
                new Kind("ml.Imputer", 1, EXACT, JudgedOperatorsTest::imputer),
                new Kind("ml.ArrayFeatureExtractor", 1, EXACT, JudgedOperatorsTest::arrayFeatureExtractor),
                new Kind("ml.FeatureVectorizer", 1, EXACT, JudgedOperatorsTest::featureVectorizer),
                new Kind("ml.LinearRegressor", 1, NEAR, (chance, opset) -> linear(chance, false)),
                new Kind("ml.LinearClassifier", 1, NEAR, (chance, opset) -> linear(chance, true)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nodesGiveWhatTheRuntimeGives(Kind kind) throws IOException {
        int last = kind.operator.startsWith("ml.") ? 3 : 23;
        int judged = 0;
        List<String> failures = new ArrayList<>();
        for (int opset = kind.from; opset <= last; opset++) {
            for (int i = 0; i < NODES; i++) {
                Node node = kind.maker.make(new Chance(31L * opset + 1009L * i), opset);
                String about = kind.operator + " of opset " + opset + " " + about(node) + ": ";
                try {
                    judged += judge(kind, opset, node) ? 1 : 0;
                } catch (IOException | RuntimeException | AssertionError e) {
                    failures.add(about + e);
                }
            }
        }
        assertTrue(failures.isEmpty(),
                () -> failures.size() + ": " + String.join("\n", failures.subList(0, Math.min(12, failures.size()))));
        assertTrue(judged > 0 || kind.from > last, "the runtime takes none of these nodes");
    }

    private static String about(Node node) {
        return node.attributes.entrySet().stream().map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "} ")) + node.inputs + " "
                + node.inputs.stream().map(tensor -> text(tensor.values())).toList();
    }

    private static String text(Object value) {
        String text = Arrays.deepToString(new Object[]{value});
        return text.substring(0, Math.min(120, text.length()));
    }

    private TestModel model(Kind kind, int opset, Node node, int variable) {
        boolean isLearned = kind.operator.startsWith("ml.");
        TestModel model = new TestModel(isLearned ? 13 : opset).learned(isLearned ? opset : 1);
        for (int i = 0; i < node.inputs.size(); i++) {
            Tensor input = node.inputs.get(i);
            if (i < variable) {
                model.input("in" + i, input.type(), Arrays.stream(input.shape()).asLongStream().toArray());
            } else {
                model.constant("in" + i, input);
            }
        }
        List<String> outputs = IntStream.range(0, node.outputs.size()).mapToObj(i -> "out" + i).toList();
        model.node(kind.operator, IntStream.range(0, node.inputs.size()).mapToObj(i -> "in" + i)
                .collect(Collectors.joining(",")), String.join(",", outputs), node.attributes);
        for (int i = 0; i < outputs.size(); i++) {
            model.output(outputs.get(i), node.outputs.get(i));
        }
        return model;
    }

    /** Whether the runtime takes the node; what it gives then is what is given here. */
    private boolean judge(Kind kind, int opset, Node node) throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int i = 0; i < node.inputs.size(); i++) {
            all.put("in" + i, node.inputs.get(i));
        }
        Path file = folder.resolve("judged.onnx");
        Files.write(file, model(kind, opset, node, all.size()).bytes());
        Map<String, Tensor> expected;
        try {
            expected = Judge.run(file, all);
        } catch (OrtException e) {
            return false;
        }
        for (int variable : Stream.of(all.size(), 1, 0).distinct().filter(n -> n <= all.size()).toList()) {
            Map<String, Tensor> given = new HashMap<>(all);
            for (int i = variable; i < all.size(); i++) {
                given.remove("in" + i);
            }
            Map<String, Tensor> results = model(kind, opset, node, variable).read(folder).run(given);
            expected.forEach((name, tensor) -> check(tensor, TestModel.get(results, name), kind.tolerance));
        }
        return true;
    }

    private static void check(Tensor expected, Tensor got, double tolerance) {
        assertEquals(expected.toString(), got.toString());
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.type().isReal()) {
                assertEquals(Tensors.key(expected, i), Tensors.key(got, i), "value " + i);
                continue;
            }
            double wanted = expected.real(i);
            double error = Math.abs(wanted - got.real(i));
            boolean isSame = wanted == got.real(i) || (Double.isNaN(wanted) && Double.isNaN(got.real(i)));
            if (!isSame && !(error <= tolerance * Math.max(1, Math.abs(wanted)))) {
                fail("value " + i + " is " + got.real(i) + ", not " + wanted);
            }
        }
    }
}
