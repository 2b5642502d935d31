package org.lanewise.kernels.internal.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.lanewise.kernels.internal.scalar.ScalarMath.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import org.lanewise.kernels.internal.scalar.ScalarMath;

/**
 * The functions of {@link ScalarMath} on whole vectors: the same operations in the same order, so the same bits on any
 * lane width. The formulas, their bounds and their special values are explained there, once.
 *
 * <p>Every method is small and has no branches, for the JIT to inline it into the loop that calls it and to keep the
 * constants in registers.
 */
final class VectorMath {
    private VectorMath() {
    }

    /** {@code eˣ}, see {@link ScalarMath#exp}. */
    static FloatVector exp(FloatVector x) {
        FloatVector v = x.blend(EXP_MIN, x.compare(LT, EXP_MIN));
        FloatVector rounded = minBits(v.fma(all(LOG2_E), all(EXP_ROUNDER)), EXP_ROUNDED_MAX);
        FloatVector r = reduce(v, rounded.sub(EXP_ROUNDER));
        IntVector bits = rounded.reinterpretAsInts();
        IntVector half = bits.lanewise(LSHR, 1);
        FloatVector scale = power(half);
        FloatVector y = expSlope(r).fma(r.mul(scale), scale);
        return y.mul(power(bits.sub(half)));
    }

    /** {@code eˣ} for {@code x ≤ 0}, see {@link ScalarMath#expNonPositive}. */
    static FloatVector expNonPositive(FloatVector x) {
        FloatVector v = x.blend(EXP_MIN, x.compare(LT, EXP_MIN));
        FloatVector rounded = v.fma(all(LOG2_E), all(EXP_NON_POSITIVE_ROUNDER));
        FloatVector r = reduce(v, rounded.sub(EXP_NON_POSITIVE_ROUNDER));
        FloatVector scale = power(rounded.reinterpretAsInts());
        return expSlope(r).fma(r.mul(scale), scale).mul(EXP_NON_POSITIVE_SCALE);
    }

    /** x − n·ln 2. */
    private static FloatVector reduce(FloatVector x, FloatVector n) {
        return n.fma(all(-LN2_LO), n.fma(all(-LN2_HI), x));
    }

    /** (eʳ − 1) / r. */
    private static FloatVector expSlope(FloatVector r) {
        FloatVector q = all(E6).fma(r, all(E5));
        q = q.fma(r, all(E4));
        q = q.fma(r, all(E3));
        q = q.fma(r, all(E2));
        return q.fma(r, all(1));
    }

    /** {@code 1 / (1 + e⁻ˣ)}, see {@link ScalarMath#sigmoid}. */
    static FloatVector sigmoid(FloatVector x) {
        FloatVector v = x.blend(SIGMOID_MAX, x.compare(GT, SIGMOID_MAX));
        return all(LOGISTIC_SCALE).div(logisticDenominator(v));
    }

    /** {@code x / (1 + e⁻ˣ)}, see {@link ScalarMath#swish}. */
    static FloatVector swish(FloatVector x) {
        FloatVector v = x.blend(SWISH_MIN, x.compare(LT, SWISH_MIN));
        FloatVector y = v.div(logisticDenominator(v)).mul(LOGISTIC_SCALE);
        return y.blend(x, x.compare(GT, SWISH_MAX));
    }

    /** {@code G·(1 + e⁻ˣ)}, see {@link ScalarMath}. */
    private static FloatVector logisticDenominator(FloatVector x) {
        FloatVector rounded = minBits(x.fma(all(-LOG2_E), all(LOGISTIC_ROUNDER)), LOGISTIC_ROUNDED_MAX);
        FloatVector n = rounded.sub(LOGISTIC_ROUNDER);
        FloatVector r = n.fma(all(LN2_LO), n.fma(all(LN2_HI), x));
        FloatVector r2 = r.mul(r);
        FloatVector q = all(-E6).fma(r2, r.fma(all(E5), all(-E4)));
        q = q.fma(r2, r.fma(all(E3), all(-E2)));
        FloatVector s = q.fma(r2, r);
        FloatVector power = power(rounded.reinterpretAsInts());
        FloatVector sum = power.add(LOGISTIC_SCALE);
        FloatVector excess = sum.sub(power).sub(LOGISTIC_SCALE);
        return sum.sub(s.fma(power, excess));
    }

    /** {@code tanh x}, see {@link ScalarMath#tanh}. */
    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector large = tanhLarge(minBits(a, TANH_MAX));
        return withSign(tanhSmall(x).blend(large, a.compare(GT, TANH_SPLIT)), x);
    }

    /** tanh x for |x| up to {@link ScalarMath#TANH_SPLIT}, but for −0. */
    private static FloatVector tanhSmall(FloatVector x) {
        FloatVector x2 = x.mul(x);
        FloatVector p = all(T9).fma(x2, all(T7));
        p = p.fma(x2, all(T5));
        p = p.fma(x2, all(T3));
        return p.mul(x2).fma(x, x);
    }

    /** tanh x for x from {@link ScalarMath#TANH_SPLIT} to {@link ScalarMath#TANH_MAX}. */
    private static FloatVector tanhLarge(FloatVector x) {
        FloatVector rounded = x.fma(all(2 * LOG2_E), all(TANH_ROUNDER));
        FloatVector n = rounded.sub(TANH_ROUNDER);
        FloatVector r = n.fma(all(-LN2_HI / 2), x);
        FloatVector r2 = r.mul(r);
        FloatVector q = all(32 * E6).fma(r2, r.fma(all(16 * E5), all(8 * E4)));
        q = q.fma(r2, r.fma(all(4 * E3), all(2 * E2)));
        FloatVector s = q.fma(r2, r);
        FloatVector power = power(rounded.reinterpretAsInts());
        FloatVector denominator = s.fma(power, power.fma(all(0.5f), all(0.5f)));
        return all(1).sub(all(1).div(denominator));
    }

    /** {@code ln x}, see {@link ScalarMath#log}. */
    static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
        IntVector offset = x.blend(x.mul(0x1p25f), subnormal).reinterpretAsInts().sub(SQRT_HALF_BITS);
        FloatVector z = offset.and(MANTISSA_BITS).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1);
        FloatVector minusK = all(ROUNDER).blend(ROUNDER + 25, subnormal).sub(roundedExponent(offset));
        FloatVector y = minusK.fma(all(-LN2_HI), log1pReduced(z));
        y = x.blend(y, x.compare(LT, Float.POSITIVE_INFINITY));
        y = y.blend(Float.NaN, x.compare(LT, 0));
        return y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0));
    }

    /** {@code ln(1 + u)}, see {@link ScalarMath#log1p}. */
    static FloatVector log1p(FloatVector u) {
        VectorMask<Float> large = u.compare(GT, LOG1P_LARGE);
        FloatVector v = u.blend(u.mul(0x1p-32f), large);
        FloatVector one = all(1).blend(0, large);
        IntVector offset = v.add(one).reinterpretAsInts().sub(SQRT_HALF_BITS);
        IntVector scaleBits = IntVector.broadcast(Lanes.I, ONE_BITS).sub(offset.and(~MANTISSA_BITS));
        FloatVector scale = scaleBits.reinterpretAsFloats();
        FloatVector z = v.fma(scale, one.fma(scale, all(-1)));
        FloatVector minusK = all(ROUNDER).blend(ROUNDER - 32, large).sub(roundedExponent(offset));
        FloatVector y = withSign(minusK.fma(all(-LN2_HI), log1pReduced(z)), u);
        y = u.blend(y, u.compare(LT, Float.POSITIVE_INFINITY));
        y = y.blend(Float.NaN, u.compare(LT, -1));
        return y.blend(Float.NEGATIVE_INFINITY, u.compare(EQ, -1));
    }

    /** ln(1 + z) for 1 + z from √½ to √2. */
    private static FloatVector log1pReduced(FloatVector z) {
        FloatVector z2 = z.mul(z);
        FloatVector low = z.fma(all(L5), all(L4)).fma(z2, z.fma(all(L3), all(L2)));
        FloatVector high = all(L10).fma(z2, z.fma(all(L9), all(L8)));
        high = high.fma(z2, z.fma(all(L7), all(L6)));
        return high.fma(z2.mul(z2), low).fma(z2, z);
    }

    /** {@link ScalarMath#ROUNDER} + k, where k is the exponent in the distance of a float's bits from those of √½. */
    private static FloatVector roundedExponent(IntVector offset) {
        return offset.lanewise(ASHR, EXPONENT_SHIFT).add(ROUNDER_BITS).reinterpretAsFloats();
    }

    /** The float whose exponent is in the low bits. */
    private static FloatVector power(IntVector bits) {
        return bits.lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
    }

    /** A value that has the sign of x already, unless it is +0 in place of −0. */
    private static FloatVector withSign(FloatVector value, FloatVector x) {
        return x.reinterpretAsInts().and(SIGN_BIT).or(value.reinterpretAsInts()).reinterpretAsFloats();
    }

    /** The smaller of a value and a positive limit, by their bits. */
    private static FloatVector minBits(FloatVector value, float limit) {
        return value.reinterpretAsInts().min(Float.floatToRawIntBits(limit)).reinterpretAsFloats();
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(Lanes.F, value);
    }
}
