package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the front door does with wrong arguments: it says what is wrong, and nothing has changed. */
class ErrorsTest {
    private static final Pattern SHAPE = Pattern.compile("\\d+x\\d+");
    private static final Pattern ARGUMENT = Pattern
            .compile("([\\w\\[\\]]+) is (?:the transpose of )?(?:packed )?(\\d+x\\d+)");
    private static final String MOMENT = "moments[0]";
    private static final Pattern ASKED = Pattern.compile(": is \\w+ transposed( \\(op[AB]\\))?\\?$");

    private static final int[] CLASSES = {2, -1, 0, 1};

    /**
     * A public method with its matrix arguments as {@code name rows columns}; those from a number on are results. A
     * number with a star is free: no other argument has to fit it. A vector may be a column or a row, and one number is
     * the length of an array. The name is followed by what the ops are. Parameters and the moment of an update come last.
     */
    record Call(String name, Method method, boolean inPlace, int firstResult, List<String> arguments, int length) {
        static Call of(String name, int inputs, String... arguments) {
            return of(name, false, inputs, arguments);
        }

        /** Its result may be the very matrix that it reads. */
        static Call elementWise(String name, int inputs, String... arguments) {
            return of(name, true, inputs, arguments);
        }

        private static Call of(String name, boolean inPlace, int inputs, String... arguments) {
            List<String> matrices = Stream.of(arguments).filter(argument -> argument.split(" ", -1).length > 2)
                    .toList();
            int length = Stream.of(arguments).filter(argument -> !matrices.contains(argument))
                    .mapToInt(argument -> Integer.parseInt(argument.split(" ", -1)[1])).findAny().orElse(0);
            List<String> types = matrices.stream()
                    .map(argument -> argument.split(" ", -1)[0] + (argument.endsWith("packed") ? " packed" : ""))
                    .filter(argument -> !argument.equals(MOMENT)).toList();
            Method method = kernels().filter(m -> m.getName().equals(name.split(" ", -1)[0]) && types.equals(types(m)))
                    .findAny().orElseThrow(() -> new AssertionError("no " + name + " with " + types));
            return new Call(name, method, inPlace, inputs, matrices, length);
        }

        /** The names of a method's matrices, and whether they are packed. */
        private static List<String> types(Method method) {
            Stream<String> matrices = matrices(method).map(parameter -> parameter.getName()
                    + (parameter.getType() == PackedMatrix.class ? " packed" : ""));
            boolean isUpdate = List.of(method.getParameterTypes()).contains(Update.class);
            return Stream.concat(matrices, isUpdate ? Stream.of("w") : Stream.empty()).toList();
        }

        private static Stream<Parameter> matrices(Method method) {
            return Stream.of(method.getParameters()).filter(parameter -> Arguments.isMatrix(parameter.getType()));
        }

        int size() {
            return arguments.size();
        }

        private String[] words(int argument) {
            return arguments.get(argument).split(" ", -1);
        }

        String argument(int argument) {
            return words(argument)[0];
        }

        private int size(int argument, int dimension) {
            return Integer.parseInt(words(argument)[1 + dimension].replace("*", ""));
        }

        boolean isFree(int argument, int dimension) {
            return words(argument)[1 + dimension].endsWith("*");
        }

        boolean isVector(int argument) {
            return arguments.get(argument).endsWith("vector");
        }

        boolean isPacked(int argument) {
            return arguments.get(argument).endsWith("packed");
        }

        int rows(int argument) {
            return size(argument, 0);
        }

        int columns(int argument) {
            return size(argument, 1);
        }

        Matrix[] matrices() {
            Matrix[] x = new Matrix[size()];
            for (int i = 0; i < x.length; i++) {
                x[i] = Matrices.random(rows(i), columns(i), new Random(i));
            }
            return x;
        }

        void run(Kernels kernels, Matrix... x) throws Throwable {
            Parameter[] parameters = method.getParameters();
            Object[] values = new Object[parameters.length];
            String ops = name.substring(name.lastIndexOf(' ') + 1);
            int op = 0;
            int matrix = 0;
            for (int i = 0; i < values.length; i++) {
                Class<?> type = parameters[i].getType();
                if (type == Op.class) {
                    values[i] = Op.valueOf(ops.substring(op, ++op));
                } else if (Arguments.isMatrix(type)) {
                    values[i] = Arguments.matrix(parameters[i], x[matrix++]);
                } else if (type == Update.class) {
                    int w = (int) matrices(method).count();
                    values[i] = Arguments.update(x[w], Arrays.copyOfRange(x, w + 1, x.length));
                } else {
                    values[i] = type == int[].class ? new int[length] : Arguments.any(type);
                }
            }
            Arguments.invoke(method, kernels, values);
        }

        @Override
        public String toString() {
            return name + arguments;
        }
    }

    /** The public methods that compute with a matrix. */
    private static Stream<Method> kernels() {
        return Stream.of(Kernels.class.getMethods())
                .filter(method -> Stream.of(method.getParameterTypes()).anyMatch(Arguments::isMatrix));
    }

    private static Call crossEntropy(String name, String losses) {
        return Call.of(name, 2, "z 3 4", "y 3 4", "a 3 4", "dz 3 4", losses);
    }

    private static Call error(String name, String losses) {
        return Call.of(name, 2, "a 3 4", "y 3 4", "da 3 4", losses);
    }

    static Stream<Call> calls() {
        return Stream.of(Call.of("multiply", 2, "a 3 4", "b 4 5", "c 3 5"),
                Call.of("multiply", 2, "a 3 4 packed", "b 4 5", "c 3 5"),
                Call.of("multiply", 2, "a 3 4", "b 4 5 packed", "c 3 5"),
                Call.of("gemm NN", 2, "a 3 4", "b 4 5", "c 3 5"), Call.of("gemm NT", 2, "a 3 4", "b 5 4", "c 3 5"),
                Call.of("gemm TN", 2, "a 4 3", "b 4 5", "c 3 5"), Call.of("gemm TT", 2, "a 4 3", "b 5 4", "c 3 5"),
                Call.of("gemm NN", 2, "a 4 4", "b 4 4", "c 4 4"),
                Call.of("gemm N", 2, "a 3 4 packed", "b 4 5", "c 3 5"),
                Call.of("gemm T", 2, "a 3 4 packed", "b 5 4", "c 3 5"),
                Call.of("gemm N", 2, "a 3 4", "b 4 5 packed", "c 3 5"),
                Call.of("gemm T", 2, "a 4 3", "b 4 5 packed", "c 3 5"), Call.of("pack N", 1, "a 3* 4*"),
                Call.of("packRight N", 1, "b 3* 4*"), Call.of("dense", 3, "w 3 4", "x 4 5", "bias 3 1", "a 3 5"),
                Call.of("dense", 3, "w 3 4", "x 4 5", "bias 3 1", "z 3 5", "a 3 5"),
                Call.of("dense", 3, "w 3 4 packed", "x 4 5", "bias 3 1", "a 3 5"),
                Call.of("denseRows", 3, "x 5 4", "w 3 4", "bias 3 1", "y 5 3"),
                Call.of("denseRows", 3, "x 5 4", "w 3 4 packed", "bias 3 1", "y 5 3"),
                Call.of("gemm NN", 2, "a 3 4", "b 4 5", "w 3 5"), Call.of("gemm TN", 2, "a 4 3", "b 4 5", "w 3 5"),
                Call.of("gemm NT", 2, "a 3 4", "b 5 4", "w 3 5", MOMENT + " 3 5"),
                Call.of("update", 1, "g 3 4", "w 3 4"), Call.of("update", 1, "g 3 4", "w 3 4", MOMENT + " 3 4"),
                Call.elementWise("maxNormRows", 0, "w 3* 4*"), Call.elementWise("dropout", 0, "a 3* 4*"),
                Call.of("denseBackward", 3, "w 3 4", "dz 3 5", "kept 4 5", "dzBefore 4 5"),
                Call.elementWise("activate", 1, "z 3 4", "a 3 4"),
                Call.elementWise("activationGradient", 2, "kept 3 4", "da 3 4", "dz 3 4"),
                Call.of("rowSums", 1, "x 3 4*", "y 3 1"), Call.of("columnSums", 1, "x 3* 4", "y 1 4"),
                Call.of("matrixVector N", 2, "a 3 4", "x 4 1 vector", "y 3 1 vector"),
                Call.of("matrixVector T", 2, "a 4 3", "x 4 1 vector", "y 3 1 vector"),
                Call.of("dot", 2, "x 4 1 vector", "y 4 1 vector"), Call.of("norm", 1, "x 3* 4*"),
                Call.elementWise("axpy", 1, "x 3 4", "y 3 4"), Call.elementWise("scale", 0, "x 3* 4*"),
                Call.elementWise("add", 2, "x 3 4", "y 3 4", "z 3 4"),
                Call.elementWise("multiplyElements", 2, "x 3 4", "y 3 4", "z 3 4"),
                Call.elementWise("addRow", 2, "x 3 4", "row 1 4", "z 3 4"),
                Call.elementWise("addColumn", 2, "x 3 4", "column 3 1", "z 3 4"),
                Call.elementWise("multiplyRow", 2, "x 3 4", "row 1 4", "z 3 4"),
                Call.elementWise("multiplyColumn", 2, "x 3 4", "column 3 1", "z 3 4"),
                Call.of("argMaxRows", 1, "x 3* 4*", "indices 3"), Call.of("argMaxColumns", 1, "x 3* 4*", "indices 4"),
                Call.of("topKRows", 1, "x 3* 4*", "indices 3", "values 3 1"),
                Call.elementWise("softmax", 1, "z 3 4", "a 3 4"), Call.elementWise("logSoftmax", 1, "z 3 4", "a 3 4"),
                Call.elementWise("softmaxRows", 1, "z 3 4", "a 3 4"),
                Call.elementWise("logSoftmaxRows", 1, "z 3 4", "a 3 4"),
                crossEntropy("sigmoidCrossEntropy", "losses 1 4"), crossEntropy("softmaxCrossEntropy", "losses 1 4"),
                crossEntropy("sigmoidCrossEntropyRows", "losses 3 1"),
                crossEntropy("softmaxCrossEntropyRows", "losses 3 1"),
                Call.of("softmaxCrossEntropy", 1, "z 3 4", "classes 4", "a 3 4", "dz 3 4", "losses 1 4"),
                Call.of("softmaxCrossEntropyRows", 1, "z 3 4", "classes 3", "a 3 4", "dz 3 4", "losses 3 1"),
                error("squaredError", "losses 1 4"), error("squaredErrorRows", "losses 3 1"),
                error("absoluteError", "losses 1 4"), error("absoluteErrorRows", "losses 3 1"),
                error("huberError", "losses 1 4"), error("huberErrorRows", "losses 3 1"));
    }

    /** A method that is new is missing here until it has a line above. */
    @Test
    void everyKernelIsCalled() {
        assertEquals(kernels().collect(Collectors.toSet()), calls().map(Call::method).collect(Collectors.toSet()));
    }

    /** Runs a wrong call and gives the exception's message, after a look at the matrices. */
    private static String failure(Class<? extends Exception> type, Call call, Kernels kernels, Matrix... x) {
        Guard[] guards = Guard.of(x);
        String message = Thrown.message(type, () -> call.run(kernels, x));
        for (Guard guard : guards) {
            guard.assertUntouched("a matrix");
        }
        return message;
    }

    /** What makes the other tests mean something. */
    @ParameterizedTest
    @MethodSource("calls")
    void rightArgumentsAreAccepted(Call call) throws Throwable {
        for (Kernels kernels : Both.BACKENDS) {
            Matrix[] x = call.matrices();
            Matrix[] before = Stream.of(x).map(Matrix::copy).toArray(Matrix[]::new);
            call.run(kernels, x);
            for (int i = 0; i < call.size(); i++) {
                boolean same = Arrays.equals(before[i].data(), x[i].data());
                assertEquals(i < call.firstResult, same, call.argument(i) + " is written exactly if it is a result");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void wrongShapesAreNamedBoth(Call call) {
        int[][] changes = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        for (int i = 0; i < call.size(); i++) {
            for (int[] change : changes) {
                if (call.isFree(i, change[0] != 0 ? 0 : 1)) {
                    continue;
                }
                int rows = call.rows(i) + change[0];
                int columns = call.columns(i) + change[1];
                Matrix[] x = call.matrices();
                x[i] = Matrix.zeros(rows, columns);
                String message = failure(IllegalArgumentException.class, call, Both.VECTOR, x);
                assertTrue(SHAPE.matcher(message).results().map(shape -> shape.group()).distinct().count() >= 2,
                        () -> "two shapes are expected: " + message);
                Matcher named = ARGUMENT.matcher(message);
                assertTrue(named.find(), () -> "an argument and its shape are expected: " + message);
                do {
                    int argument = indexOf(named.group(1), call);
                    assertEquals(x[argument].toString(), named.group(2), message);
                } while (named.find());
            }
        }
    }

    /** A matrix in the place of its transpose is asked about; where that would not do, there is no such question. */
    @ParameterizedTest
    @MethodSource("calls")
    void transposedArgumentsAreAskedAbout(Call call) {
        for (int i = 0; i < call.size(); i++) {
            if (call.isFree(i, 0) || call.isFree(i, 1) || call.isVector(i) || call.rows(i) == call.columns(i)) {
                continue;
            }
            Matrix[] x = call.matrices();
            x[i] = x[i].transposed();
            String transposed = failure(IllegalArgumentException.class, call, Both.VECTOR, x);
            assertTrue(ASKED.matcher(transposed).find(), transposed);
            x[i] = Matrix.zeros(call.rows(i) + 7, call.columns(i) + 8);
            String wrong = failure(IllegalArgumentException.class, call, Both.VECTOR, x);
            assertFalse(ASKED.matcher(wrong).find(), wrong);
        }
    }

    @Test
    void theArgumentThatTransposesIsNamed() {
        Matrix c = Matrix.zeros(3, 5);
        Matrix rows = Matrix.zeros(3, 4);
        Matrix columns = Matrix.zeros(4, 3);
        Matrix b = Matrix.zeros(4, 5);
        Kernels k = Both.VECTOR;
        assertMessage("a is 4x3, b is 4x5: the inner dimensions differ: is a transposed?",
                () -> k.multiply(columns, b, c));
        assertMessage("a is packed 4x3, b is 4x5: the inner dimensions differ: is a transposed?",
                () -> k.multiply(k.pack(Op.N, columns), b, c));
        assertMessage("a is 4x3, b is 4x5: the inner dimensions differ: is a transposed (opA)?",
                () -> k.gemm(Op.N, Op.N, 1, columns, b, 0, c));
        assertMessage("a is the transpose of 3x4, b is 4x5: the inner dimensions differ: is a transposed (opA)?",
                () -> k.gemm(Op.T, Op.N, 1, rows, b, 0, c));
        assertMessage("a is 3x4, b is the transpose of 4x5: the inner dimensions differ: is b transposed (opB)?",
                () -> k.gemm(Op.N, Op.T, 1, rows, b, 0, c));
        assertMessage("a is 4x3, b is 4x5: the inner dimensions differ",
                () -> k.gemm(Op.N, Op.N, 1, columns, b, 0, Matrix.zeros(4, 5)));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, Thrown.message(IllegalArgumentException.class, call));
    }

    private static int indexOf(String name, Call call) {
        for (int i = 0; i < call.size(); i++) {
            if (call.argument(i).equals(name)) {
                return i;
            }
        }
        throw new AssertionError("no argument " + name);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void resultsThatOverlapAreNamed(Call call) {
        for (int result = call.firstResult; result < call.size(); result++) {
            for (int other = 0; other < call.size(); other++) {
                if (other != result && !call.isPacked(other)) {
                    Matrix[] x = call.matrices();
                    float[] data = new float[40];
                    x[other] = Matrix.view(data, 0, call.rows(other), call.columns(other), call.columns(other));
                    x[result] = Matrix.view(data, 1, call.rows(result), call.columns(result), call.columns(result));
                    assertOverlapIsNamed(call, result, other, x);
                    // The same matrix twice.
                    if (x[other].toString().equals(x[result].toString()) && !call.inPlace) {
                        x[result] = x[other];
                        assertOverlapIsNamed(call, result, other, x);
                    }
                }
            }
        }
    }

    private static void assertOverlapIsNamed(Call call, int result, int other, Matrix... x) {
        String message = failure(IllegalArgumentException.class, call, Both.VECTOR, x);
        assertTrue(message.contains("overlaps"), message);
        for (int i : new int[]{result, other}) {
            assertTrue(message.contains(call.argument(i) + " (" + x[i] + ")"), message);
        }
    }

    /** Views of one array are fine as long as they don't meet. */
    @ParameterizedTest
    @MethodSource("calls")
    void neighboursInOneArrayAreAccepted(Call call) throws Throwable {
        for (Kernels kernels : Both.BACKENDS) {
            Matrix[] expected = call.matrices();
            call.run(kernels, expected);
            float[] data = new float[200];
            Matrix[] x = call.matrices();
            int offset = 0;
            for (int i = 0; i < x.length; i++) {
                Matrix view = Matrix.view(data, offset, x[i].rows(), x[i].columns(), x[i].columns());
                view.copyFrom(x[i]);
                x[i] = view;
                offset += view.rows() * view.columns();
            }
            call.run(kernels, x);
            for (int i = 0; i < x.length; i++) {
                Matrices.assertSameBits(expected[i], x[i], call.argument(i));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 4, 1", "3, 1, 1, 2", "1, 3, 3, 2", "2, 2, 2, 2", "2, 3, 3, 1", "0, 0, 0, 0", "0, 1, 1, 1"})
    void dotTakesTwoVectorsOfOneLength(int rowsOfX, int columnsOfX, int rowsOfY, int columnsOfY) {
        Matrix x = Matrix.zeros(rowsOfX, columnsOfX);
        Matrix y = Matrix.zeros(rowsOfY, columnsOfY);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Both.VECTOR.dot(x, y), "x is " + x, "y is " + y);
    }

    /** Classes, smoothing and δ. */
    @Test
    void whatCostsAreMadeWithIsChecked() {
        Matrix z = Matrices.constant(3, 4, 1);
        Matrix a = Matrices.constant(3, 4, 5);
        Matrix dz = Matrices.constant(3, 4, 5);
        Matrix losses = Matrices.constant(1, 4, 5);
        Matrix lossesOfRows = Matrices.constant(3, 1, 5);
        Guard[] guards = Guard.of(a, dz, losses, lossesOfRows);
        for (Kernels k : Both.BACKENDS) {
            for (int[] classes : new int[][]{{0, 1, 2, 3}, {0, -2, 1, 2}, {0, 1, 2, Integer.MAX_VALUE}}) {
                Thrown.assertMessage(IllegalArgumentException.class,
                        () -> k.softmaxCrossEntropy(z, classes, 0, a, dz, losses), "class of example", "z is 3x4");
            }
            Thrown.assertMessage(IllegalArgumentException.class,
                    () -> k.softmaxCrossEntropyRows(z, new int[]{0, 4, 0}, 0, a, dz, lossesOfRows),
                    "class of example 1", "from 0 to 3", ": 4");
            Thrown.assertMessage(IllegalArgumentException.class,
                    () -> k.softmaxCrossEntropy(z, new int[3], 0, a, dz, losses), "classes has 3", "z is 3x4");
            for (float smoothing : new float[]{-0.1f, 1.1f, Float.NaN}) {
                Thrown.assertMessage(IllegalArgumentException.class,
                        () -> k.softmaxCrossEntropy(z, CLASSES, smoothing, a, dz, losses), "smoothing", "" + smoothing);
            }
            for (float delta : new float[]{0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
                Thrown.assertMessage(IllegalArgumentException.class, () -> k.huberError(z, z, delta, dz, losses),
                        "delta", "" + delta);
            }
        }
        for (Guard guard : guards) {
            guard.assertUntouched("a result");
        }
    }

    @Test
    void softmaxNeedsAClass() {
        Matrix z = Matrix.zeros(0, 3);
        Matrix a = Matrix.zeros(0, 3);
        Matrix losses = Matrices.constant(1, 3, 5);
        for (Kernels k : Both.BACKENDS) {
            Thrown.assertMessage(IllegalArgumentException.class, () -> k.softmax(z, a), "z is 0x3");
            Thrown.assertMessage(IllegalArgumentException.class, () -> k.logSoftmax(z, a), "z is 0x3");
            Thrown.assertMessage(IllegalArgumentException.class,
                    () -> k.softmaxCrossEntropy(z, a, Matrix.zeros(0, 3), Matrix.zeros(0, 3), losses), "z is 0x3");
            Thrown.assertMessage(IllegalArgumentException.class, () -> k.softmaxCrossEntropy(z, new int[]{-1, -1, -1},
                    0, Matrix.zeros(0, 3), Matrix.zeros(0, 3), losses), "z is 0x3");
        }
        Matrices.assertSameBits(Matrices.constant(1, 3, 5), losses, "losses");
        Matrix row = Matrix.zeros(3, 0);
        Matrix lossesOfRows = Matrices.constant(3, 1, 5);
        for (Kernels k : Both.BACKENDS) {
            Thrown.assertMessage(IllegalArgumentException.class, () -> k.softmaxRows(row, row), "z is 3x0");
            Thrown.assertMessage(IllegalArgumentException.class, () -> k.logSoftmaxRows(row, row), "z is 3x0");
            Thrown.assertMessage(IllegalArgumentException.class,
                    () -> k.softmaxCrossEntropyRows(row, row, Matrix.zeros(3, 0), Matrix.zeros(3, 0), lossesOfRows),
                    "z is 3x0");
        }
        Matrices.assertSameBits(Matrices.constant(3, 1, 5), lossesOfRows, "losses");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1025, Integer.MAX_VALUE})
    void threadsOutOfRangeThrow(int threads) {
        Thrown.assertMessage(IllegalArgumentException.class, () -> Both.VECTOR.withThreads(threads), "threads",
                "" + threads);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Both.VECTOR.withExecutor(Runnable::run, threads),
                "threads", "" + threads);
        withThreadsProperty("" + threads, () -> assertThrows(IllegalArgumentException.class, Kernels::create));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two", "1.5", "99999999999"})
    void aPropertyThatIsNoNumberThrows(String threads) {
        withThreadsProperty(threads, () -> Thrown.assertMessage(IllegalArgumentException.class, Kernels::create,
                "-Dlanewise.threads", threads));
    }

    @Test
    void threadsCanBeAskedFor() {
        assertEquals(1, Both.VECTOR.threads());
        assertEquals(1024, Both.VECTOR.withThreads(1024).threads());
        assertEquals(3, Both.VECTOR.withExecutor(Runnable::run, 3).threads());
        assertEquals(3, Both.VECTOR.withThreads(3).withBackend(Backend.SCALAR).threads());
        assertEquals(Backend.SCALAR, Both.SCALAR.withThreads(3).backend());
        withThreadsProperty("7", () -> assertEquals(7, Kernels.create().threads()));
        assertEquals("scalar backend, no lanes, 1 thread", Both.SCALAR.toString());
        assertEquals("vector backend, " + Both.VECTOR.laneBits() + "-bit lanes, 2 threads",
                Both.VECTOR.withThreads(2).toString());
    }

    private static void withThreadsProperty(String value, Runnable action) {
        String before = System.getProperty("lanewise.threads");
        System.setProperty("lanewise.threads", value);
        try {
            action.run();
        } finally {
            if (before == null) {
                System.clearProperty("lanewise.threads");
            } else {
                System.setProperty("lanewise.threads", before);
            }
        }
    }
}
