package org.lanewise.models.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Tensor;

/** The operators of {@code ai.onnx.ml}: preprocessing as scikit-learn does it, and linear models. */
final class Learned {
    private Learned() {
    }

    /** {@code (x − offset)·scale}, for each column or for all. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Scaler(float[] offset, float[] scale) implements Operator {

        static Scaler of(Attributes attributes) {
            return new Scaler(attributes.reals("offset"), attributes.reals("scale"));
        }

        boolean fits(int columns) {
            return (offset.length == 1 || offset.length == columns) && (scale.length == 1 || scale.length == columns);
        }

        float offset(int column) {
            return at(offset, column);
        }

        float scale(int column) {
            return at(scale, column);
        }

        @Override
        public List<Tensor> run(Inputs in) {
            Tensor x = in.get(0);
            int n = columns(x);
            checkLength("offset", offset.length, x, n);
            checkLength("scale", scale.length, x, n);
            float[] out = new float[Shapes.elements(x.shape())];
            for (int i = 0; i < out.length; i++) {
                out[i] = ((float) x.real(i) - offset(i % n)) * scale(i % n);
            }
            return List.of(Tensor.of(out, x.shape()));
        }
    }

    /** A single number stands for all columns. */
    private static float at(float[] numbers, int column) {
        return numbers[numbers.length == 1 ? 0 : column];
    }

    private static void checkLength(String name, int length, Tensor x, int columns) {
        if (length != 1 && length != columns) {
            throw new IllegalArgumentException(name + " has " + length + " numbers for " + x);
        }
    }

    private static int columns(Tensor x) {
        if (x.rank() == 0) {
            throw new IllegalArgumentException("a row is needed, not " + x);
        }
        return x.dimension(x.rank() - 1);
    }

    /** Each row divided by its norm; a row of zeros stays as it is. */
    static Operator normalizer(Attributes attributes) {
        String norm = attributes.text("norm", "MAX");
        if (!List.of("MAX", "L1", "L2").contains(norm)) {
            throw new IllegalArgumentException("norm " + norm + " does not exist");
        }
        return Operator.of(in -> {
            double[] all = Tensors.reals(in.get(0));
            int n = columns(in.get(0));
            float[] out = new float[all.length];
            for (int start = 0; start < all.length; start += n) {
                double sum = norm.equals("MAX") ? Double.NEGATIVE_INFINITY : 0;
                for (int i = start; i < start + n; i++) {
                    sum = switch (norm) {
                        case "MAX" -> Math.max(sum, all[i]);
                        case "L1" -> sum + Math.abs(all[i]);
                        default -> sum + all[i] * all[i];
                    };
                }
                double divisor = norm.equals("L2") ? Math.sqrt(sum) : sum;
                for (int i = start; i < start + n; i++) {
                    out[i] = (float) (divisor == 0 ? all[i] : all[i] / divisor);
                }
            }
            return Tensor.over(out, in.get(0).shape());
        });
    }

    /** 1 above the threshold, else 0. */
    static Operator binarizer(Attributes attributes) {
        float threshold = attributes.real("threshold", 0);
        return ElementWise.unary(x -> x > threshold ? 1 : 0, x -> x > threshold ? 1 : 0);
    }

    /** A row of a one and zeros for each value, in a dimension behind the others. */
    static Operator oneHotEncoder(Attributes attributes) {
        boolean zeros = attributes.flag("zeros", true);
        boolean areTexts = attributes.has("cats_strings");
        Map<Object, Integer> categories = new HashMap<>();
        if (areTexts) {
            attributes.texts("cats_strings").forEach(text -> categories.put(text, categories.size()));
        } else {
            for (long number : attributes.integers("cats_int64s")) {
                categories.put(number, categories.size());
            }
        }
        return Operator.of(in -> {
            Tensor x = in.get(0);
            if (areTexts != (x.type() == Tensor.Type.STRING)) {
                throw new IllegalArgumentException("the categories are " + (areTexts ? "texts" : "integers") + ", not "
                        + x.type());
            }
            int[] shape = Arrays.copyOf(x.shape(), x.rank() + 1);
            shape[x.rank()] = categories.size();
            float[] out = new float[Shapes.elements(shape)];
            for (int i = 0; i < x.size(); i++) {
                Object value = areTexts ? Tensors.key(x, i) : (Object) x.integer(i);
                Integer category = categories.get(value);
                if (category != null) {
                    out[i * categories.size() + category] = 1;
                } else if (!zeros && !LoadingLimit.isLoading()) {
                    throw new IllegalArgumentException("'" + value + "' is none of the categories");
                }
            }
            return Tensor.over(out, shape);
        });
    }

    /** A value for each key, and another one for what is no key. */
    static Operator labelEncoder(Attributes attributes) {
        Tensor keys;
        Tensor values;
        if (attributes.has("classes_strings")) {
            // The first version: texts become their numbers, or numbers texts, as the input is.
            String[] classes = attributes.texts("classes_strings").toArray(String[]::new);
            long[] numbers = new long[classes.length];
            Arrays.setAll(numbers, i -> i);
            Tensor texts = Tensor.over(classes, classes.length);
            Tensor indices = Tensor.over(numbers, numbers.length);
            Tensor noText = Tensor.over(new String[]{attributes.text("default_string", "_Unused")});
            Tensor noNumber = Tensor.over(new long[]{attributes.integer("default_int64", -1)});
            Operator.Single toNumbers = lookUp(texts, indices, noNumber);
            Operator.Single toTexts = lookUp(indices, texts, noText);
            return Operator.of(in -> (in.get(0).type() == Tensor.Type.STRING ? toNumbers : toTexts).run(in));
        }
        keys = list(attributes, "keys_");
        values = list(attributes, "values_");
        Tensor otherwise = switch (values.type()) {
            case STRING -> Tensor.over(new String[]{attributes.text("default_string", "_Unused")});
            case INT64 -> Tensor.over(new long[]{attributes.integer("default_int64", -1)});
            default -> Tensor.over(new float[]{attributes.real("default_float", -0f)});
        };
        if (attributes.has("default_tensor")) {
            otherwise = attributes.tensor("default_tensor").withShape();
        }
        attributes.ignore("default_string", "default_int64", "default_float");
        return Operator.of(lookUp(keys, values, otherwise));
    }

    private static Tensor list(Attributes attributes, String prefix) {
        if (attributes.has(prefix + "strings")) {
            List<String> all = attributes.texts(prefix + "strings");
            return Tensor.over(all.toArray(String[]::new), all.size());
        }
        if (attributes.has(prefix + "int64s")) {
            long[] all = attributes.integers(prefix + "int64s");
            return Tensor.over(all, all.length);
        }
        if (attributes.has(prefix + "floats")) {
            float[] all = attributes.reals(prefix + "floats");
            return Tensor.over(all, all.length);
        }
        return attributes.tensor(prefix + "tensor");
    }

    private static Operator.Single lookUp(Tensor keys, Tensor values, Tensor otherwise) {
        if (keys.size() != values.size() || otherwise.type() != values.type()) {
            throw new IllegalArgumentException(
                    "the keys are " + keys + ", the values " + values + ", else " + otherwise);
        }
        Map<Object, Integer> places = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            places.putIfAbsent(key(keys, i), i);
        }
        int last = values.size();
        Tensor all = Rearranging.concat(List.of(values.withShape(last), otherwise.withShape(1)), 0);
        return in -> {
            Tensor x = in.get(0);
            Operators.checkType(x.type() == keys.type(), x, keys);
            return Tensors.pick(all, x.shape(), i -> places.getOrDefault(key(x, i), last));
        };
    }

    /** A value to look up, where −0 is 0. */
    private static Object key(Tensor tensor, int i) {
        return switch (tensor.values()) {
            case float[] v -> v[i] + 0f;
            case double[] v -> v[i] + 0.0;
            default -> Tensors.key(tensor, i);
        };
    }

    /** A number for each missing one of a column. */
    static Operator imputer(Attributes attributes) {
        float[] reals = attributes.reals("imputed_value_floats");
        long[] integers = attributes.integers("imputed_value_int64s");
        float missing = attributes.real("replaced_value_float", 0);
        long missingInteger = attributes.integer("replaced_value_int64", 0);
        return Operator.of(in -> {
            Tensor x = in.get(0);
            int n = columns(x);
            if (x.type().isInteger()) {
                checkLength("imputed_value_int64s", integers.length, x, n);
                long[] out = Tensors.integers(x);
                for (int i = 0; i < out.length; i++) {
                    out[i] = out[i] == missingInteger ? integers[integers.length == 1 ? 0 : i % n] : out[i];
                }
                return Operators.cast(Tensor.over(out, x.shape()), x.type());
            }
            checkLength("imputed_value_floats", reals.length, x, n);
            double[] out = Tensors.reals(x);
            for (int i = 0; i < out.length; i++) {
                boolean isMissing = Float.isNaN(missing) ? Double.isNaN(out[i]) : out[i] == missing;
                out[i] = isMissing ? at(reals, i % n) : out[i];
            }
            return Operators.cast(Tensor.over(out, x.shape()), x.type());
        });
    }

    /** Columns in the order of indices; a row without columns becomes a matrix of one row. */
    static Tensor arrayFeatureExtractor(Inputs in) {
        Tensor x = in.get(0);
        columns(x);
        Tensor matrix = x.rank() == 1 ? x.withShape(1, x.size()) : x;
        Tensor indices = in.get(1);
        return Rearranging.gather(matrix, matrix.rank() - 1, indices.withShape(indices.size()));
    }

    /** The columns of all inputs side by side, in single precision. */
    static Operator featureVectorizer(Attributes attributes) {
        long[] widths = attributes.integers("inputdimensions");
        return Operator.of(in -> {
            if (widths.length != in.size()) {
                throw new IllegalArgumentException(
                        "there are " + in.size() + " inputs, and widths of " + widths.length);
            }
            Tensor[] parts = new Tensor[widths.length];
            for (int i = 0; i < parts.length; i++) {
                Tensor part = Operators.cast(in.get(i), Tensor.Type.FLOAT);
                parts[i] = part.rank() == 1 ? part.withShape(1, part.size()) : part;
                if (columns(part) != widths[i]) {
                    throw new IllegalArgumentException("input " + i + " is " + part + ", its width " + widths[i]);
                }
            }
            return Rearranging.concat(List.of(parts), 1);
        });
    }

    /** Probabilities with a key for each column; the keys are the model's to tell. */
    record ZipMap(List<String> keys) implements Operator {

        static ZipMap of(Attributes attributes) {
            List<String> texts = attributes.texts("classlabels_strings");
            long[] numbers = attributes.integers("classlabels_int64s");
            return new ZipMap(texts.isEmpty()
                    ? Arrays.stream(numbers).mapToObj(Long::toString).toList()
                    : List.copyOf(texts));
        }

        @Override
        public List<Tensor> run(Inputs in) {
            if (columns(in.get(0)) != keys.size()) {
                throw new IllegalArgumentException("there are " + keys.size() + " keys for " + in.get(0));
            }
            return List.of(in.get(0));
        }
    }

    /** Weights, a row for each output, and what is done with the sums. */
    private record Linear(Matrix weights, Matrix bias, String transform) {

        static Linear of(Attributes attributes, int outputs) {
            float[] coefficients = attributes.reals("coefficients");
            float[] intercepts = attributes.reals("intercepts");
            String transform = attributes.text("post_transform", "NONE");
            if (outputs < 1 || coefficients.length == 0 || coefficients.length % outputs != 0) {
                throw new IllegalArgumentException(
                        coefficients.length + " coefficients do not make " + outputs + " outputs");
            }
            if (intercepts.length != 0 && intercepts.length != outputs) {
                throw new IllegalArgumentException(intercepts.length + " intercepts for " + outputs + " outputs");
            }
            if (!List.of("NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO").contains(transform)) {
                throw new IllegalArgumentException("post_transform " + transform + " is not supported");
            }
            Matrix weights = Matrix.of(outputs, coefficients.length / outputs, coefficients);
            Matrix bias = intercepts.length == 0 ? Matrix.zeros(outputs, 1) : Matrix.of(outputs, 1, intercepts);
            return new Linear(weights, bias, transform);
        }

        int outputs() {
            return weights.rows();
        }

        boolean isPlain() {
            return transform.equals("NONE");
        }

        Matrix sums(Inputs in) {
            Tensor x = Operators.cast(in.get(0), Tensor.Type.FLOAT);
            int k = weights.columns();
            if (columns(x) != k) {
                throw new IllegalArgumentException("X is " + x + ", there are coefficients for " + k + " numbers");
            }
            Matrix sums = Matrix.zeros(x.size() / k, outputs());
            in.kernels()
                    .denseRows(Matrix.view(Tensors.floats(x), 0, x.size() / k, k, k), weights, bias,
                            Activation.IDENTITY,
                            sums);
            return sums;
        }

        Tensor transformed(Inputs in, Matrix scores) {
            switch (transform) {
                case "LOGISTIC" -> in.kernels().activate(Activation.SIGMOID, scores, scores);
                case "SOFTMAX" -> in.kernels().softmaxRows(scores, scores);
                case "SOFTMAX_ZERO" -> {
                    // Like softmax, but what is exactly 0 stays 0.
                    Matrix before = scores.copy();
                    in.kernels().softmaxRows(scores, scores);
                    for (int i = 0; i < before.data().length; i++) {
                        scores.data()[i] = before.data()[i] == 0 ? 0 : scores.data()[i];
                    }
                }
                default -> {
                    // Sums as they are.
                }
            }
            return Tensor.ofRows(scores);
        }
    }

    static Operator linearRegressor(Attributes attributes) {
        Linear linear = Linear.of(attributes, Math.toIntExact(attributes.integer("targets", 1)));
        return Operator.of(in -> linear.transformed(in, linear.sums(in)));
    }

    /** The label of the largest score, and the scores; a single one is that of the second of two labels. */
    static Operator linearClassifier(Attributes attributes) {
        List<String> texts = attributes.texts("classlabels_strings");
        long[] numbers = attributes.integers("classlabels_ints");
        attributes.ignore("multi_class");
        Tensor labels = texts.isEmpty()
                ? Tensor.over(numbers, numbers.length)
                : Tensor.over(texts.toArray(String[]::new), texts.size());
        int outputs = attributes.reals("intercepts").length;
        Linear linear = Linear.of(attributes, outputs == 0 ? labels.size() : outputs);
        boolean isSingle = linear.outputs() == 1 && labels.size() == 2;
        if (!isSingle && linear.outputs() != labels.size()) {
            throw new IllegalArgumentException(linear.outputs() + " scores for " + labels.size() + " labels");
        }
        return in -> {
            Matrix sums = linear.sums(in);
            int[] classes = new int[sums.rows()];
            Matrix scores = sums;
            if (isSingle) {
                scores = Matrix.zeros(sums.rows(), 2);
                for (int i = 0; i < classes.length; i++) {
                    // As the runtime does it: without a transform the scores are taken for probabilities.
                    scores.set(i, 0, linear.isPlain() ? 1 - sums.get(i, 0) : -sums.get(i, 0));
                    scores.set(i, 1, sums.get(i, 0));
                }
            }
            if (isSingle) {
                for (int i = 0; i < classes.length; i++) {
                    classes[i] = sums.get(i, 0) > 0 ? 1 : 0;
                }
            } else {
                in.kernels().argMaxRows(scores, classes);
            }
            return List.of(Tensors.pick(labels, new int[]{classes.length}, i -> classes[i]),
                    linear.transformed(in, scores));
        };
    }
}
