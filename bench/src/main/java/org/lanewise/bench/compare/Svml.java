package org.lanewise.bench.compare;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.vector.VectorYardsticks;

/** Activations by the vector math library that comes with the JVM. One thread, whatever is offered. */
final class Svml implements Contender {
    @Override
    public String name() {
        return "svml";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.ACTIVATION);
    }

    @Override
    public void start(int threads) {
        // Nothing to load.
    }

    @Override
    public String description() {
        return "lanewise(EXP) and lanewise(TANH), 1 thread";
    }

    @Override
    public @Nullable Work activation(Activation g, Matrix z) {
        return switch (g.kind()) {
            case SIGMOID, TANH, SWISH -> {
                Matrix a = Matrix.zeros(z.rows(), z.columns());
                yield Work.into(a, () -> VectorYardsticks.activate(g, z.data(), a.data()));
            }
            default -> null;
        };
    }
}
