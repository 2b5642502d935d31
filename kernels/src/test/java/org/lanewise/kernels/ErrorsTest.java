package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern ARGUMENT = Pattern.compile("(\\w+) is (?:the transpose of )?(\\d+x\\d+)");
    private static final Pattern ASKED = Pattern.compile(": is \\w+ transposed( \\(op[AB]\\))?\\?$");

    /** A call of a kernel. */
    interface Body {
        void run(Kernels kernels, Matrix[] x);
    }

    private static final int[] CLASSES = {2, -1, 0, 1};

    /**
     * A kernel with its matrix arguments as {@code name rows columns}; those from a number on are results. A number
     * with a star is free: no other argument has to fit it. A vector may be a column or a row.
     */
    record Call(String name, Body body, boolean inPlace, int firstResult, List<String> arguments) {
        static Call of(String name, int inputs, Body body, String... arguments) {
            return new Call(name, body, false, inputs, List.of(arguments));
        }

        /** Its result may be the very matrix that it reads. */
        static Call elementWise(String name, int inputs, Body body, String... arguments) {
            return new Call(name, body, true, inputs, List.of(arguments));
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
            return words(argument).length > 3;
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

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Call> calls() {
        Activation g = Activation.TANH;
        return Stream.of(
                Call.of("multiply", 2, (k, x) -> k.multiply(x[0], x[1], x[2]), "a 3 4", "b 4 5", "c 3 5"),
                Call.of("gemm NN", 2, (k, x) -> k.gemm(Op.N, Op.N, 2, x[0], x[1], 3, x[2]), "a 3 4", "b 4 5", "c 3 5"),
                Call.of("gemm NT", 2, (k, x) -> k.gemm(Op.N, Op.T, 2, x[0], x[1], 3, x[2]), "a 3 4", "b 5 4", "c 3 5"),
                Call.of("gemm TN", 2, (k, x) -> k.gemm(Op.T, Op.N, 2, x[0], x[1], 3, x[2]), "a 4 3", "b 4 5", "c 3 5"),
                Call.of("gemm TT", 2, (k, x) -> k.gemm(Op.T, Op.T, 2, x[0], x[1], 3, x[2]), "a 4 3", "b 5 4", "c 3 5"),
                Call.of("square gemm", 2, (k, x) -> k.gemm(Op.N, Op.N, 2, x[0], x[1], 3, x[2]), "a 4 4", "b 4 4",
                        "c 4 4"),
                Call.of("dense", 3, (k, x) -> k.dense(x[0], x[1], x[2], g, x[3]), "w 3 4", "x 4 5", "bias 3 1",
                        "a 3 5"),
                Call.of("dense with Z", 3, (k, x) -> k.dense(x[0], x[1], x[2], g, x[3], x[4]), "w 3 4", "x 4 5",
                        "bias 3 1", "z 3 5", "a 3 5"),
                Call.of("denseBackward", 3, (k, x) -> k.denseBackward(x[0], x[1], g, x[2], x[3]), "w 3 4", "dz 3 5",
                        "kept 4 5", "dzBefore 4 5"),
                Call.elementWise("activate", 1, (k, x) -> k.activate(g, x[0], x[1]), "z 3 4", "a 3 4"),
                Call.elementWise("activationGradient", 2, (k, x) -> k.activationGradient(g, x[0], x[1], x[2]),
                        "kept 3 4", "da 3 4", "dz 3 4"),
                Call.of("rowSums", 1, (k, x) -> k.rowSums(2, x[0], 3, x[1]), "x 3 4*", "y 3 1"),
                Call.of("columnSums", 1, (k, x) -> k.columnSums(2, x[0], 3, x[1]), "x 3* 4", "y 1 4"),
                Call.of("matrixVector N", 2, (k, x) -> k.matrixVector(Op.N, 2, x[0], x[1], 3, x[2]), "a 3 4",
                        "x 4 1 vector", "y 3 1 vector"),
                Call.of("matrixVector T", 2, (k, x) -> k.matrixVector(Op.T, 2, x[0], x[1], 3, x[2]), "a 4 3",
                        "x 4 1 vector", "y 3 1 vector"),
                Call.elementWise("axpy", 1, (k, x) -> k.axpy(2, x[0], x[1]), "x 3 4", "y 3 4"),
                Call.elementWise("add", 2, (k, x) -> k.add(x[0], x[1], x[2]), "x 3 4", "y 3 4", "z 3 4"),
                Call.elementWise("multiplyElements", 2, (k, x) -> k.multiplyElements(x[0], x[1], x[2]), "x 3 4",
                        "y 3 4", "z 3 4"),
                Call.elementWise("addRow", 2, (k, x) -> k.addRow(x[0], x[1], x[2]), "x 3 4", "row 1 4", "z 3 4"),
                Call.elementWise("multiplyRow", 2, (k, x) -> k.multiplyRow(x[0], x[1], x[2]), "x 3 4", "row 1 4",
                        "z 3 4"),
                Call.elementWise("multiplyColumn", 2, (k, x) -> k.multiplyColumn(x[0], x[1], x[2]), "x 3 4",
                        "column 3 1", "z 3 4"),
                Call.elementWise("addColumn", 2, (k, x) -> k.addColumn(x[0], x[1], x[2]), "x 3 4", "column 3 1",
                        "z 3 4"),
                Call.elementWise("softmax", 1, (k, x) -> k.softmax(x[0], x[1]), "z 3 4", "a 3 4"),
                Call.elementWise("logSoftmax", 1, (k, x) -> k.logSoftmax(x[0], x[1]), "z 3 4", "a 3 4"),
                Call.of("sigmoidCrossEntropy", 2, (k, x) -> k.sigmoidCrossEntropy(x[0], x[1], x[2], x[3], x[4]),
                        "z 3 4", "y 3 4", "a 3 4", "dz 3 4", "losses 1 4"),
                Call.of("softmaxCrossEntropy", 2, (k, x) -> k.softmaxCrossEntropy(x[0], x[1], x[2], x[3], x[4]),
                        "z 3 4", "y 3 4", "a 3 4", "dz 3 4", "losses 1 4"),
                Call.of("squaredError", 2, (k, x) -> k.squaredError(x[0], x[1], x[2], x[3]), "a 3 4", "y 3 4",
                        "da 3 4", "losses 1 4"),
                Call.of("softmaxCrossEntropy of classes", 1,
                        (k, x) -> k.softmaxCrossEntropy(x[0], CLASSES, 0.1f, x[1], x[2], x[3]), "z 3 4", "a 3 4",
                        "dz 3 4", "losses 1 4"),
                Call.of("absoluteError", 2, (k, x) -> k.absoluteError(x[0], x[1], x[2], x[3]), "a 3 4", "y 3 4",
                        "da 3 4", "losses 1 4"),
                Call.of("huberErrorRows", 2, (k, x) -> k.huberErrorRows(x[0], x[1], 1, x[2], x[3]), "a 3 4", "y 3 4",
                        "da 3 4", "losses 3 1"),
                Call.elementWise("softmaxRows", 1, (k, x) -> k.softmaxRows(x[0], x[1]), "z 3 4", "a 3 4"),
                Call.elementWise("logSoftmaxRows", 1, (k, x) -> k.logSoftmaxRows(x[0], x[1]), "z 3 4", "a 3 4"),
                Call.of("sigmoidCrossEntropyRows", 2,
                        (k, x) -> k.sigmoidCrossEntropyRows(x[0], x[1], x[2], x[3], x[4]), "z 3 4", "y 3 4", "a 3 4",
                        "dz 3 4", "losses 3 1"),
                Call.of("softmaxCrossEntropyRows", 2,
                        (k, x) -> k.softmaxCrossEntropyRows(x[0], x[1], x[2], x[3], x[4]), "z 3 4", "y 3 4", "a 3 4",
                        "dz 3 4", "losses 3 1"),
                Call.of("squaredErrorRows", 2, (k, x) -> k.squaredErrorRows(x[0], x[1], x[2], x[3]), "a 3 4", "y 3 4",
                        "da 3 4", "losses 3 1"));
    }

    /** Runs a wrong call and gives the exception's message, after a look at the matrices. */
    private static String failure(Class<? extends Exception> type, Call call, Kernels kernels, Matrix... x) {
        Guard[] guards = Guard.of(Stream.of(x).filter(matrix -> matrix != null).toArray(Matrix[]::new));
        String message = Thrown.message(type, () -> call.body.run(kernels, x));
        for (Guard guard : guards) {
            guard.assertUntouched("a matrix");
        }
        return message;
    }

    /** What makes the other tests mean something. */
    @ParameterizedTest
    @MethodSource("calls")
    void rightArgumentsAreAccepted(Call call) {
        for (Kernels kernels : Both.BACKENDS) {
            Matrix[] x = call.matrices();
            Matrix[] before = Stream.of(x).map(Matrix::copy).toArray(Matrix[]::new);
            call.body.run(kernels, x);
            for (int i = 0; i < call.size(); i++) {
                boolean same = Arrays.equals(before[i].data(), x[i].data());
                assertEquals(i < call.firstResult, same, call.argument(i) + " is written exactly if it is a result");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    @SuppressWarnings("NullAway") // That is the test.
    void nullsAreNamed(Call call) {
        for (int i = 0; i < call.size(); i++) {
            Matrix[] x = call.matrices();
            x[i] = null;
            assertEquals(call.argument(i), failure(NullPointerException.class, call, Both.VECTOR, x));
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
                if (other != result) {
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
    void neighboursInOneArrayAreAccepted(Call call) {
        for (Kernels kernels : Both.BACKENDS) {
            Matrix[] expected = call.matrices();
            call.body.run(kernels, expected);
            float[] data = new float[200];
            Matrix[] x = call.matrices();
            int offset = 0;
            for (int i = 0; i < x.length; i++) {
                Matrix view = Matrix.view(data, offset, x[i].rows(), x[i].columns(), x[i].columns());
                view.copyFrom(x[i]);
                x[i] = view;
                offset += view.rows() * view.columns();
            }
            call.body.run(kernels, x);
            for (int i = 0; i < x.length; i++) {
                Matrices.assertSameBits(expected[i], x[i], call.argument(i));
            }
        }
    }

    @Test
    @SuppressWarnings("NullAway") // That is the test.
    void otherNullsAreNamed() {
        Kernels k = Both.VECTOR;
        Matrix x = Matrix.zeros(2, 2);
        Matrix y = Matrix.zeros(2, 2);
        Matrix z = Matrix.zeros(2, 2);
        Matrix bias = Matrix.zeros(2, 1);
        assertNamed("opA", () -> k.gemm(null, Op.N, 1, x, y, 0, z));
        assertNamed("opB", () -> k.gemm(Op.N, null, 1, x, y, 0, z));
        assertNamed("g", () -> k.dense(x, y, bias, null, z));
        assertNamed("g", () -> k.dense(x, y, bias, null, Matrix.zeros(2, 2), z));
        assertNamed("g", () -> k.denseBackward(x, y, null, z, Matrix.zeros(2, 2)));
        assertNamed("g", () -> k.activate(null, x, y));
        assertNamed("g", () -> k.activationGradient(null, x, y, z));
        assertNamed("opA", () -> k.matrixVector(null, 1, x, bias, 0, Matrix.zeros(2, 1)));
        assertNamed("x", () -> k.dot(null, bias));
        assertNamed("x", () -> k.norm(null));
        assertNamed("x", () -> k.scale(2, null));
        assertNamed("y", () -> k.dot(bias, null));
        assertNamed("backend", () -> k.withBackend(null));
        assertNamed("executor", () -> k.withExecutor(null, 2));
    }

    private static void assertNamed(String name, Executable call) {
        assertEquals(name, Thrown.message(NullPointerException.class, call));
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
    @SuppressWarnings("NullAway") // That is the test.
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
            Thrown.assertMessage(NullPointerException.class,
                    () -> k.softmaxCrossEntropy(z, null, 0, a, dz, losses), "classes");
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
