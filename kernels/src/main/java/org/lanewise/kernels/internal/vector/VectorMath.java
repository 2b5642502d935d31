package org.lanewise.kernels.internal.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.lanewise.kernels.internal.scalar.ScalarMath.*;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.I;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import org.lanewise.kernels.internal.scalar.ScalarMath;

/**
 * The functions of {@link ScalarMath} over runs of arrays, {@code y = f(x)}: the same operations in the same order, so
 * the same bits on any lane width. The formulas, their bounds and their special values are explained there, once.
 *
 * <p>Each function computes as many elements of a run of n as fill whole vectors, and returns how many these are; y may
 * be x. Each is one method that calls nothing but the Vector API, though some lines stand here twice: the JIT stops
 * inlining methods like ours when a compilation has grown large, wherever that happens to be, and a vector that crosses
 * a call becomes an object. The methods of the Vector API it always inlines.
 */
final class VectorMath {
    private VectorMath() {
    }

    /** {@code eˣ} for {@code x ≤ 0}, see {@link ScalarMath#expNonPositive}. */
    static int expNonPositive(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector xi = fromArray(F, x, xo + i);
            FloatVector v = xi.blend(EXP_MIN, xi.compare(LT, EXP_MIN));
            FloatVector rounded = v.fma(broadcast(F, LOG2_E), broadcast(F, EXP_NON_POSITIVE_ROUNDER));
            FloatVector k = rounded.sub(EXP_NON_POSITIVE_ROUNDER);
            FloatVector r = k.fma(broadcast(F, -LN2_LO), k.fma(broadcast(F, -LN2_HI), v));
            FloatVector q = broadcast(F, E6).fma(r, broadcast(F, E5));
            q = q.fma(r, broadcast(F, E4));
            q = q.fma(r, broadcast(F, E3));
            q = q.fma(r, broadcast(F, E2));
            q = q.fma(r, broadcast(F, 1));
            FloatVector scale = rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            q.fma(r.mul(scale), scale).mul(EXP_NON_POSITIVE_SCALE).intoArray(y, yo + i);
        }
        return i;
    }

    /** {@code 1 / (1 + e⁻ˣ)}, see {@link ScalarMath#sigmoid}. */
    static int sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector xi = fromArray(F, x, xo + i);
            FloatVector v = xi.blend(SIGMOID_MAX, xi.compare(GT, SIGMOID_MAX));
            // The denominator, as in swish.
            IntVector bits = v.fma(broadcast(F, -LOG2_E), broadcast(F, LOGISTIC_ROUNDER)).reinterpretAsInts()
                    .min(LOGISTIC_ROUNDED_MAX_BITS);
            FloatVector k = bits.reinterpretAsFloats().sub(LOGISTIC_ROUNDER);
            FloatVector r = k.fma(broadcast(F, LN2_LO), k.fma(broadcast(F, LN2_HI), v));
            FloatVector r2 = r.mul(r);
            FloatVector q = broadcast(F, -E6).fma(r2, r.fma(broadcast(F, E5), broadcast(F, -E4)));
            q = q.fma(r2, r.fma(broadcast(F, E3), broadcast(F, -E2)));
            FloatVector s = q.fma(r2, r);
            FloatVector power = bits.lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector sum = power.add(LOGISTIC_SCALE);
            FloatVector excess = sum.sub(power).sub(LOGISTIC_SCALE);
            FloatVector denominator = sum.sub(s.fma(power, excess));
            broadcast(F, LOGISTIC_SCALE).div(denominator).intoArray(y, yo + i);
        }
        return i;
    }

    /** {@code x / (1 + e⁻ˣ)}, see {@link ScalarMath#swish}. */
    static int swish(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector xi = fromArray(F, x, xo + i);
            FloatVector v = xi.blend(SWISH_MIN, xi.compare(LT, SWISH_MIN));
            // The denominator, as in sigmoid.
            IntVector bits = v.fma(broadcast(F, -LOG2_E), broadcast(F, LOGISTIC_ROUNDER)).reinterpretAsInts()
                    .min(LOGISTIC_ROUNDED_MAX_BITS);
            FloatVector k = bits.reinterpretAsFloats().sub(LOGISTIC_ROUNDER);
            FloatVector r = k.fma(broadcast(F, LN2_LO), k.fma(broadcast(F, LN2_HI), v));
            FloatVector r2 = r.mul(r);
            FloatVector q = broadcast(F, -E6).fma(r2, r.fma(broadcast(F, E5), broadcast(F, -E4)));
            q = q.fma(r2, r.fma(broadcast(F, E3), broadcast(F, -E2)));
            FloatVector s = q.fma(r2, r);
            FloatVector power = bits.lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector sum = power.add(LOGISTIC_SCALE);
            FloatVector excess = sum.sub(power).sub(LOGISTIC_SCALE);
            FloatVector denominator = sum.sub(s.fma(power, excess));
            FloatVector quotient = v.div(denominator).mul(LOGISTIC_SCALE);
            quotient.blend(xi, xi.compare(GT, SWISH_MAX)).intoArray(y, yo + i);
        }
        return i;
    }

    /** {@code tanh x}, see {@link ScalarMath#tanh}. */
    static int tanh(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector xi = fromArray(F, x, xo + i);
            FloatVector magnitude = xi.abs();

            FloatVector x2 = xi.mul(xi);
            FloatVector p = broadcast(F, T9).fma(x2, broadcast(F, T7));
            p = p.fma(x2, broadcast(F, T5));
            p = p.fma(x2, broadcast(F, T3));
            FloatVector small = p.mul(x2).fma(xi, xi);

            FloatVector v = magnitude.reinterpretAsInts().min(TANH_MAX_BITS).reinterpretAsFloats();
            FloatVector rounded = v.fma(broadcast(F, 2 * LOG2_E), broadcast(F, TANH_ROUNDER));
            FloatVector k = rounded.sub(TANH_ROUNDER);
            FloatVector r = k.fma(broadcast(F, -LN2_HI / 2), v);
            FloatVector r2 = r.mul(r);
            FloatVector q = broadcast(F, 32 * E6).fma(r2, r.fma(broadcast(F, 16 * E5), broadcast(F, 8 * E4)));
            q = q.fma(r2, r.fma(broadcast(F, 4 * E3), broadcast(F, 2 * E2)));
            FloatVector s = q.fma(r2, r);
            FloatVector power = rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector denominator = s.fma(power, power.fma(broadcast(F, 0.5f), broadcast(F, 0.5f)));
            FloatVector large = broadcast(F, 1).sub(broadcast(F, 1).div(denominator));

            FloatVector value = small.blend(large, magnitude.compare(GT, TANH_SPLIT));
            IntVector sign = xi.reinterpretAsInts().and(SIGN_BIT);
            sign.or(value.reinterpretAsInts()).reinterpretAsFloats().intoArray(y, yo + i);
        }
        return i;
    }

    /** {@code ln x}, see {@link ScalarMath#log}. */
    static int log(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector xi = fromArray(F, x, xo + i);
            VectorMask<Float> subnormal = xi.compare(LT, Float.MIN_NORMAL);
            IntVector offset = xi.blend(xi.mul(0x1p25f), subnormal).reinterpretAsInts().sub(SQRT_HALF_BITS);
            FloatVector z = offset.and(MANTISSA_BITS).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1);
            FloatVector rounded = offset.lanewise(ASHR, EXPONENT_SHIFT).add(ROUNDER_BITS).reinterpretAsFloats();
            FloatVector minusK = broadcast(F, ROUNDER).blend(ROUNDER + 25, subnormal).sub(rounded);
            // ln(1 + z), as in log1p.
            FloatVector z2 = z.mul(z);
            FloatVector low = z.fma(broadcast(F, L5), broadcast(F, L4)).fma(z2,
                    z.fma(broadcast(F, L3), broadcast(F, L2)));
            FloatVector high = broadcast(F, L10).fma(z2, z.fma(broadcast(F, L9), broadcast(F, L8)));
            high = high.fma(z2, z.fma(broadcast(F, L7), broadcast(F, L6)));
            FloatVector reduced = high.fma(z2.mul(z2), low).fma(z2, z);
            FloatVector value = minusK.fma(broadcast(F, -LN2_HI), reduced);
            value = xi.blend(value, xi.compare(LT, Float.POSITIVE_INFINITY));
            value = value.blend(Float.NaN, xi.compare(LT, 0));
            value.blend(Float.NEGATIVE_INFINITY, xi.compare(EQ, 0)).intoArray(y, yo + i);
        }
        return i;
    }

    /** {@code ln(1 + u)}, see {@link ScalarMath#log1p}. */
    static int log1p(float[] u, int uo, float[] y, int yo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector ui = fromArray(F, u, uo + i);
            VectorMask<Float> large = ui.compare(GT, LOG1P_LARGE);
            FloatVector v = ui.blend(ui.mul(0x1p-32f), large);
            FloatVector one = broadcast(F, 1).blend(0, large);
            IntVector offset = v.add(one).reinterpretAsInts().sub(SQRT_HALF_BITS);
            FloatVector rounded = offset.lanewise(ASHR, EXPONENT_SHIFT).add(ROUNDER_BITS).reinterpretAsFloats();
            FloatVector scale = IntVector.broadcast(I, ONE_BITS).sub(offset.and(~MANTISSA_BITS)).reinterpretAsFloats();
            FloatVector z = v.fma(scale, one.fma(scale, broadcast(F, -1)));
            FloatVector minusK = broadcast(F, ROUNDER).blend(ROUNDER - 32, large).sub(rounded);
            // ln(1 + z), as in log.
            FloatVector z2 = z.mul(z);
            FloatVector low = z.fma(broadcast(F, L5), broadcast(F, L4)).fma(z2,
                    z.fma(broadcast(F, L3), broadcast(F, L2)));
            FloatVector high = broadcast(F, L10).fma(z2, z.fma(broadcast(F, L9), broadcast(F, L8)));
            high = high.fma(z2, z.fma(broadcast(F, L7), broadcast(F, L6)));
            FloatVector reduced = high.fma(z2.mul(z2), low).fma(z2, z);
            IntVector sign = ui.reinterpretAsInts().and(SIGN_BIT);
            FloatVector value = sign.or(minusK.fma(broadcast(F, -LN2_HI), reduced).reinterpretAsInts())
                    .reinterpretAsFloats();
            value = ui.blend(value, ui.compare(LT, Float.POSITIVE_INFINITY));
            value = value.blend(Float.NaN, ui.compare(LT, -1));
            value.blend(Float.NEGATIVE_INFINITY, ui.compare(EQ, -1)).intoArray(y, yo + i);
        }
        return i;
    }
}
