package org.lanewise.bench.compare;

import org.lanewise.kernels.Matrix;

/** A computation that is ready to be timed: its data lie where it wants them. */
public interface Work extends AutoCloseable {

    /** Computes again and again. */
    void run(int times);

    /** The result of the last computation, row by row. */
    float[] result();

    /** Frees what it holds outside of the heap. */
    @Override
    default void close() {
        // Nothing, unless a class says otherwise.
    }

    /** Work that leaves its result in a matrix. */
    static Work into(Matrix result, Runnable computation) {
        return new Work() {
            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    computation.run();
                }
            }

            @Override
            public float[] result() {
                return result.toArray();
            }
        };
    }
}
