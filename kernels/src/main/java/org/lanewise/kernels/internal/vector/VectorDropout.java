package org.lanewise.kernels.internal.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.ROL;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.L;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Philox;
import org.lanewise.kernels.internal.scalar.ScalarDropout;

/**
 * Inverted dropout, two rows at a time. A lane of 64 bits turns the counter of two units and two examples into noise; its
 * halves, seen as lanes of 32 bits, are the words of a vector's examples, in their order.
 */
final class VectorDropout {
    private VectorDropout() {
    }

    /** Drops some elements of some rows; a row without the other of its pair is left to the scalar twin. */
    static void run(float share, long key, long stream, int firstExample, Matrix a, int fromRow, int toRow) {
        int firstPair = fromRow + (fromRow & 1);
        int lastPair = toRow - (toRow & 1);
        // Vectors begin with an even example.
        int head = Math.min(firstExample & 1, a.columns());
        int tail = a.columns() - (a.columns() - head) % LENGTH;
        for (int i = firstPair; i < lastPair; i += 2) {
            drop(ScalarDropout.threshold(share), ScalarDropout.scale(share), key, stream, i, firstExample + head,
                    a.data(), a.index(i, head), a.index(i + 1, head), tail - head);
        }
        for (int i = fromRow; i < toRow; i++) {
            boolean paired = i >= firstPair && i < lastPair;
            rest(share, key, stream, i, firstExample, a, 0, paired ? head : tail);
            rest(share, key, stream, i, firstExample, a, tail, a.columns());
        }
    }

    private static void rest(float share, long key, long stream, int unit, int firstExample, Matrix a, int from,
            int to) {
        if (from < to) {
            ScalarDropout.run(share, key, stream, unit, firstExample + from, a.data(), a.index(unit, from), to - from);
        }
    }

    /** Drops elements of an even row, which begins at {@code upper}, and of the row below it: whole vectors. */
    private static void drop(int threshold, float scale, long key, long stream, int unit, int example, float[] a,
            int upper, int lower, int n) {
        // That both factors have 32 bits has to be seen, to be multiplied by one instruction.
        LongVector m0 = LongVector.broadcast(L, Philox.M0).and(Philox.LOW);
        LongVector m1 = LongVector.broadcast(L, Philox.M1).and(Philox.LOW);
        LongVector counters = LongVector.zero(L).addIndex(1).lanewise(LSHL, 31).add(unit >>> 1);
        for (int j = 0; j < n; j += LENGTH) {
            LongVector x = counters.add((long) (example + j) << 30);
            LongVector y = LongVector.broadcast(L, stream);
            int k0 = (int) key;
            int k1 = (int) (key >>> Integer.SIZE);
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector p = x.and(Philox.LOW).mul(m0);
                LongVector q = y.and(Philox.LOW).mul(m1);
                x = q.lanewise(ROL, Integer.SIZE).lanewise(XOR, x.lanewise(LSHR, Integer.SIZE)).lanewise(XOR,
                        k0 & Philox.LOW);
                y = p.lanewise(ROL, Integer.SIZE).lanewise(XOR, y.lanewise(LSHR, Integer.SIZE)).lanewise(XOR,
                        k1 & Philox.LOW);
                k0 += Philox.W0;
                k1 += Philox.W1;
            }
            IntVector kept = FloatVector.fromArray(F, a, upper + j).mul(scale).reinterpretAsInts();
            kept.blend(0, x.reinterpretAsInts().compare(LT, threshold)).reinterpretAsFloats().intoArray(a, upper + j);
            kept = FloatVector.fromArray(F, a, lower + j).mul(scale).reinterpretAsInts();
            kept.blend(0, y.reinterpretAsInts().compare(LT, threshold)).reinterpretAsFloats().intoArray(a, lower + j);
        }
    }
}
