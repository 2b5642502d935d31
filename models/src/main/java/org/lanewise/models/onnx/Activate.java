package org.lanewise.models.onnx;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Tensor;

/**
 * An activation: by the kernels in single precision, by its formula in double.
 *
 * @param activation what the kernels compute, or null where they have no such parameters, as a negative slope
 * @param formula the same in double precision
 */
record Activate(@Nullable Activation activation, DoubleUnaryOperator formula) implements Operator {

    static final Activate SWISH = new Activate(Activation.SWISH, z -> z * sigmoid(z));
    static final Activate HARD_SWISH = new Activate(Activation.HARD_SWISH,
            z -> z * Math.max(0, Math.min(1, z / 6 + 0.5)));
    static final Activate MISH = new Activate(Activation.MISH, z -> z * StrictMath.tanh(softplus(z)));
    static final Activate GELU = new Activate(Activation.GELU,
            z -> z * (1 + ElementWise.erf(z / Math.sqrt(2))) / 2);

    static double sigmoid(double z) {
        return 1 / (1 + StrictMath.exp(-z));
    }

    static double softplus(double z) {
        return Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }

    /** What may be computed by the kernels. */
    @FunctionalInterface
    interface Maker {
        Activation make();
    }

    /** An activation whose parameters the kernels need not take. */
    static Activate of(Maker maker, DoubleUnaryOperator formula) {
        @Nullable
        Activation activation;
        try {
            activation = maker.make();
        } catch (IllegalArgumentException e) {
            activation = null;
        }
        return new Activate(activation, formula);
    }

    @Override
    public List<Tensor> run(Inputs in) {
        Tensor x = in.get(0);
        Activation g = activation;
        if (g == null || x.type() != Tensor.Type.FLOAT || x.size() == 0) {
            return ElementWise.unary(formula).run(in);
        }
        float[] out = new float[Shapes.elements(x.shape())];
        int n = x.rank() == 0 ? 1 : x.dimension(x.rank() - 1);
        in.kernels().activate(g, matrix(Tensors.floats(x), n), matrix(out, n));
        return List.of(Tensor.over(out, x.shape()));
    }

    private static Matrix matrix(float[] values, int columns) {
        return Matrix.view(values, 0, values.length / columns, columns, columns);
    }
}
