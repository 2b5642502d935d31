package org.lanewise.models.onnx;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.ElementWise.Arithmetic;
import org.lanewise.models.onnx.Normalizations.BatchNormalization;
import org.lanewise.models.onnx.Normalizations.Softmax;
import org.lanewise.models.onnx.Reductions.Kind;

/** The operators there are, by domain and name. */
final class Operators {
    /** How many inputs an operator takes, and how it is made. */
    private record Entry(int leastInputs, int mostInputs, Operator.Factory factory) {
    }

    private static final int ANY = Integer.MAX_VALUE;
    private static final int TEXT_DIGITS = 8;
    private static final float SELU_ALPHA = 1.6732632f;
    private static final float SELU_GAMMA = 1.050701f;

    private static final Map<String, Entry> ONNX = Map.ofEntries(
            // Arithmetic
            entry("Add", arithmetic(2, Arithmetic.Kind.ADD, Double::sum, Long::sum)),
            entry("Sub", arithmetic(2, Arithmetic.Kind.SUB, (a, b) -> a - b, (a, b) -> a - b)),
            entry("Mul", arithmetic(2, Arithmetic.Kind.MUL, (a, b) -> a * b, (a, b) -> a * b)),
            entry("Div", arithmetic(2, Arithmetic.Kind.DIV, (a, b) -> a / b, Operators::divide)),
            entry("Max", arithmetic(ANY, Arithmetic.Kind.OTHER, Math::max, Math::max)),
            entry("Min", arithmetic(ANY, Arithmetic.Kind.OTHER, Math::min, Math::min)),
            entry("Sum", arithmetic(ANY, Arithmetic.Kind.ADD, Double::sum, Long::sum)),
            entry("Mean", new Entry(1, ANY, a -> Operator.of(ElementWise::mean))),
            entry("Mod", new Entry(2, 2, Operators::mod)),
            entry("Pow", new Entry(2, 2, a -> Operator.of(ElementWise::power))),
            entry("Neg", unary(ElementWise.unary(z -> -z, z -> -z))),
            entry("Abs", unary(ElementWise.unary(Math::abs, Math::abs))),
            entry("Sign", unary(ElementWise.unary(Math::signum, Long::signum))),
            entry("Floor", unary(ElementWise.unary(Math::floor))),
            entry("Ceil", unary(ElementWise.unary(Math::ceil))),
            entry("Round", unary(ElementWise.unary(Math::rint))),
            entry("Sin", unary(ElementWise.unary(StrictMath::sin))),
            entry("Cos", unary(ElementWise.unary(StrictMath::cos))),
            entry("Sqrt", unary(ElementWise.unary(Math::sqrt))),
            entry("Log", unary(ElementWise.unary(StrictMath::log))),
            entry("Erf", unary(ElementWise.unary(ElementWise::erf))),
            entry("Reciprocal", unary(ElementWise.unary(z -> 1 / z))),
            // Comparisons and truth values
            entry("IsNaN", unary(Operator.of(ElementWise::isNaN))),
            entry("Equal", new Entry(2, 2, a -> Operator.of(ElementWise::equal))),
            entry("Less", new Entry(2, 2, a -> ElementWise.comparison(order -> order < 0))),
            entry("LessOrEqual", new Entry(2, 2, a -> ElementWise.comparison(order -> order <= 0))),
            entry("Greater", new Entry(2, 2, a -> ElementWise.comparison(order -> order > 0))),
            entry("GreaterOrEqual", new Entry(2, 2, a -> ElementWise.comparison(order -> order >= 0))),
            entry("And", new Entry(2, 2, a -> ElementWise.logic((x, y) -> x && y))),
            entry("Or", new Entry(2, 2, a -> ElementWise.logic((x, y) -> x || y))),
            entry("Xor", new Entry(2, 2, a -> ElementWise.logic((x, y) -> x != y))),
            entry("Not", unary(Operator.of(ElementWise::not))),
            entry("Where", new Entry(3, 3, a -> Operator.of(ElementWise::where))),
            // Activations
            entry("Exp", activation(a -> Activate.of(() -> Activation.EXPONENTIAL, StrictMath::exp))),
            entry("Relu", activation(a -> Activate.of(() -> Activation.RELU, z -> z <= 0 ? 0 : z))),
            entry("Sigmoid", activation(a -> Activate.of(() -> Activation.SIGMOID, Activate::sigmoid))),
            entry("Tanh", activation(a -> Activate.of(() -> Activation.TANH, StrictMath::tanh))),
            entry("Softsign", activation(a -> Activate.of(() -> Activation.SOFTSIGN, z -> z / (1 + Math.abs(z))))),
            entry("Softplus", activation(a -> Activate.of(() -> Activation.SOFTPLUS, Activate::softplus))),
            entry("Mish",
                    activation(a -> Activate.MISH)),
            entry("HardSwish", activation(a -> Activate.HARD_SWISH)),
            entry("Gelu", activation(Operators::gelu)),
            entry("Swish", activation(Operators::swish)),
            entry("LeakyRelu", activation(Operators::leakyRelu)),
            entry("ThresholdedRelu", activation(Operators::thresholdedRelu)),
            entry("Elu", activation(Operators::elu)),
            entry("Celu", activation(Operators::celu)),
            entry("Selu", activation(Operators::selu)),
            entry("HardSigmoid", activation(Operators::hardSigmoid)),
            entry("PRelu", new Entry(2, 2, a -> Operator.of(ElementWise::prelu))),
            entry("Clip", new Entry(1, 3, Operators::clip)),
            // Products and normalizations
            entry("MatMul", new Entry(2, 2, a -> new Products.MatMul())),
            entry("Gemm",
                    new Entry(2, 3,
                            a -> new Products.Gemm(a.real("alpha", 1), a.real("beta", 1), a.flag("transA", false),
                                    a.flag("transB", false)))),
            entry("Softmax", new Entry(1, 1, a -> Softmax.of(a, false))),
            entry("LogSoftmax", new Entry(1, 1, a -> Softmax.of(a, true))),
            entry("BatchNormalization", new Entry(5, 5, BatchNormalization::of)),
            entry("LayerNormalization", new Entry(2, 3, Normalizations::layerNormalization)),
            // Reductions
            entry("ReduceSum", new Entry(1, 2, Reductions.of(Kind.SUM, 13))),
            entry("ReduceMean", new Entry(1, 2, Reductions.of(Kind.MEAN, 18))),
            entry("ReduceMax", new Entry(1, 2, Reductions.of(Kind.MAX, 18))),
            entry("ReduceMin", new Entry(1, 2, Reductions.of(Kind.MIN, 18))),
            entry("ReduceProd", new Entry(1, 2, Reductions.of(Kind.PROD, 18))),
            entry("ReduceL1", new Entry(1, 2, Reductions.of(Kind.L1, 18))),
            entry("ReduceL2", new Entry(1, 2, Reductions.of(Kind.L2, 18))),
            entry("ReduceSumSquare", new Entry(1, 2, Reductions.of(Kind.SUM_SQUARE, 18))),
            entry("ReduceLogSum", new Entry(1, 2, Reductions.of(Kind.LOG_SUM, 18))),
            entry("ReduceLogSumExp", new Entry(1, 2, Reductions.of(Kind.LOG_SUM_EXP, 18))),
            entry("ArgMax", new Entry(1, 1, a -> Reductions.argMax(a, false))),
            entry("ArgMin", new Entry(1, 1, a -> Reductions.argMax(a, true))),
            entry("TopK", new Entry(1, 2, Reductions::topK)),
            // Shapes
            entry("Identity", unary(new Pass())),
            entry("Dropout", new Entry(1, 3, Operators::dropout)),
            entry("Cast", new Entry(1, 1, Cast::of)),
            entry("Reshape", new Entry(2, 2, Rearranging::reshape)),
            entry("Flatten", new Entry(1, 1, Rearranging::flatten)),
            entry("Squeeze", new Entry(1, 2, Rearranging::squeeze)),
            entry("Unsqueeze", new Entry(1, 2, Rearranging::unsqueeze)),
            entry("Transpose", new Entry(1, 1, Rearranging::transpose)),
            entry("Concat", new Entry(1, ANY, Rearranging::concat)),
            entry("Split", new Entry(1, 2, Rearranging::split)),
            entry("Slice", new Entry(1, 5, Rearranging::slice)),
            entry("Gather", new Entry(2, 2, Rearranging::gather)),
            entry("OneHot", new Entry(3, 3, Rearranging::oneHot)),
            entry("Shape", new Entry(1, 1, Rearranging::shape)),
            entry("Size", unary(Operator.of(in -> Tensor.of(new long[]{in.get(0).size()})))),
            entry("Constant", new Entry(0, 0, Rearranging::constant)),
            entry("ConstantOfShape", new Entry(1, 1, Rearranging::constantOfShape)),
            entry("Expand", new Entry(2, 2, a -> Operator.of(Rearranging::expand))));

    private static final Map<String, Entry> LEARNED = Map.ofEntries(
            entry("Scaler", new Entry(1, 1, Learned.Scaler::of)),
            entry("Normalizer", new Entry(1, 1, Learned::normalizer)),
            entry("Binarizer", new Entry(1, 1, Learned::binarizer)),
            entry("OneHotEncoder", new Entry(1, 1, Learned::oneHotEncoder)),
            entry("LabelEncoder", new Entry(1, 1, Learned::labelEncoder)),
            entry("Imputer", new Entry(1, 1, Learned::imputer)),
            entry("ArrayFeatureExtractor", new Entry(2, 2, a -> Operator.of(Learned::arrayFeatureExtractor))),
            entry("FeatureVectorizer", new Entry(1, ANY, Learned::featureVectorizer)),
            entry("ZipMap", new Entry(1, 1, Learned.ZipMap::of)),
            entry("LinearRegressor", new Entry(1, 1, Learned::linearRegressor)),
            entry("LinearClassifier", new Entry(1, 1, Learned::linearClassifier)));

    /** The versions of each domain whose rules are known here, */
    private static final Map<String, int[]> VERSIONS = Map.of("", new int[]{1, 23}, "ai.onnx.ml", new int[]{1, 5});
    /** and of ONNX's own the one before which an operator may have had another rule, */
    private static final int SETTLED = 7;
    /** but for those that had not. */
    private static final Set<String> SETTLED_BEFORE = Set.of("Abs", "Neg", "Sqrt", "Log", "Reciprocal", "Floor", "Ceil",
            "Not", "Exp", "Relu", "Sigmoid", "Tanh", "Softsign", "Softplus", "LeakyRelu", "Elu", "Selu", "HardSigmoid",
            "Clip",
            "MatMul", "Softmax", "LogSoftmax", "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd",
            "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp", "ArgMax", "ArgMin", "TopK",
            "Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Split", "Slice", "Gather",
            "Shape", "Size", "Constant");

    private Operators() {
    }

    /** What is wrong with a version of a domain, or null. */
    static @Nullable String unsupported(String domain, long version) {
        int[] known = VERSIONS.get(domain);
        return known != null && (version < known[0] || version > known[1])
                ? "version " + version + " is not supported, only " + known[0] + " to " + known[1]
                : null;
    }

    /** Whether there is such an operator. */
    static boolean exists(Proto.Node node) {
        return find(node) != null;
    }

    private static @Nullable Entry find(Proto.Node node) {
        return switch (node.domain) {
            case "" -> ONNX.get(node.operator);
            case "ai.onnx.ml" -> LEARNED.get(node.operator);
            default -> null;
        };
    }

    /** The operator of a node. */
    static Operator of(Proto.Node node, Attributes attributes) {
        Entry entry = find(node);
        if (entry == null) {
            throw new IllegalArgumentException("there is no operator " + node.operator);
        }
        if (node.domain.isEmpty() && attributes.opset() < SETTLED && !SETTLED_BEFORE.contains(node.operator)) {
            throw new IllegalArgumentException(
                    "it has another rule before opset " + SETTLED + ", the model has " + attributes.opset());
        }
        int inputs = node.inputs.size();
        if (inputs < entry.leastInputs || inputs > entry.mostInputs) {
            throw new IllegalArgumentException("it has " + inputs + " inputs");
        }
        if (node.inputs.subList(0, entry.leastInputs).contains("")) {
            throw new IllegalArgumentException("an input is left out that it needs");
        }
        Operator operator = entry.factory.of(attributes);
        attributes.checkAllAsked();
        return operator;
    }

    /** The output is the input. */
    record Pass() implements Operator {
        @Override
        public List<Tensor> run(Inputs in) {
            return List.of(in.get(0));
        }
    }

    private static Entry arithmetic(int most, Arithmetic.Kind kind, DoubleBinaryOperator real,
            LongBinaryOperator integer) {
        Arithmetic operator = new Arithmetic(kind, real, integer);
        return new Entry(most == 2 ? 2 : 1, most, attributes -> operator);
    }

    private static Entry unary(Operator operator) {
        return new Entry(1, 1, attributes -> operator);
    }

    private static Entry activation(Operator.Factory factory) {
        return new Entry(1, 1, factory);
    }

    private static long divide(long a, long b) {
        if (b == 0) {
            throw new IllegalArgumentException("an integer is divided by 0");
        }
        return a / b;
    }

    /** The remainder with the sign of the divisor, or, as that of C and of Java, of the dividend. */
    private static Operator mod(Attributes attributes) {
        if (attributes.flag("fmod", false)) {
            return new Arithmetic(Arithmetic.Kind.OTHER, (a, b) -> a % b, (a, b) -> a - b * divide(a, b));
        }
        return new Arithmetic(Arithmetic.Kind.OTHER, (a, b) -> {
            throw new IllegalArgumentException("the remainder of real numbers needs fmod");
        }, (a, b) -> {
            long remainder = a - b * divide(a, b);
            return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
        });
    }

    private static Operator gelu(Attributes attributes) {
        String approximate = attributes.text("approximate", "none");
        return switch (approximate) {
            case "none" -> Activate.GELU;
            case "tanh" -> Activate.of(() -> Activation.GELU_TANH,
                    z -> z * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z))) / 2);
            default -> throw new IllegalArgumentException("approximate " + approximate + " does not exist");
        };
    }

    private static Operator swish(Attributes attributes) {
        float alpha = attributes.real("alpha", 1);
        return alpha == 1 ? Activate.SWISH : new Activate(null, z -> z * Activate.sigmoid(alpha * z));
    }

    private static Operator leakyRelu(Attributes attributes) {
        float alpha = attributes.real("alpha", 0.01f);
        return Activate.of(() -> Activation.leakyRelu(alpha), z -> z > 0 ? z : alpha * z);
    }

    private static Operator thresholdedRelu(Attributes attributes) {
        float alpha = attributes.real("alpha", 1);
        return Activate.of(() -> Activation.thresholdedRelu(alpha), z -> z <= alpha ? 0 : z);
    }

    private static Operator elu(Attributes attributes) {
        float alpha = attributes.real("alpha", 1);
        return Activate.of(() -> Activation.elu(alpha), z -> z > 0 ? z : alpha * StrictMath.expm1(z));
    }

    private static Operator celu(Attributes attributes) {
        float alpha = attributes.real("alpha", 1);
        return Activate.of(() -> Activation.celu(alpha), z -> z > 0 ? z : alpha * StrictMath.expm1(z / alpha));
    }

    private static Operator selu(Attributes attributes) {
        float alpha = attributes.real("alpha", SELU_ALPHA);
        float gamma = attributes.real("gamma", SELU_GAMMA);
        boolean isUsual = alpha == SELU_ALPHA && gamma == SELU_GAMMA;
        return new Activate(isUsual ? Activation.SELU : null,
                z -> z > 0 ? gamma * z : gamma * (alpha * StrictMath.expm1(z)));
    }

    private static Operator hardSigmoid(Attributes attributes) {
        float alpha = attributes.real("alpha", 0.2f);
        float beta = attributes.real("beta", 0.5f);
        return Activate.of(() -> Activation.hardSigmoid(alpha, beta),
                z -> Math.max(0, Math.min(1, alpha * z + beta)));
    }

    /** Bounds as attributes up to opset 10, then as inputs. */
    private static Operator clip(Attributes attributes) {
        if (attributes.opset() >= 11) {
            return new ElementWise.Clip();
        }
        float lo = attributes.real("min", -Float.MAX_VALUE);
        float hi = attributes.real("max", Float.MAX_VALUE);
        return Activate.of(() -> Activation.clip(lo, hi), z -> Math.min(Math.max(z, lo), hi));
    }

    /** A model that only predicts drops nothing: the mask, whose values are true from opset 12 on, says that all are kept. */
    private static Operator dropout(Attributes attributes) {
        attributes.ignore("ratio", "seed");
        boolean givesMask = attributes.outputs() > 1;
        if (givesMask && attributes.opset() < 12) {
            throw new IllegalArgumentException("the mask of a dropout is not supported before opset 12");
        }
        return attributes.inputs() <= 2 && !givesMask ? new Pass() : in -> {
            Tensor x = in.get(0);
            if (in.scalar(2, 0) != 0 && in.scalar(1, 0.5) != 0) {
                throw new IllegalArgumentException("the model is in training mode, and drops at random");
            }
            boolean[] mask = new boolean[givesMask ? x.size() : 0];
            Arrays.fill(mask, true);
            return givesMask ? List.of(x, Tensor.over(mask, x.shape())) : List.of(x);
        };
    }

    /** Another type; number is that of onnx.proto, which tells numbers of 16 bits apart. */
    record Cast(int number) implements Operator {

        static Cast of(Attributes attributes) {
            attributes.ignore("saturate");
            Cast cast = new Cast(Math.toIntExact(attributes.integer("to", 0)));
            TensorFile.type(cast.number);
            return cast;
        }

        boolean changesNothing(Tensor.Type type) {
            return type == TensorFile.type(number) && !TensorFile.isHalf(number);
        }

        @Override
        public List<Tensor> run(Inputs in) {
            Tensor result = cast(in.get(0), TensorFile.type(number));
            if (!TensorFile.isHalf(number)) {
                return List.of(result);
            }
            float[] rounded = new float[Shapes.elements(result.shape())];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = TensorFile.round(number, result.floats()[i]);
            }
            return List.of(Tensor.over(rounded, result.shape()));
        }
    }

    /** The values as another type. */
    static Tensor cast(Tensor x, Tensor.Type type) {
        if (x.type() == type) {
            return x;
        }
        Object out = type.newArray(Shapes.elements(x.shape()));
        boolean isText = x.type() == Tensor.Type.STRING;
        switch (out) {
            case float[] v -> {
                for (int i = 0; i < v.length; i++) {
                    v[i] = isText ? (float) parse(x, i) : (float) x.real(i);
                }
            }
            case double[] v -> Arrays.setAll(v, i -> isText ? parse(x, i) : x.real(i));
            case int[] v -> Arrays.setAll(v, i -> (int) (isText ? parseInteger(x, i) : x.integer(i)));
            case long[] v -> Arrays.setAll(v, i -> isText ? parseInteger(x, i) : x.integer(i));
            case boolean[] v -> {
                for (int i = 0; i < v.length; i++) {
                    v[i] = (isText ? parse(x, i) : x.real(i)) != 0;
                }
            }
            case String[] v -> Arrays.setAll(v,
                    i -> switch (x.type()) {
                        case FLOAT, DOUBLE -> text(x.real(i));
                        default -> Long.toString(x.integer(i));
                    });
            default -> throw new AssertionError(out);
        }
        return Tensor.over(out, x.shape());
    }

    /** As C writes it by {@code %.8g}, which is what ONNX Runtime does: no zeros at the end, and an exponent if it is long. */
    private static String text(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "INF" : "-INF";
        }
        String sign = Math.copySign(1, number) < 0 ? "-" : "";
        if (number == 0) {
            return sign + "0";
        }
        BigDecimal rounded = new BigDecimal(Math.abs(number)).round(new MathContext(TEXT_DIGITS)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < TEXT_DIGITS) {
            return sign + rounded.toPlainString();
        }
        BigDecimal mantissa = rounded.movePointLeft(exponent);
        return sign + mantissa.toPlainString()
                + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /** A number in decimal notation, INF or NaN, as {@link #text} writes it. */
    private static double parse(Tensor x, int i) {
        String text = (String) Tensors.key(x, i);
        if (text.isEmpty() && LoadingLimit.isLoading()) {
            return 0;
        }
        try {
            return switch (text.toUpperCase(Locale.ROOT)) {
                case "INF", "+INF" -> Double.POSITIVE_INFINITY;
                case "-INF" -> Double.NEGATIVE_INFINITY;
                case "NAN" -> Double.NaN;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    /** An integer, which may have more digits than a number in double precision. */
    private static long parseInteger(Tensor x, int i) {
        try {
            return Long.parseLong((String) Tensors.key(x, i));
        } catch (NumberFormatException e) {
            return (long) parse(x, i);
        }
    }

    static void checkType(boolean fits, Tensor a, Tensor b) {
        if (!fits) {
            throw new IllegalArgumentException("the types of " + a + " and " + b + " do not fit");
        }
    }
}
