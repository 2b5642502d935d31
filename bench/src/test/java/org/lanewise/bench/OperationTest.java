package org.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

/** The check that every benchmark makes before it is timed: it lets the right result pass and refuses wrong ones. */
class OperationTest {
    private static final int M = 5;
    private static final int N = 70;
    private static final float EPSILON = 1e-3f;

    private final Matrix x = Data.uniform(M, N, 1);
    private final Matrix y = Matrix.zeros(M, 1);

    @Test
    void rightResultPasses() {
        Operation operation = rowSums(kernels -> kernels.rowSums(1, x, 0, y));
        assertDoesNotThrow(() -> operation.check(Kernels.create()));
    }

    @Test
    void differenceBeyondRoundingIsRefused() {
        refused("the naive loops say", kernels -> {
            kernels.rowSums(1, x, 0, y);
            y.set(M - 1, 0, y.get(M - 1, 0) + EPSILON);
        });
    }

    @Test
    void oneBitBetweenTheBackendsIsRefused() {
        refused("on the scalar one", kernels -> {
            kernels.rowSums(1, x, 0, y);
            if (kernels.backend() == Backend.VECTOR) {
                y.set(M - 1, 0, Math.nextUp(y.get(M - 1, 0)));
            }
        });
    }

    @Test
    void elementThatIsNotWrittenIsRefused() {
        refused("NaN", kernels -> kernels.rowSums(1, x.rowRange(1, M), 0, y.rowRange(1, M)));
    }

    @Test
    void nothingWrittenIsRefused() {
        refused("NaN", kernels -> {
        });
    }

    @ParameterizedTest
    @EnumSource
    void benchmarkWithWrongResultIsNotSetUp(Implementation implementation) {
        KernelBenchmark benchmark = new KernelBenchmark() {
            @Override
            Operation operation() {
                return rowSums(kernels -> y.fill(0));
            }
        };
        benchmark.implementation = implementation;
        assertThrows(IllegalStateException.class, benchmark::setUp);
    }

    private void refused(String why, Consumer<Kernels> wrong) {
        IllegalStateException e = assertThrows(IllegalStateException.class,
                () -> rowSums(wrong).check(Kernels.create()));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    }

    private Operation rowSums(Consumer<Kernels> library) {
        return new Operation(y, library, () -> Naive.rowSums(M, N, x.data(), y.data()),
                (i, expected) -> 2 * Operation.gamma(N) * N); // no element of X is above 1
    }
}
