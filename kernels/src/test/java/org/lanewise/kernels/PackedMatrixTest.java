package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A packed operand: the same bits as the matrix itself. */
class PackedMatrixTest {
    private static final int KC = Contract.BLOCK;
    private static final int MR = 12;
    private static final int NR = 2 * Both.VECTOR.laneBits() / Float.SIZE;

    record Shape(int m, int n, int k) {
    }

    /** Around a panel and eight of them, one column and few, one block of k and two, and no element at all. */
    static Stream<Shape> shapes() {
        Set<Shape> shapes = new LinkedHashSet<>();
        for (int m : new int[]{0, 1, 2, 7, MR - 1, MR, MR + 1, 2 * MR + 7, 8 * MR - 1, 8 * MR, 8 * MR + 1,
                17 * MR + 4}) {
            for (int n : new int[]{0, 1, 2, NR / 2, NR + 1}) {
                shapes.add(new Shape(m, n, 9));
            }
        }
        for (int k : new int[]{0, 1, KC - 1, KC, KC + 1, 2 * KC + 3}) {
            shapes.add(new Shape(MR + 3, 1, k));
            shapes.add(new Shape(9 * MR + 3, 1, k));
            shapes.add(new Shape(MR + 3, NR + 3, k));
            shapes.add(new Shape(1, NR + 3, k));
        }
        shapes.add(new Shape(2048 + 5, 1, 3));
        shapes.add(new Shape(300, 70, 90));
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void productsHaveTheBitsOfTheUnpackedMatrix(Shape shape) {
        Random random = new Random(shape.hashCode());
        Matrix b = Matrices.random(shape.k, shape.n, random);
        Matrix bias = Matrices.random(shape.m, 1, random);
        for (Op op : Op.values()) {
            Matrix a = op == Op.N
                    ? Matrices.random(shape.m, shape.k, random)
                    : Matrices.random(shape.k, shape.m, random);
            Matrix product = Matrix.zeros(shape.m, shape.n);
            Both.SCALAR.gemm(op, Op.N, 1, a, b, 0, product);
            Matrix layer = product.copy();
            Both.SCALAR.activate(Activation.TANH, biased(product, bias), layer);
            for (Kernels packer : Both.BACKENDS) {
                PackedMatrix packed = packer.pack(op, a);
                for (Kernels kernels : Both.BACKENDS) {
                    for (int threads = 1; threads <= 3; threads++) {
                        String name = kernels + ", " + threads + " threads, " + op;
                        Matrix c = Matrices.constant(shape.m, shape.n, Float.NaN);
                        kernels.withThreads(threads).multiply(packed, b, c);
                        Matrices.assertSameBits(product, c, name);
                        c.fill(Float.NaN);
                        kernels.withThreads(threads).dense(packed, b, bias, Activation.TANH, c);
                        Matrices.assertSameBits(layer, c, name);
                    }
                }
            }
        }
    }

    /** Both sides, all transposes, factors and threads; C in the middle of an array that stays as it is. */
    @ParameterizedTest
    @MethodSource("shapes")
    void productsWithFactorsHaveTheBitsOfTheUnpackedMatrix(Shape shape) {
        Random random = new Random(shape.hashCode());
        float[] factors = {1, 0, -0.37f};
        int number = random.nextInt(100);
        for (Op opA : Op.values()) {
            for (Op opB : Op.values()) {
                for (float beta : factors) {
                    float alpha = factors[number % 3];
                    Kernels packer = Both.BACKENDS.get(number % 2);
                    int threads = number % 3 + 1;
                    number++;
                    Matrix a = opA == Op.N
                            ? Matrices.random(shape.m, shape.k, random)
                            : Matrices.random(shape.k, shape.m, random);
                    Matrix b = opB == Op.N
                            ? Matrices.random(shape.k, shape.n, random)
                            : Matrices.random(shape.n, shape.k, random);
                    Matrix before = Matrices.random(shape.m, shape.n, random);
                    Matrix expected = before.copy();
                    Both.SCALAR.gemm(opA, opB, alpha, a, b, beta, expected);
                    PackedMatrix left = packer.pack(opA, a);
                    PackedMatrix right = packer.packRight(opB, b);
                    for (Kernels kernels : Both.BACKENDS) {
                        Kernels threaded = kernels.withThreads(threads);
                        String name = threaded + ", " + opA + opB + ", alpha " + alpha + ", beta " + beta;
                        Matrix c = Layout.PART.copy(before);
                        Guard guard = Guard.of(c);
                        threaded.gemm(left, opB, alpha, b, beta, c);
                        Matrices.assertSameBits(expected, c, "left, " + name);
                        c.copyFrom(before);
                        threaded.gemm(opA, alpha, a, right, beta, c);
                        Matrices.assertSameBits(expected, c, "right, " + name);
                        guard.assertSurroundingsUntouched("c");
                    }
                }
            }
        }
    }

    private static Matrix biased(Matrix x, Matrix bias) {
        Matrix z = x.copy();
        for (int i = 0; i < z.rows(); i++) {
            for (int j = 0; j < z.columns(); j++) {
                z.set(i, j, z.get(i, j) + bias.get(i, 0));
            }
        }
        return z;
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void isACopy(Backend backend) {
        Kernels kernels = Both.VECTOR.withBackend(backend);
        Matrix a = Matrix.of(2, 2, 1, 2, 3, 4);
        PackedMatrix packed = kernels.pack(Op.N, a);
        a.fill(Float.NaN);
        Matrix c = Matrix.zeros(2, 1);
        kernels.multiply(packed, Matrix.of(2, 1, 1, 10), c);
        assertEquals(21, c.get(0, 0));
        assertEquals(43, c.get(1, 0));
        // The result may be what was packed.
        kernels.multiply(packed, Matrix.of(2, 2, 1, 0, 0, 1), a);
        Matrices.assertSameBits(Matrix.of(2, 2, 1, 2, 3, 4), a, "a");
    }

    @Test
    void packsAViewWithoutItsSurroundings() {
        Matrix a = Matrices.random(20, 30, new Random(1));
        Matrix view = a.rowRange(3, 17).columnRange(2, 27);
        Matrix b = Matrices.random(25, 4, new Random(2));
        Matrix expected = Matrix.zeros(14, 4);
        Matrix actual = Matrix.zeros(14, 4);
        Both.SCALAR.multiply(view.copy(), b, expected);
        Both.VECTOR.multiply(Both.VECTOR.pack(Op.N, view), b, actual);
        Matrices.assertSameBits(expected, actual, "view");
    }

    @Test
    @SuppressWarnings("NullAway") // what the compiler would not let pass
    void wrongArgumentsAreNamed() {
        Kernels kernels = Both.VECTOR;
        PackedMatrix packed = kernels.pack(Op.T, Matrix.zeros(3, 2));
        assertEquals(2, packed.rows());
        assertEquals(3, packed.columns());
        Matrix b = Matrix.zeros(3, 4);
        Matrix c = Matrix.zeros(2, 4);
        PackedMatrix right = kernels.packRight(Op.T, Matrix.zeros(3, 2));
        assertEquals(2, right.rows());
        assertEquals(3, right.columns());
        assertEquals(16 * 3 * Float.BYTES, packed.packedBytes());
        Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.multiply(right, b, c), "a is packed 2x3",
                "right operand");
        Thrown.assertMessage(IllegalArgumentException.class,
                () -> kernels.multiply(Matrix.zeros(4, 2), packed, Matrix.zeros(4, 3)), "b is packed 2x3",
                "left operand");
        Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.multiply(b, right, c), "a is 3x4",
                "b is packed 2x3");
        Thrown.assertMessage(IllegalArgumentException.class,
                () -> kernels.multiply(Matrix.zeros(4, 2), right, Matrix.zeros(3, 4)), "c is 3x4", "4x3");
        assertThrows(NullPointerException.class, () -> kernels.pack(null, b));
        assertThrows(NullPointerException.class, () -> kernels.pack(Op.N, null));
        Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.multiply(packed, c, Matrix.zeros(2, 4)),
                "a is packed 2x3", "b is 2x4");
        Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.multiply(packed, b, Matrix.zeros(4, 2)),
                "c is 4x2", "2x4");
        Thrown.assertMessage(IllegalArgumentException.class,
                () -> kernels.multiply(packed, b, b.rowRange(0, 2)), "c", "overlaps b");
        Thrown.assertMessage(IllegalArgumentException.class,
                () -> kernels.dense(packed, b, Matrix.zeros(3, 1), Activation.RELU, c), "bias is 3x1", "2x1");
        Thrown.assertMessage(IllegalArgumentException.class,
                () -> kernels.dense(packed, b, c.columnRange(0, 1), Activation.RELU, c), "a", "overlaps bias");
    }
}
