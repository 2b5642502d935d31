package org.lanewise.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.models.ModelFileException;
import org.lanewise.models.Tensor;

/** Each operator alone, against numbers worked out by hand or formulas in double precision. */
class OperatorsTest {
    @TempDir
    Path folder;

    /** A node and what it has to give. */
    record Case(String operator, int opset, Map<String, Object> attributes, List<Tensor> inputs,
            List<Tensor> outputs) {
        Case gives(Tensor... expected) {
            return new Case(operator, opset, attributes, inputs, List.of(expected));
        }

        @Override
        public String toString() {
            return operator + " of opset " + opset + " " + attributes.keySet() + inputs;
        }
    }

    private static Case node(String operator, int opset, Map<String, Object> attributes, Tensor... inputs) {
        return new Case(operator, opset, attributes, List.of(inputs), List.of());
    }

    private static Case node(String operator, Tensor... inputs) {
        return node(operator, 13, Map.of(), inputs);
    }

    private static Tensor f(int[] shape, double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, shape);
    }

    private static Tensor f(double... values) {
        return f(new int[]{values.length}, values);
    }

    private static Tensor l(long... values) {
        return Tensor.of(values, values.length);
    }

    private static Tensor s(String... values) {
        return Tensor.of(values, values.length);
    }

    private static Tensor b(boolean... values) {
        return Tensor.of(values, values.length);
    }

    private static int[] shape(int... dims) {
        return dims;
    }

    private static final long MANY = (1L << 53) + 1;
    private static final Tensor M23 = f(shape(2, 3), 1, 2, 3, 4, 5, 6);

    static List<Case> arithmetic() {
        return List.of(node("Add", M23, f(10, 20, 30)).gives(f(shape(2, 3), 11, 22, 33, 14, 25, 36)),
                node("Add", M23, f(shape(2, 1), 10, 20)).gives(f(shape(2, 3), 11, 12, 13, 24, 25, 26)),
                node("Add", f(shape(2, 1), 10, 20), f(1, 2)).gives(f(shape(2, 2), 11, 12, 21, 22)),
                node("Add", l(1, 2), l(10)).gives(l(11, 12)),
                node("Sub", f(shape(), 1), M23).gives(f(shape(2, 3), 0, -1, -2, -3, -4, -5)),
                node("Mul", M23, M23).gives(f(shape(2, 3), 1, 4, 9, 16, 25, 36)),
                node("Sign", f(-2, 0, 3)).gives(f(-1, 0, 1)), node("Sign", l(-2, 0, 3)).gives(l(-1, 0, 1)),
                node("Floor", f(-1.5, 1.5)).gives(f(-2, 1)), node("Ceil", f(-1.5, 1.5)).gives(f(-1, 2)),
                node("Round", f(0.5, 1.5, 2.5, -0.4)).gives(f(0, 2, 2, -0.0)),
                node("Sin", f(1)).gives(f(Math.sin(1))), node("Cos", f(1)).gives(f(Math.cos(1))),
                node("Div", f(1, -7), f(2, 2)).gives(f(0.5, -3.5)), node("Div", l(7, -7), l(2)).gives(l(3, -3)),
                node("Max", f(1, 5), f(3), f(2, 2)).gives(f(3, 5)),
                node("Min", f(1, 5), f(3), f(2, 2)).gives(f(1, 2)),
                node("Max", f(Double.NaN, 1), f(0)).gives(f(Double.NaN, 1)), node("Max", f(1)).gives(f(1)),
                node("Sum", f(1, 2), f(3), f(4)).gives(f(8, 9)),
                node("Pow", f(2, 3), f(3, 0.5)).gives(f(8, Math.sqrt(3))), node("Pow", f(2, 3), l(2)).gives(f(4, 9)),
                node("Neg", f(1, -2)).gives(f(-1, 2)), node("Neg", l(1, -2)).gives(l(-1, 2)),
                node("Abs", f(1, -2)).gives(f(1, 2)), node("Sqrt", f(2, -1)).gives(f(Math.sqrt(2), Double.NaN)),
                node("Log", f(Math.E, 0)).gives(f(1, Double.NEGATIVE_INFINITY)),
                node("Reciprocal", f(4, 0)).gives(f(0.25, Double.POSITIVE_INFINITY)),
                node("Equal", l(1, 2), l(2)).gives(b(false, true)),
                node("Equal", s("a", "b"), s("b")).gives(b(false, true)),
                node("Equal", f(Double.NaN, 0), f(Double.NaN, -0.0)).gives(b(false, true)),
                node("Less", f(1, 2, Double.NaN), f(2)).gives(b(true, false, false)),
                node("LessOrEqual", f(1, 2, 3), f(2)).gives(b(true, true, false)),
                node("Greater", l(1, 2, 3), l(2)).gives(b(false, false, true)),
                node("GreaterOrEqual", f(1, 2, Double.NaN), f(2)).gives(b(false, true, false)),
                node("And", b(true, true), b(true, false)).gives(b(true, false)),
                node("Or", b(false, true), b(false, false)).gives(b(false, true)),
                node("Xor", b(true, true), b(true, false)).gives(b(false, true)), node("Not", b(true)).gives(b(false)),
                node("Where", b(true, false), f(1, 2), f(shape(2, 1), 3, 4)).gives(f(shape(2, 2), 1, 3, 1, 4)),
                node("Where", b(true, false), s("a"), s("b")).gives(s("a", "b")),
                node("Clip", 7, Map.of("min", -1f, "max", 2f), f(-3, 0, 3)).gives(f(-1, 0, 2)),
                node("Clip", 7, Map.of("min", -1f), f(-3, 0, 3)).gives(f(-1, 0, 3)),
                node("Clip", f(-3, 0, 3), f(shape(), -1), f(shape(), 2)).gives(f(-1, 0, 2)),
                node("Clip", l(-3, 0, 3), Tensor.of(new long[]{-1})).gives(l(-1, 0, 3)),
                node("PRelu", M23, f(1, 2, 3)).gives(M23),
                node("PRelu", f(shape(2, 2), -1, 1, -2, 2), f(0.5, 3)).gives(f(shape(2, 2), -0.5, 1, -1, 2)));
    }

    static List<Case> products() {
        Tensor a = f(shape(3, 2), 1, 4, 2, 5, 3, 6);
        Tensor wide = Tensor.of(new double[]{1, 2, 3, 4}, 2, 2);
        return List.of(node("MatMul", M23, f(shape(3, 2), 1, 0, 0, 1, 1, 1)).gives(f(shape(2, 2), 4, 5, 10, 11)),
                node("MatMul", f(1, 2, 3), f(1, 1, 1)).gives(f(shape(), 6)),
                node("MatMul", M23, f(1, 1, 1)).gives(f(6, 15)),
                node("MatMul", f(1, 1), M23).gives(f(5, 7, 9)),
                node("MatMul", f(shape(2, 1, 2), 1, 2, 3, 4), f(shape(2, 1), 1, 1)).gives(f(shape(2, 1, 1), 3, 7)),
                node("MatMul", f(shape(2, 1, 2), 1, 2, 3, 4), f(shape(2, 2, 1), 1, 1, 2, 2))
                        .gives(f(shape(2, 1, 1), 3, 14)),
                node("MatMul", wide, wide).gives(Tensor.of(new double[]{7, 10, 15, 22}, 2, 2)),
                node("Gemm", M23, f(shape(3, 2), 1, 0, 0, 1, 1, 1), f(1, 2)).gives(f(shape(2, 2), 5, 7, 11, 13)),
                node("Gemm", M23, f(shape(3, 2), 1, 0, 0, 1, 1, 1), f(shape(2, 1), 1, 2))
                        .gives(f(shape(2, 2), 5, 6, 12, 13)),
                node("Gemm", 13, Map.of("transA", 1, "alpha", 2f), a, f(shape(3, 1), 1, 1, 1))
                        .gives(f(shape(2, 1), 12, 30)),
                node("Gemm", 9, Map.of("transB", 1, "alpha", 0.5f, "beta", 3f), M23, f(shape(1, 3), 2, 2, 2),
                        f(shape(), 1)).gives(f(shape(2, 1), 9, 18)),
                node("Gemm", 13, Map.of("transB", 1), wide, wide, Tensor.of(new double[]{1, 2}, 1, 2))
                        .gives(Tensor.of(new double[]{6, 13, 12, 27}, 2, 2)));
    }

    static List<Case> shapes() {
        Tensor x = f(shape(1, 2, 1, 3), 1, 2, 3, 4, 5, 6);
        return List.of(node("Identity", s("a")).gives(s("a")), node("Dropout", 12, Map.of(), M23).gives(M23),
                node("Dropout", 7, Map.of("ratio", 0.5f), M23).gives(M23),
                node("Dropout", M23, f(shape(), 0.5)).gives(M23),
                node("Cast", 13, Map.of("to", 7), f(1.7, -1.7)).gives(l(1, -1)),
                node("Cast", 13, Map.of("to", 1), b(true, false)).gives(f(1, 0)),
                node("Cast", 13, Map.of("to", 9), f(0, -2)).gives(b(false, true)),
                node("Cast", 13, Map.of("to", 10), f(1.0009765625 + 0.0001)).gives(f(1.0009765625)),
                node("Cast", 13, Map.of("to", 16), f(1.0078125 + 0.001)).gives(f(1.0078125)),
                node("Cast", 13, Map.of("to", 11), f(0.5)).gives(Tensor.of(new double[]{0.5}, 1)),
                node("Cast", 13, Map.of("to", 1), s("1.5", "2")).gives(f(1.5, 2)),
                node("Dropout", 12, Map.of(), f(1, 2)).gives(f(1, 2), b(true, true)),
                node("Dropout", 13, Map.of(), f(1), f(shape(), 0.5), b(false)).gives(f(1), b(true)),
                node("Dropout", 13, Map.of(), f(1), f(shape(), 0), b(true)).gives(f(1)),
                node("Cast", 13, Map.of("to", 1), s("INF", "+inf", "-Infinity", "nan"))
                        .gives(f(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
                                Double.NaN)),
                node("Cast", 13, Map.of("to", 7), s("9007199254740993", "-2.7")).gives(l(9007199254740993L, -2)),
                node("Cast", 13, Map.of("to", 8), l(12)).gives(s("12")),
                node("Cast", 13, Map.of("to", 8), f(0.1, -2, 0, -0.0, 0x1p-20, 12345678, 1e8, Double.NaN,
                        Double.NEGATIVE_INFINITY))
                        .gives(s("0.1", "-2", "0", "-0", "9.5367432e-07", "12345678", "1e+08", "NaN", "-INF")),
                node("Cast", 13, Map.of("to", 8), Tensor.of(new double[]{0.1, 1e300}, 2))
                        .gives(s("0.1", "1e+300")),
                node("Size", M23).gives(Tensor.of(new long[]{6})),
                node("Reshape", M23, l(3, 2)).gives(f(shape(3, 2), 1, 2, 3, 4, 5, 6)),
                node("Reshape", M23, l(0, -1, 1)).gives(f(shape(2, 3, 1), 1, 2, 3, 4, 5, 6)),
                node("Reshape", 14, Map.of("allowzero", 1), f(shape(0, 3)), l(3, 0)).gives(f(shape(3, 0))),
                node("Flatten", x).gives(f(shape(1, 6), 1, 2, 3, 4, 5, 6)),
                node("Flatten", 13, Map.of("axis", 0), M23).gives(f(shape(1, 6), 1, 2, 3, 4, 5, 6)),
                node("Flatten", 13, Map.of("axis", -1), x).gives(f(shape(2, 3), 1, 2, 3, 4, 5, 6)),
                node("Squeeze", x).gives(M23),
                node("Squeeze", 11, Map.of("axes", new long[]{0}), x).gives(f(shape(2, 1, 3), 1, 2, 3, 4, 5, 6)),
                node("Squeeze", x, l(-2)).gives(f(shape(1, 2, 3), 1, 2, 3, 4, 5, 6)),
                node("Unsqueeze", M23, l(0, -2)).gives(x),
                node("Unsqueeze", 11, Map.of("axes", new long[]{0, 2}), M23).gives(x),
                node("Transpose", M23).gives(f(shape(3, 2), 1, 4, 2, 5, 3, 6)),
                node("Transpose", 13, Map.of("perm", new long[]{1, 0, 3, 2}), x)
                        .gives(f(shape(2, 1, 3, 1), 1, 2, 3, 4, 5, 6)),
                node("Concat", 13, Map.of("axis", -1), f(shape(2, 1), 1, 2), M23)
                        .gives(f(shape(2, 4), 1, 1, 2, 3, 2, 4, 5, 6)),
                node("Concat", 13, Map.of("axis", 0), s("a"), s("b", "c")).gives(s("a", "b", "c")),
                node("Split", 11, Map.of("axis", 1, "split", new long[]{1, 2}), M23)
                        .gives(f(shape(2, 1), 1, 4), f(shape(2, 2), 2, 3, 5, 6)),
                node("Split", 13, Map.of("axis", 0), f(1, 2, 3, 4)).gives(f(1, 2), f(3, 4)),
                node("Split", 13, Map.of(), f(1, 2, 3), l(1, 2)).gives(f(1), f(2, 3)),
                node("Split", 18, Map.of("num_outputs", 2), f(1, 2, 3)).gives(f(1, 2), f(3)),
                node("Slice", 9, Map.of("starts", new long[]{1}, "ends", new long[]{9}, "axes", new long[]{1}), M23)
                        .gives(f(shape(2, 2), 2, 3, 5, 6)),
                node("Slice", M23, l(-1, 0), l(9, -1)).gives(f(shape(1, 2), 4, 5)),
                node("Slice", f(1, 2, 3, 4, 5), l(4), l(Long.MIN_VALUE), l(0), l(-2)).gives(f(5, 3, 1)),
                node("Slice", f(1, 2, 3, 4, 5), l(0), l(Long.MAX_VALUE), l(0), l(3)).gives(f(1, 4)),
                node("Slice", f(1, 2), l(2), l(1)).gives(f()),
                node("Gather", M23, l(1, -2)).gives(f(shape(2, 3), 4, 5, 6, 1, 2, 3)),
                node("Gather", 13, Map.of("axis", 1), M23, Tensor.of(new int[]{2})).gives(f(3, 6)),
                node("Gather", s("a", "b"), Tensor.of(new long[]{1, 0}, 1, 2))
                        .gives(Tensor.of(new String[]{"b", "a"}, 1, 2)),
                node("Shape", x).gives(l(1, 2, 1, 3)),
                node("Shape", 15, Map.of("start", 1, "end", -1), x).gives(l(2, 1)),
                node("Constant", 13, Map.of("value", M23)).gives(M23),
                node("Constant", 13, Map.of("value_float", 2f)).gives(f(shape(), 2)),
                node("Constant", 13, Map.of("value_floats", new float[]{2, 3})).gives(f(2, 3)),
                node("Constant", 13, Map.of("value_int", 2)).gives(Tensor.of(new long[]{2})),
                node("Constant", 13, Map.of("value_ints", new long[]{2, 3})).gives(l(2, 3)),
                node("Constant", 13, Map.of("value_strings", new String[]{"a"})).gives(s("a")),
                node("ConstantOfShape", l(2)).gives(f(0, 0)),
                node("ConstantOfShape", 13, Map.of("value", l(7)), l(1, 2)).gives(Tensor.of(new long[]{7, 7}, 1, 2)),
                node("Expand", f(shape(2, 1), 1, 2), l(3, 1, 2)).gives(f(shape(3, 2, 2), 1, 1, 2, 2, 1, 1, 2, 2, 1, 1,
                        2, 2)),
                node("Expand", M23, l(1)).gives(M23));
    }

    static List<Case> reductions() {
        return List.of(node("ReduceSum", M23).gives(f(shape(1, 1), 21)),
                node("ReduceSum", 11, Map.of("axes", new long[]{1}, "keepdims", 0), M23).gives(f(6, 15)),
                node("ReduceSum", 13, Map.of("keepdims", 0), M23, l(0)).gives(f(5, 7, 9)),
                node("ReduceSum", 13, Map.of("noop_with_empty_axes", 1), M23).gives(M23),
                node("ReduceSum", 1, Map.of("axes", new long[]{0}), M23).gives(f(shape(1, 3), 5, 7, 9)),
                node("ReduceMean", 13, Map.of("axes", new long[]{-1}), M23).gives(f(shape(2, 1), 2, 5)),
                node("ReduceMean", 18, Map.of("keepdims", 0), M23, l(-1)).gives(f(2, 5)),
                node("ReduceMax", 13, Map.of("axes", new long[]{0}), M23).gives(f(shape(1, 3), 4, 5, 6)),
                node("ReduceMin", 13, Map.of("axes", new long[]{0, 1}), M23).gives(f(shape(1, 1), 1)),
                node("ReduceProd", 13, Map.of("axes", new long[]{1}), M23).gives(f(shape(2, 1), 6, 120)),
                node("ReduceMax", l(3, 9)).gives(l(9)), node("ReduceMean", l(3, 4)).gives(l(3)),
                // Beyond 2⁵³, where doubles are even numbers.
                node("ReduceMax", l(MANY, MANY - 1)).gives(l(MANY)), node("ReduceSum", l(MANY, 0)).gives(l(MANY)),
                node("ArgMax", 13, Map.of("keepdims", 0), l(MANY - 1, MANY, MANY - 2)).gives(Tensor.of(new long[]{1})),
                node("TopK", 11, Map.of(), l(MANY - 1, MANY), l(1)).gives(l(MANY), l(1)),
                node("ReduceMin", 13, Map.of(), Tensor.of(new int[]{3, -9}, 2)).gives(Tensor.of(new int[]{-9}, 1)),
                node("ReduceL1", f(3, -4)).gives(f(7)), node("ReduceL2", f(3, -4)).gives(f(5)),
                node("ReduceSumSquare", f(3, -4)).gives(f(25)), node("ReduceSumSquare", l(3, -4)).gives(l(25)),
                node("ReduceLogSum", f(3, 4)).gives(f(Math.log(7))),
                node("ReduceLogSumExp", f(1, 2)).gives(f(Math.log(Math.E + Math.E * Math.E))),
                node("ArgMax", f(0, -0.0)).gives(l(0)),
                node("TopK", 11, Map.of(), f(-0.0, 0), l(1)).gives(f(-0.0), l(0)),
                node("ArgMax", 13, Map.of("axis", 1), f(shape(2, 3), 1, 3, 3, 9, 2, 9))
                        .gives(Tensor.of(new long[]{1, 0}, 2, 1)),
                node("ArgMax", 13, Map.of("axis", 1, "keepdims", 0, "select_last_index", 1),
                        f(shape(2, 3), 1, 3, 3, 9, 2, 9)).gives(l(2, 2)),
                node("ArgMax", M23).gives(Tensor.of(new long[]{1, 1, 1}, 1, 3)),
                node("ArgMin", 13, Map.of("axis", 1, "keepdims", 0), M23).gives(l(0, 0)),
                node("TopK", 7, Map.of("k", 2), f(shape(2, 3), 1, 3, 3, 9, 2, 8)).gives(f(shape(2, 2), 3, 3, 9, 8),
                        Tensor.of(new long[]{1, 2, 0, 2}, 2, 2)),
                node("TopK", 11, Map.of("largest", 0, "axis", 0), f(shape(3, 2), 5, 1, 4, 2, 6, 0), l(2))
                        .gives(f(shape(2, 2), 4, 0, 5, 1), Tensor.of(new long[]{1, 2, 0, 0}, 2, 2)));
    }

    static List<Case> learned() {
        return List.of(
                node("ml.Scaler", 1, Map.of("offset", new float[]{1, 2, 3}, "scale", new float[]{2}), M23)
                        .gives(f(shape(2, 3), 0, 0, 0, 6, 6, 6)),
                node("ml.Scaler", 1, Map.of("offset", new float[]{1}, "scale", new float[]{2}), l(1, 3)).gives(f(0, 4)),
                node("ml.Normalizer", 1, Map.of("norm", "L2"), f(shape(2, 2), 3, 4, 0, 0))
                        .gives(f(shape(2, 2), 0.6, 0.8, 0, 0)),
                node("ml.Normalizer", 1, Map.of("norm", "L1"), f(shape(1, 2), -1, 3)).gives(f(shape(1, 2), -.25, .75)),
                node("ml.Normalizer", 1, Map.of("norm", "MAX"), f(shape(1, 2), 1, 4)).gives(f(shape(1, 2), .25, 1)),
                node("ml.Binarizer", 1, Map.of("threshold", 0.5f), f(0.5, 0.6)).gives(f(0, 1)),
                node("ml.OneHotEncoder", 1, Map.of("cats_int64s", new long[]{3, 5}), Tensor.of(new long[]{5, 3, 4}, 3,
                        1)).gives(f(shape(3, 1, 2), 0, 1, 1, 0, 0, 0)),
                node("ml.OneHotEncoder", 1, Map.of("cats_strings", new String[]{"a", "b"}, "zeros", 0), s("b"))
                        .gives(f(shape(1, 2), 0, 1)),
                node("ml.LabelEncoder", 1, Map.of("classes_strings", new String[]{"a", "b"}), s("b", "c"))
                        .gives(l(1, -1)),
                node("ml.LabelEncoder", 1, Map.of("classes_strings", new String[]{"a", "b"}), l(1, 7))
                        .gives(s("b", "_Unused")),
                node("ml.LabelEncoder", 2, Map.of("keys_int64s", new long[]{4, 6}, "values_strings",
                        new String[]{"four", "six"}, "default_string", "?"), l(6, 5)).gives(s("six", "?")),
                node("ml.LabelEncoder", 2, Map.of("keys_strings", new String[]{"x"}, "values_floats",
                        new float[]{2.5f}), s("x", "y")).gives(f(2.5, -0.0)),
                node("ml.LabelEncoder", 4, Map.of("keys_tensor", l(1, 2), "values_tensor", l(10, 20), "default_tensor",
                        l(0)), l(2, 3)).gives(l(20, 0)),
                node("ml.Imputer", 1, Map.of("imputed_value_floats", new float[]{7, 8}, "replaced_value_float",
                        Float.NaN), f(shape(2, 2), Double.NaN, 1, 2, Double.NaN)).gives(f(shape(2, 2), 7, 1, 2, 8)),
                node("ml.Imputer", 1, Map.of("imputed_value_int64s", new long[]{7}, "replaced_value_int64", -1),
                        Tensor.of(new long[]{-1, 3}, 1, 2)).gives(Tensor.of(new long[]{7, 3}, 1, 2)),
                node("ml.ArrayFeatureExtractor", 1, Map.of(), M23, l(2, 0)).gives(f(shape(2, 2), 3, 1, 6, 4)),
                node("ml.ArrayFeatureExtractor", 1, Map.of(), s("a", "b"), Tensor.of(new long[]{1, 0}, 2, 1))
                        .gives(Tensor.of(new String[]{"b", "a"}, 1, 2)),
                node("ml.FeatureVectorizer", 1, Map.of("inputdimensions", new long[]{3, 1}), M23,
                        Tensor.of(new long[]{7, 8}, 2, 1)).gives(f(shape(2, 4), 1, 2, 3, 7, 4, 5, 6, 8)),
                node("ml.ZipMap", 1, Map.of("classlabels_int64s", new long[]{1, 2, 3}), M23).gives(M23),
                node("ml.LinearRegressor", 1, Map.of("coefficients", new float[]{1, 1, 1, 1, 0, 0}, "intercepts",
                        new float[]{1, 2}, "targets", 2), M23).gives(f(shape(2, 2), 7, 3, 16, 6)),
                node("ml.LinearClassifier", 1, Map.of("coefficients", new float[]{1, 0, 0, 0, 0, 1}, "intercepts",
                        new float[]{0, -4}, "classlabels_strings", new String[]{"a", "b"}, "post_transform",
                        "LOGISTIC"), M23).gives(s("a", "a"),
                                f(shape(2, 2), sigmoid(1), sigmoid(-1), sigmoid(4), sigmoid(2))),
                node("ml.LinearClassifier", 1, Map.of("coefficients", new float[]{1, 0, 0}, "intercepts",
                        new float[]{-2}, "classlabels_ints", new long[]{5, 6}), M23).gives(l(5, 6),
                                f(shape(2, 2), 2, -1, -1, 2)),
                node("ml.LinearClassifier", 1, Map.of("coefficients", new float[]{1, 0, 0, 0, 1, 0}, "intercepts",
                        new float[]{0, 0}, "classlabels_ints", new long[]{0, 1}, "post_transform", "SOFTMAX"), M23)
                        .gives(l(1, 1), f(shape(2, 2), sigmoid(-1), sigmoid(1), sigmoid(-1), sigmoid(1))));
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    static List<Case> normalizations() {
        double e = Math.E;
        double[] softmax = {1 / (1 + e + e * e), e / (1 + e + e * e), e * e / (1 + e + e * e)};
        Tensor cube = f(shape(1, 2, 2), 0, 1, 1, 0);
        double low = 1 / (1 + e);
        double high = e / (1 + e);
        double all = 2 + 2 * e;
        double root = Math.sqrt(2.0 / 3 + 1e-5);
        return List.of(node("Softmax", M23).gives(f(shape(2, 3), softmax[0], softmax[1], softmax[2], softmax[0],
                softmax[1], softmax[2])),
                node("Softmax", 13, Map.of("axis", 1), cube).gives(f(shape(1, 2, 2), low, high, high, low)),
                node("Softmax", 12, Map.of(), cube).gives(f(shape(1, 2, 2), 1 / all, e / all, e / all, 1 / all)),
                node("Softmax", 11, Map.of("axis", 2), cube).gives(f(shape(1, 2, 2), low, high, high, low)),
                node("Softmax", Tensor.of(new double[]{0, 1}, 1, 2)).gives(Tensor.of(new double[]{low, high}, 1, 2)),
                node("LogSoftmax", 13, Map.of("axis", 1), cube).gives(f(shape(1, 2, 2), Math.log(low), Math.log(high),
                        Math.log(high), Math.log(low))),
                node("LogSoftmax", f(shape(1, 2), 0, 1)).gives(f(shape(1, 2), Math.log(low), Math.log(high))),
                node("BatchNormalization", 15, Map.of("epsilon", 1f), M23, f(2, 1, 1), f(0, 0, 5), f(1, 2, 3),
                        f(3, 3, 0)).gives(f(shape(2, 3), 0, 0, 5, 3, 1.5, 8)),
                node("BatchNormalization", 9, Map.of("epsilon", 0f, "momentum", 0.1f), cube, f(1, 2), f(0, 1),
                        f(0, 0), f(4, 1)).gives(f(shape(1, 2, 2), 0, 0.5, 3, 1)),
                node("LayerNormalization", 17, Map.of(), M23, f(1, 2, 3), f(0, 0, 1))
                        .gives(f(shape(2, 3), -1 / root, 0, 3 / root + 1, -1 / root, 0, 3 / root + 1)),
                node("LayerNormalization", 17, Map.of("axis", 1, "epsilon", 1f), f(shape(1, 2), 1, 3), f(1, 1))
                        .gives(f(shape(1, 2), -Math.sqrt(0.5), Math.sqrt(0.5)), f(shape(1, 1), 2),
                                f(shape(1, 1), Math.sqrt(0.5))));
    }

    static List<Case> activations() {
        double[] z = {-3, -1, -0.25, 0, 0.25, 1, 3};
        List<Case> cases = new ArrayList<>();
        add(cases, z, "Relu", Map.of(), x -> Math.max(0, x));
        add(cases, z, "Sigmoid", Map.of(), OperatorsTest::sigmoid);
        add(cases, z, "Tanh", Map.of(), Math::tanh);
        add(cases, z, "Exp", Map.of(), Math::exp);
        add(cases, z, "Softsign", Map.of(), x -> x / (1 + Math.abs(x)));
        add(cases, z, "Softplus", Map.of(), x -> Math.log(1 + Math.exp(x)));
        add(cases, z, "Mish", Map.of(), x -> x * Math.tanh(Math.log(1 + Math.exp(x))));
        add(cases, z, "HardSwish", Map.of(), x -> x * Math.clamp(x / 6 + 0.5, 0, 1));
        add(cases, z, "Swish", Map.of(), x -> x * sigmoid(x));
        add(cases, z, "Swish", Map.of("alpha", 2f), x -> x * sigmoid(2 * x));
        add(cases, z, "Erf", Map.of(), OperatorsTest::erf);
        add(cases, z, "Gelu", Map.of(), x -> x * (1 + erf(x / Math.sqrt(2))) / 2);
        add(cases, z, "Gelu", Map.of("approximate", "tanh"),
                x -> x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2);
        add(cases, z, "LeakyRelu", Map.of(), x -> x < 0 ? 0.01f * x : x);
        add(cases, z, "LeakyRelu", Map.of("alpha", -0.5f), x -> x < 0 ? -0.5 * x : x);
        add(cases, z, "ThresholdedRelu", Map.of("alpha", 0.5f), x -> x > 0.5 ? x : 0);
        add(cases, z, "Elu", Map.of("alpha", 0.5f), x -> x < 0 ? 0.5 * Math.expm1(x) : x);
        add(cases, z, "Celu", Map.of("alpha", 0.5f), x -> x < 0 ? 0.5 * Math.expm1(x / 0.5) : x);
        add(cases, z, "Selu", Map.of(),
                x -> 1.050701f * (x < 0 ? 1.6732632f * Math.expm1(x) : x));
        add(cases, z, "Selu", Map.of("alpha", 1f, "gamma", 2f), x -> 2 * (x < 0 ? Math.expm1(x) : x));
        cases.add(node("Elu", 6, Map.of(), f(-1)).gives(f(Math.expm1(-1))));
        cases.add(node("Softplus", 1, Map.of(), f(0)).gives(f(Math.log(2))));
        add(cases, z, "HardSigmoid", Map.of(), x -> Math.clamp(0.2f * x + 0.5, 0, 1));
        return cases;
    }

    /** Simpson's rule. */
    private static double erf(double x) {
        int steps = 2000;
        double h = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            sum += (i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h);
        }
        return 2 / Math.sqrt(Math.PI) * sum * h / 3;
    }

    private static void add(List<Case> cases, double[] z, String operator, Map<String, Object> attributes,
            DoubleUnaryOperator g) {
        double[] a = Arrays.stream(z).map(g).toArray();
        cases.add(node(operator, 20, attributes, f(z)).gives(f(a)));
        cases.add(node(operator, 20, attributes, Tensor.of(z, z.length)).gives(Tensor.of(a, a.length)));
    }

    @ParameterizedTest
    @MethodSource({"arithmetic", "products", "shapes", "reductions", "learned", "normalizations", "activations"})
    void aNodeGivesWhatItsDefinitionSays(Case test) throws IOException {
        String[] names = new String[test.outputs.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = "out" + i;
        }
        for (Map<String, Tensor> results : TestModel.runBoth(folder, test.opset, test.operator,
                String.join(",", names), test.attributes, test.inputs.toArray(Tensor[]::new))) {
            for (int i = 0; i < names.length; i++) {
                check(test.outputs.get(i), TestModel.get(results, names[i]));
            }
        }
    }

    private static void check(Tensor expected, Tensor got) {
        assertEquals(expected.toString(), got.toString());
        for (int i = 0; i < expected.size(); i++) {
            if (expected.type() == Tensor.Type.FLOAT || expected.type() == Tensor.Type.DOUBLE) {
                double tolerance = expected.type() == Tensor.Type.FLOAT ? 4e-7 : 1e-9;
                double value = expected.real(i);
                assertEquals(value, got.real(i),
                        Double.isFinite(value) ? tolerance * Math.max(1e-2, Math.abs(value)) : 0, "value " + i);
            } else {
                assertEquals(Tensors.key(expected, i), Tensors.key(got, i), "value " + i);
            }
        }
    }

    static List<Case> misfits() {
        return List.of(node("Add", M23, f(1, 2)), node("Add", f(1), l(1)), node("MatMul", M23, M23),
                node("Gemm", f(1, 2, 3), M23), node("Gemm", M23, f(shape(3, 1), 1, 1, 1), f(1, 2, 3)),
                node("Reshape", M23, l(4, -1)), node("Reshape", M23, l(-1, -1)), node("Reshape", M23, l(7)),
                node("Squeeze", M23, l(0)), node("Transpose", 13, Map.of("perm", new long[]{0, 0}), M23),
                node("Concat", 13, Map.of("axis", 0), M23, f(1)), node("Concat", 13, Map.of("axis", 2), M23, M23),
                node("Slice", f(1, 2), l(0), l(1), l(0), l(0)), node("Gather", M23, l(2)),
                node("Expand", M23, l(5, 2, 4)), node("ArgMax", f(shape(0))), node("TopK", 11, Map.of(), f(1), l(2)),
                node("Add", 6, Map.of(), f(1), f(1)),
                node("ReduceLogSum", l(1)),
                node("Softmax", l(1)), node("LayerNormalization", 17, Map.of(), M23, f(1, 2)),
                node("Div", l(1), l(0)), node("Cast", 13, Map.of("to", 2), f(1)), node("Relu", f(1), f(1)),
                node("Relu", 13, Map.of("alpha", 1), f(1)), node("LeakyRelu", 13, Map.of("alpha", 1), f(1)),
                node("ml.Scaler", 1, Map.of("offset", new float[2], "scale", new float[3]), M23),
                node("ml.OneHotEncoder", 1, Map.of("cats_int64s", new long[1]), s("a")),
                node("ml.LabelEncoder", 2, Map.of("keys_int64s", new long[2], "values_int64s", new long[1]), l(1)),
                node("ml.LinearRegressor", 1, Map.of("coefficients", new float[2]), M23));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void whatDoesNotFitIsRefused(Case test) {
        Exception e = assertThrows(Exception.class, () -> TestModel.runBoth(folder, test.opset, test.operator, "out",
                test.attributes, test.inputs.toArray(Tensor[]::new)));
        // When it is loaded, unless it depends on integers that are not known before it runs.
        boolean isKnown = test.inputs.stream().noneMatch(tensor -> tensor.type() == Tensor.Type.INT64);
        assertTrue(e instanceof ModelFileException || (!isKnown && e instanceof IllegalArgumentException),
                e.toString());
        assertTrue(TestModel.message(e).contains("node 0 ("), TestModel.message(e));
    }

    @Test
    void whatDropsAtRandomIsRefused() {
        Case test = node("Dropout", f(1), f(shape(), 0.5), b(true));
        Exception e = assertThrows(IllegalArgumentException.class, () -> TestModel.runBoth(folder, test.opset,
                test.operator, "out", test.attributes, test.inputs.toArray(Tensor[]::new)));
        assertTrue(TestModel.message(e).contains("training"), TestModel.message(e));
    }

    @Test
    void aShapeThatIsAnInputIsNotKnownWhenTheModelIsLoaded() throws IOException {
        OnnxModel model = new TestModel(13).input("x", Tensor.Type.FLOAT, -1, 6)
                .input("shape", Tensor.Type.INT64, 2)
                .constant("w", f(shape(3, 1), 1, 1, 1))
                .node("Reshape", "x,shape", "rows", Map.of())
                .node("MatMul", "rows,w", "y", Map.of())
                .output("y")
                .read(folder);
        assertArrayEquals(new float[]{6, 15},
                TestModel.get(model.run(Map.of("x", f(shape(1, 6), 1, 2, 3, 4, 5, 6), "shape", l(2, 3))), "y")
                        .floats());
    }

    /** Whoever writes to what comes out changes neither the model, nor what went in, nor another output. */
    @Test
    void outputsAreTheCallersOwn() throws IOException {
        OnnxModel model = new TestModel(13).input("x", Tensor.Type.FLOAT, -1, 2)
                .constant("c", f(1, 2))
                .node("Identity", "c", "constant", Map.of())
                .node("Flatten", "x", "same", Map.of())
                .node("Neg", "x", "negative", Map.of())
                .node("Flatten", "negative", "again", Map.of())
                .output("constant").output("same").output("negative").output("again")
                .read(folder);
        Tensor x = f(shape(1, 2), 3, 4);
        Map<String, Tensor> first = model.run(Map.of("x", x));
        first.values().forEach(tensor -> Arrays.fill(tensor.floats(), 7));
        assertEquals(f(shape(1, 2), 3, 4), x);
        Map<String, Tensor> second = model.run(Map.of("x", x));
        assertEquals(f(1, 2), second.get("constant"));
        Arrays.fill(TestModel.get(second, "negative").floats(), 7);
        assertEquals(f(shape(1, 2), -3, -4), second.get("again"));
    }

    @Test
    void errorsOfARunNameTheNode() throws IOException {
        OnnxModel model = new TestModel(13).input("x", Tensor.Type.FLOAT, -1, 2)
                .input("i", Tensor.Type.INT64, -1)
                .node("Gather", "x,i", "y", Map.of())
                .output("y")
                .read(folder);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> model.run(Map.of("x", f(shape(1, 2), 1, 2), "i", l(3))));
        assertTrue(TestModel.message(e).startsWith("node 0 (Gather): index 3"), TestModel.message(e));
    }

    @Test
    void anUnknownCategoryIsRefusedWhereItMayNotBe() throws IOException {
        OnnxModel model = new TestModel(13).input("x", Tensor.Type.STRING, -1)
                .node("ml.OneHotEncoder", "x", "y", Map.of("cats_strings", new String[]{"a"}, "zeros", 0))
                .output("y")
                .read(folder);
        assertArrayEquals(new float[]{1}, TestModel.get(model.run(Map.of("x", s("a"))), "y").floats());
        assertThrows(IllegalArgumentException.class, () -> model.run(Map.of("x", s("b"))));
    }
}
