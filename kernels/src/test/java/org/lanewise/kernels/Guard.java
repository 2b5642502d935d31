package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

/** Remembers the bits of the array behind a matrix, to find out later what has been written. */
final class Guard {
    private final Matrix x;
    private final float[] before;

    private Guard(Matrix x) {
        this.x = x;
        before = x.data().clone();
    }

    static Guard of(Matrix x) {
        return new Guard(x);
    }

    static Guard[] of(Matrix... xs) {
        Guard[] guards = new Guard[xs.length];
        for (int i = 0; i < xs.length; i++) {
            guards[i] = new Guard(xs[i]);
        }
        return guards;
    }

    /** Asserts that the whole array is as it was. */
    void assertUntouched(String name) {
        assertArrayEquals(bits(before), bits(x.data()), () -> name + " was written to");
    }

    /** Asserts that what is not an element of the matrix is as it was. */
    void assertSurroundingsUntouched(String name) {
        float[] now = x.data().clone();
        for (int i = 0; i < x.rows(); i++) {
            if (x.columns() > 0) {
                System.arraycopy(before, x.index(i, 0), now, x.index(i, 0), x.columns());
            }
        }
        assertArrayEquals(bits(before), bits(now), () -> "something around " + name + " was written to");
    }

    private static int[] bits(float[] data) {
        int[] bits = new int[data.length];
        for (int i = 0; i < data.length; i++) {
            bits[i] = Float.floatToRawIntBits(data[i]);
        }
        return bits;
    }
}
