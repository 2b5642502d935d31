package org.lanewise.kernels.internal.scalar;

import static org.lanewise.kernels.internal.scalar.Fma.fma;

/**
 * The formulas of both backends, one element at a time: elementary functions, activations with their gradients, what the
 * costs do with each element, and the updates of parameters.
 *
 * <p>Each is written once, here. The build writes the same operations in the same order on whole vectors, a loop over a
 * run of an array for every formula that is public (docs/adr/0007), so both backends give the same bits on any
 * machine. That is why there is nothing here but +, −, ×, ÷, √, fma, comparisons and moves of bits, and no branch: a
 * condition chooses between two values that are both computed.
 *
 * <p>A formula of an activation has the name of its {@link org.lanewise.kernels.Activation.Kind}, and takes z and what
 * the activation is made with; its gradient takes what was kept from the forward pass, z or a, and dA.
 *
 * <p>A formula of an {@link org.lanewise.kernels.UpdateRule.Kind} has its name and gives the new parameter w. Those that
 * begin with its name give the new moments before that, adamM the new m, in the order in which they stand here; each
 * formula sees what those before it gave. They make one loop together.
 * Of all of them: where the new moment overflows, it is infinite and stays so; a NaN of g, or of a moment, goes to all
 * that depends on it; subnormal numbers are numbers like others.
 *
 * <p>The polynomials are minimax fits of the relative error of the whole function, made for this class; each
 * coefficient was rounded to a float before the ones after it were fitted again. The bounds are for errors against
 * {@code double} arithmetic, in units in the last place of the exact result, subnormal ones included. Where the largest
 * one is told as found, it is that of all 2³² floats; the others were found on a sample, which the tests take, and have a
 * margin.
 */
public final class Formulas {

    /**
     * 1.5·2²³. Adding it to a float of magnitude below 2²² rounds that to an integer, which is left in the low bits of
     * the sum; subtracting it again gives the integer as a float. A shift by {@link #EXPONENT_SHIFT} makes the low bits
     * the exponent of a float: 2 to the power of that integer, if the bias of 127 was added too.
     */
    public static final float ROUNDER = 0x1.8p23f;
    /** Bits of a float below its exponent. */
    public static final int EXPONENT_SHIFT = 23;
    /** The mantissa's bits of a float. */
    public static final int MANTISSA_BITS = 0x007fffff;
    /** The sign's bit of a float. */
    public static final int SIGN_BIT = 0x80000000;
    /** The bits of 1: only the bias of the exponent. */
    public static final int ONE_BITS = 0x3f800000;
    /** The bits of {@link #ROUNDER}: adding a small integer to them adds it to the float. */
    public static final int ROUNDER_BITS = 0x4b400000;

    /** {@link #ROUNDER} with the bias of the exponent. */
    public static final float BIASED_ROUNDER = ROUNDER + 127;

    /** log₂e. */
    public static final float LOG2_E = 0x1.715476p0f;
    /** ln 2 rounded to a float: close enough by chance that some formulas need no {@link #LN2_LO}. */
    public static final float LN2_HI = 0x1.62e430p-1f;
    /** ln 2 − {@link #LN2_HI}. */
    public static final float LN2_LO = -0x1.05c610p-29f;

    /** eʳ = 1 + r + r²·(E2 + E3·r + … + E6·r⁴) on |r| ≤ ln 2 / 2, with a relative error of 3·10⁻⁹. */
    public static final float E2 = 0x1.fffffcp-2f;
    /** See {@link #E2}. */
    public static final float E3 = 0x1.555492p-3f;
    /** See {@link #E2}. */
    public static final float E4 = 0x1.5558b0p-5f;
    /** See {@link #E2}. */
    public static final float E5 = 0x1.12399cp-7f;
    /** See {@link #E2}. */
    public static final float E6 = 0x1.6a4ecap-10f;

    /** Below it eˣ is 0. */
    public static final float EXP_MIN = -104;
    /** From here on eˣ is too large for a float. */
    public static final float EXP_MAX = 89;
    /** {@link #expScaled} holds 2⁶⁴·eˣ, which is no subnormal where eˣ may be one. */
    public static final float EXP_SCALED_ROUNDER = BIASED_ROUNDER + 64;
    /** Takes the 2⁶⁴ back. */
    public static final float EXP_SCALE = 0x1p-64f;
    /** Holds 2⁻⁶⁴·eˣ, which is finite where eˣ may not be. */
    public static final float EXP_POSITIVE_ROUNDER = BIASED_ROUNDER - 64;
    /** Takes the 2⁻⁶⁴ back. */
    public static final float EXP_POSITIVE_SCALE = 0x1p64f;
    /** From here down eˣ − 1 is −1; limiting x to it keeps 2ᵏ a normal number. */
    public static final float EXPM1_MIN = -18;

    /**
     * 2⁻⁴⁰, the scale of {@link #logisticDenominator}: at this height 1 + e⁻ᶻ does not overflow before 1 / (1 + e⁻ᶻ) is
     * 0.
     */
    public static final float LOGISTIC_SCALE = 0x1p-40f;
    /** {@link #ROUNDER} with the bias of the exponent and the scale. */
    public static final float LOGISTIC_ROUNDER = ROUNDER + 127 - 40;
    /** Limits k to 160. */
    public static final int LOGISTIC_ROUNDED_MAX_BITS = Float.floatToRawIntBits(LOGISTIC_ROUNDER + 160);
    /**
     * From 17.4 on the sigmoid is 1, from 20 on the slope of swish; limiting z to a little more keeps 2ᵏ a normal number.
     */
    public static final float LOGISTIC_MAX = 30;
    /** Below −108.7 swish is −0; limiting z to a little less keeps −∞ from becoming NaN. */
    public static final float SWISH_MIN = -110;
    /** From 17.4 on swish is z. */
    public static final float SWISH_MAX = 20;

    /** Up to here tanh is a polynomial, above it is 1 − 2 / (e²ˣ + 1). */
    public static final float TANH_SPLIT = 0.55f;
    /** From 9.02 on tanh is 1; limiting |z| to 10 keeps 2ᵏ a normal number. */
    public static final int TANH_MAX_BITS = Float.floatToRawIntBits(10);
    /** tanh z = z + z³·(T3 + T5·z² + T7·z⁴ + T9·z⁶) up to {@link #TANH_SPLIT}, with a relative error of 4·10⁻⁸. */
    public static final float T3 = -0x1.555452p-2f;
    /** See {@link #T3}. */
    public static final float T5 = 0x1.10cef0p-3f;
    /** See {@link #T3}. */
    public static final float T7 = -0x1.af7d36p-5f;
    /** See {@link #T3}. */
    public static final float T9 = 0x1.0d5176p-6f;

    /** The bits of √½: the mantissa that a logarithm reduces to runs from here to twice this. */
    public static final int SQRT_HALF_BITS = 0x3f3504f3;
    /** ln(1 + z) = z + z²·(L2 + L3·z + … + L10·z⁸) on √½ ≤ 1 + z ≤ √2, with a relative error of 4·10⁻⁹. */
    public static final float L2 = -0x1.fffff8p-2f;
    /** See {@link #L2}. */
    public static final float L3 = 0x1.555550p-2f;
    /** See {@link #L2}. */
    public static final float L4 = -0x1.000438p-2f;
    /** See {@link #L2}. */
    public static final float L5 = 0x1.99a41cp-3f;
    /** See {@link #L2}. */
    public static final float L6 = -0x1.5423e8p-3f;
    /** See {@link #L2}. */
    public static final float L7 = 0x1.226c84p-3f;
    /** See {@link #L2}. */
    public static final float L8 = -0x1.0f5208p-3f;
    /** See {@link #L2}. */
    public static final float L9 = 0x1.087500p-3f;
    /** See {@link #L2}. */
    public static final float L10 = -0x1.381390p-4f;
    /** λ of SELU. */
    public static final float SELU_SCALE = 1.0507010f;
    /** λ·α of SELU, of which its least values are the negative; α is 1.6732632. */
    public static final float SELU_LIMIT = 1.7580993f;

    /** Below −108.7 mish and its slope are −0; limiting z to a little less keeps −∞ from becoming NaN. */
    public static final float MISH_MIN = -112;
    /** From 12.5 on mish is z, from 15 on its slope is 1; limiting z keeps e⁻ᶻ from becoming NaN. */
    public static final float MISH_MAX = 40;

    /** From here down GELU and its slope are −0, and above the negative of it they are z and 1. */
    public static final float GELU_MIN = -15;
    /** The negative of {@link #GELU_MIN}. */
    public static final float GELU_MAX = 15;
    /** 1 / √(2π), the density of the normal distribution at 0. */
    public static final float DENSITY_AT_0 = 0x1.988454p-2f;
    /** Up to here Φ(−x) is a polynomial, above it is e^(−x²/2)·q. */
    public static final float NORMAL_SPLIT = 1;
    /** Φ(−x) = ½ − x·(N0 + N1·x² + … + N5·x¹⁰) up to {@link #NORMAL_SPLIT}, with a relative error of 3·10⁻⁹. */
    public static final float N0 = 0x1.988454p-2f;
    /** See {@link #N0}. */
    public static final float N1 = -0x1.105862p-4f;
    /** See {@link #N0}. */
    public static final float N2 = 0x1.46d558p-7f;
    /** See {@link #N0}. */
    public static final float N3 = -0x1.376eacp-10f;
    /** See {@link #N0}. */
    public static final float N4 = 0x1.e26c9p-14f;
    /** See {@link #N0}. */
    public static final float N5 = -0x1.122046p-17f;
    /**
     * With t = 1 / (1 + MILLS_T·x), e^(x²/2)·Φ(−x) = t·(M0 + M1·t + … + M8·t⁸) from {@link #NORMAL_SPLIT} to
     * 14.5, with a relative error of 3·10⁻⁹; beyond it nothing is left.
     */
    public static final float MILLS_T = 0.375f;
    /** See {@link #MILLS_T}. */
    public static final float M0 = 0x1.32612cp-3f;
    /** See {@link #MILLS_T}. */
    public static final float M1 = 0x1.329fcp-3f;
    /** See {@link #MILLS_T}. */
    public static final float M2 = 0x1.0454b8p-3f;
    /** See {@link #MILLS_T}. */
    public static final float M3 = 0x1.8c676cp-4f;
    /** See {@link #MILLS_T}. */
    public static final float M4 = -0x1.a91688p-7f;
    /** See {@link #MILLS_T}. */
    public static final float M5 = 0x1.c3520ap-4f;
    /** See {@link #MILLS_T}. */
    public static final float M6 = -0x1.09298cp-2f;
    /** See {@link #MILLS_T}. */
    public static final float M7 = 0x1.7986d2p-3f;
    /** See {@link #MILLS_T}. */
    public static final float M8 = -0x1.778d54p-5f;

    /** Below it GELU by tanh and its slope are −0; with a smaller z what the slope divides would overflow. */
    public static final float GELU_TANH_MIN = -10.92f;
    /** From 5.1 on GELU by tanh is z, from 5.6 on its slope is 1. */
    public static final float GELU_TANH_MAX = 6;
    /**
     * 2·√(2 / π), the linear coefficient of twice what GELU by tanh takes the tanh of, as a multiple of 2⁻²⁰: so its
     * difference to a float from 1 to 16 is exact.
     */
    public static final float GELU_TANH_1_HI = 0x1.98845p0f;
    /** The rest of {@link #GELU_TANH_1_HI}. */
    public static final float GELU_TANH_1_LO = 0x1.9ea1b2p-23f;
    /** 0.044715·2·√(2 / π), the cubic coefficient. */
    public static final float GELU_TANH_3_HI = 0x1.2444f2p-4f;
    /** The rest of {@link #GELU_TANH_3_HI}. */
    public static final float GELU_TANH_3_LO = 0x1.49b16ap-29f;

    /** From here on log1p u is ln u, and u has to be made smaller for 2⁻ᵏ to be a normal number. */
    public static final float LOG1P_LARGE = 0x1p64f;

    private Formulas() {
    }

    /**
     * {@code eˣ} for {@code x ≤ 0}, within 0.90 ULP (found 0.8914 at −5.8486).
     *
     * <p>x = k·ln 2 + r with an integer k and |r| ≤ ln 2 / 2, and eˣ = 2ᵏ·(1 + r·w) with w = (eʳ − 1) / r. 2ᵏ never
     * overflows, so that a constant factor keeps it a normal number.
     *
     * @param x the exponent, at most 0 or NaN; the result for anything else is not defined
     * @return 1 for ±0 and subnormal x, +0 below −103.97 and for −∞, NaN for NaN
     */
    static float expNonPositive(float x) {
        float v = x < EXP_MIN ? EXP_MIN : x;
        return expScaled(v) * EXP_SCALE;
    }

    /** {@code 2⁶⁴·eᵛ} for v from −130 to 0. */
    private static float expScaled(float v) {
        float rounded = expRounded(v);
        return expOf(expReduced(v, rounded - EXP_SCALED_ROUNDER), rounded);
    }

    /** {@link #EXP_SCALED_ROUNDER} + k. */
    private static float expRounded(float v) {
        return fma(v, LOG2_E, EXP_SCALED_ROUNDER);
    }

    /** {@code r = v − k·ln 2}. */
    private static float expReduced(float v, float k) {
        return fma(k, -LN2_LO, fma(k, -LN2_HI, v));
    }

    /** {@code eʳ} times the power of two whose exponent is in the low bits of what was rounded. */
    private static float expOf(float r, float rounded) {
        float scale = power(Float.floatToRawIntBits(rounded));
        return fma(expSlope(r), r * scale, scale);
    }

    /** (eʳ − 1) / r. Multiplying by r at the end costs less precision than adding r there. */
    private static float expSlope(float r) {
        float q = fma(E6, r, E5);
        q = fma(q, r, E4);
        q = fma(q, r, E3);
        q = fma(q, r, E2);
        return fma(q, r, 1);
    }

    /**
     * {@code eˣ − 1} for {@code x ≤ 0}, within 1.1 ULP.
     *
     * <p>2ᵏ·(eʳ − 1) + (2ᵏ − 1), rounded once: the difference of powers is exact, and 0 where x is small.
     *
     * @param x the exponent, at most 0 or NaN; the result for anything else is not defined
     * @return x for ±0 and subnormal x, −1 below −17.33 and for −∞, NaN for NaN
     */
    static float expm1NonPositive(float x) {
        float v = x < EXPM1_MIN ? EXPM1_MIN : x;
        float rounded = fma(v, LOG2_E, BIASED_ROUNDER);
        float r = fma(rounded - BIASED_ROUNDER, -LN2_HI, v);
        float r2 = r * r;
        float q = fma(E6, r2, fma(E5, r, E4));
        q = fma(q, r2, fma(E3, r, E2));
        float power = power(Float.floatToRawIntBits(rounded));
        return withSign(fma(fma(q, r2, r), power, power - 1), x);
    }

    /**
     * {@code ln x}, the natural logarithm, within 1 ULP (found 0.9939 at 1.5601).
     *
     * <p>x = 2ᵏ·(1 + z) with 1 + z from √½ to √2, and ln x = k·ln 2 + ln(1 + z). Subnormal x are multiplied by 2²⁵
     * first.
     *
     * @param x the argument
     * @return −∞ for ±0, +∞ for +∞, NaN for NaN and below 0
     */
    public static float log(float x) {
        boolean subnormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p25f : x);
        int offset = bits - SQRT_HALF_BITS;
        float z = Float.intBitsToFloat((offset & MANTISSA_BITS) + SQRT_HALF_BITS) - 1;
        float rounded = roundedExponent(offset);
        float minusK = (subnormal ? ROUNDER + 25 : ROUNDER) - rounded;
        float reduced = log1pReduced(z);
        float y = fma(minusK, -LN2_HI, reduced);
        y = x < Float.POSITIVE_INFINITY ? y : x;
        y = x < 0 ? Float.NaN : y;
        return x == 0 ? Float.NEGATIVE_INFINITY : y;
    }

    /**
     * {@code ln(1 + u)}, within 1.57 ULP (found 1.5676 at 0.41590).
     *
     * <p>2ᵏ is taken from the rounded 1 + u, but z = 2⁻ᵏ·u + (2⁻ᵏ − 1) from u itself: for small u nothing of it is
     * lost, for others the fma rounds once. Large u are first divided by 2³², where the 1 does not count any more.
     *
     * @param u the argument
     * @return u for ±0 and subnormal u, −∞ for −1, +∞ for +∞, NaN for NaN and below −1
     */
    static float log1p(float u) {
        boolean large = u > LOG1P_LARGE;
        float v = large ? u * 0x1p-32f : u;
        float one = large ? 0 : 1;
        int offset = Float.floatToRawIntBits(v + one) - SQRT_HALF_BITS;
        float scale = Float.intBitsToFloat(ONE_BITS - (offset & ~MANTISSA_BITS));
        float z = fma(v, scale, fma(one, scale, -1));
        float rounded = roundedExponent(offset);
        float minusK = (large ? ROUNDER - 32 : ROUNDER) - rounded;
        float reduced = log1pReduced(z);
        float y = withSign(fma(minusK, -LN2_HI, reduced), u);
        y = u < Float.POSITIVE_INFINITY ? y : u;
        y = u < -1 ? Float.NaN : y;
        return u == -1 ? Float.NEGATIVE_INFINITY : y;
    }

    /** ln(1 + z) for √½ ≤ 1 + z ≤ √2; −0 for −0. */
    private static float log1pReduced(float z) {
        float z2 = z * z;
        float low = fma(fma(L5, z, L4), z2, fma(L3, z, L2));
        float high = fma(L10, z2, fma(L9, z, L8));
        high = fma(high, z2, fma(L7, z, L6));
        return fma(fma(high, z2 * z2, low), z2, z);
    }

    /** {@link #ROUNDER} + k, where k is the exponent in the distance of a float's bits from those of √½. */
    private static float roundedExponent(int offset) {
        return Float.intBitsToFloat((offset >> EXPONENT_SHIFT) + ROUNDER_BITS);
    }

    /** The float whose exponent is in the low bits. */
    private static float power(int bits) {
        return Float.intBitsToFloat(bits << EXPONENT_SHIFT);
    }

    /** A value that has the sign of x already, unless it is +0 in place of −0. */
    private static float withSign(float value, float x) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(x) & SIGN_BIT) | Float.floatToRawIntBits(value));
    }

    /** 1 with the sign of x. */
    private static float sign(float x) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(x) & SIGN_BIT) | ONE_BITS);
    }

    /** The smaller of a value and a positive limit; one instruction, but it makes the limit of a positive NaN. */
    private static float minBits(float value, int limit) {
        return Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(value), limit));
    }

    /** {@code z}, exactly. */
    public static float identity(float z) {
        return z;
    }

    /** {@code da}, exactly. */
    public static float identityGradient(float a, float da) {
        return da;
    }

    /**
     * {@code max(0, z)}, exactly.
     *
     * @param z the argument
     * @return +0 for ±0, below 0 and for −∞, +∞ for +∞, NaN for NaN
     */
    public static float relu(float z) {
        return z <= 0 ? 0 : z;
    }

    /**
     * {@code a > 0 ? da : 0}, exactly.
     *
     * @param a what {@link #relu} gave
     * @param da dA
     * @return +0 for ±0, whatever dA is; dA for NaN
     */
    public static float reluGradient(float a, float da) {
        return a <= 0 ? 0 : da;
    }

    /**
     * {@code z > 0 ? z : α·z}, within 0.5 ULP.
     *
     * @param z the argument
     * @param alpha the slope for {@code z ≤ 0}, finite and not negative
     * @return α·±0 for ±0, +∞ for +∞, NaN for NaN; for −∞ that again, or 0, the limit, if α is 0
     */
    public static float leakyRelu(float z, @Uniform float alpha) {
        // 0·∞ is NaN, which is not at most 0.
        float product = alpha * z;
        float negative = product <= 0 ? product : 0;
        return z <= 0 ? negative : z;
    }

    /**
     * {@code a > 0 ? da : α·da}, within 0.5 ULP.
     *
     * @param a what {@link #leakyRelu} gave: {@code a ≤ 0} exactly where {@code z ≤ 0}, because the slope is not negative
     * @param da dA
     * @param alpha the slope for {@code z ≤ 0}
     * @return α·dA for ±0, dA for NaN; NaN where dA is infinite and α is 0
     */
    public static float leakyReluGradient(float a, float da, @Uniform float alpha) {
        return a <= 0 ? alpha * da : da;
    }

    /**
     * {@code 1 / (1 + e⁻ᶻ)}, the logistic function, within 1.72 ULP (found 1.7168 at −1.1050).
     *
     * <p>One formula for both signs: the denominator grows with −z and is never cancelled, and its scale keeps it
     * finite where the quotient is subnormal. See {@link #logisticDenominator}.
     *
     * @param z the argument
     * @return ½ for ±0 and subnormal z, +0 below −103.97 and for −∞, 1 above 17.33 and for +∞, NaN for NaN
     */
    public static float sigmoid(float z) {
        float v = z > LOGISTIC_MAX ? LOGISTIC_MAX : z;
        return LOGISTIC_SCALE / logisticDenominator(v);
    }

    /**
     * {@code da·g′} with {@code g′ = a·(1 − a)}, which is within 1.5 ULP.
     *
     * @param a what {@link #sigmoid} gave
     * @param da dA
     * @return ±0 for an a of 0 or 1, NaN for NaN; NaN where dA is infinite and a is 0 or 1
     */
    public static float sigmoidGradient(float a, float da) {
        return da * (a * (1 - a));
    }

    /**
     * {@code z / (1 + e⁻ᶻ)}, also called SiLU, within 1.80 ULP (found 1.7952 at −91.187).
     *
     * <p>z is divided before the scale of the denominator is taken back, so that nothing is lost where the logistic
     * function itself is subnormal or 0.
     *
     * @param z the argument
     * @return z for large z and for +∞; −0 below −108.7 and, the limit, for −∞; ±0 for ±0; NaN for NaN
     */
    public static float swish(float z) {
        float v = z < SWISH_MIN ? SWISH_MIN : z;
        float y = v / logisticDenominator(v) * LOGISTIC_SCALE;
        return z > SWISH_MAX ? z : y;
    }

    /**
     * {@code da·g′} with {@code g′ = σ·(1 + z·(1 − σ))}, within 4.78 ULP (found 4.7771 at −18.100), but from −1.5 to −1,
     * where it passes 0, within 2⁻²⁵.
     *
     * <p>With D = 1 + e⁻ᶻ, σ is 1 / D and 1 − σ is e⁻ᶻ / D, so g′ = (D + z·e⁻ᶻ) / D². D has a scale, which is taken back
     * at the very end, so that nothing is lost where σ is subnormal or 0.
     *
     * @param z the argument of {@link #swish}
     * @param da dA
     * @return for ±0 half of dA, for +∞ and above 20 dA, for −∞ and below −108.7 dA·(−0), the limit, which is NaN where
     * dA is infinite; NaN for NaN
     */
    public static float swishGradient(float z, float da) {
        float v = z < SWISH_MIN ? SWISH_MIN : z;
        v = v > LOGISTIC_MAX ? LOGISTIC_MAX : v;
        float rounded = logisticRounded(v);
        return da * swishSlope(v, logisticRest(logisticReduced(v, rounded)), rounded);
    }

    /** {@code (D + x·e⁻ᶻ) / D²} with {@code D = 1 + e⁻ᶻ}, from z in two parts, 1 − e⁻ʳ and k. */
    private static float swishSlope(float x, float s, float rounded) {
        float power = power(Float.floatToRawIntBits(rounded));
        float exponential = fma(-s, power, power);
        float denominator = logisticSum(power, s);
        return fma(x, exponential, denominator) / denominator / denominator * LOGISTIC_SCALE;
    }

    /**
     * {@code G·(1 + e⁻ᶻ)} for z up to {@link #LOGISTIC_MAX}, with G = {@link #LOGISTIC_SCALE}.
     *
     * <p>z = r − k·ln 2 and e⁻ᶻ = 2ᵏ·(1 − s) with s = 1 − e⁻ʳ. For z below −111 k stays at 160 and s falls without
     * limit, so that the result rises to +∞ by itself.
     */
    private static float logisticDenominator(float z) {
        float rounded = logisticRounded(z);
        float s = logisticRest(logisticReduced(z, rounded));
        return logisticSum(power(Float.floatToRawIntBits(rounded)), s);
    }

    /** {@link #LOGISTIC_ROUNDER} + k. */
    private static float logisticRounded(float z) {
        return minBits(fma(z, -LOG2_E, LOGISTIC_ROUNDER), LOGISTIC_ROUNDED_MAX_BITS);
    }

    /** {@code r = z + k·ln 2}. */
    private static float logisticReduced(float z, float rounded) {
        float k = rounded - LOGISTIC_ROUNDER;
        return fma(k, LN2_LO, fma(k, LN2_HI, z));
    }

    /** {@code s = 1 − e⁻ʳ}. */
    private static float logisticRest(float r) {
        float r2 = r * r;
        float q = fma(-E6, r2, fma(E5, r, -E4));
        q = fma(q, r2, fma(E3, r, -E2));
        return fma(q, r2, r);
    }

    /**
     * {@code (G + S) − S·s} with S = G·2ᵏ, rounded once: G + S is exact as long as k is below 24, and for larger k the
     * part of G that rounding took away goes into the fma.
     */
    private static float logisticSum(float power, float s) {
        float sum = power + LOGISTIC_SCALE;
        float excess = sum - power - LOGISTIC_SCALE;
        return sum - fma(s, power, excess);
    }

    /**
     * {@code tanh z}, within 1.39 ULP (found 1.3871 at 0.52267).
     *
     * <p>Up to {@link #TANH_SPLIT} an odd polynomial, above it 1 − 2 / (e²ᶻ + 1) with the sign of z.
     *
     * @param z the argument
     * @return z for ±0 and subnormal z, exactly ±1 for |z| above 9.02 and ±∞, NaN for NaN; {@code tanh(−z)} is
     * {@code −tanh z}
     */
    public static float tanh(float z) {
        float magnitude = Math.abs(z);
        float small = tanhSmall(z);
        float large = tanhLarge(minBits(magnitude, TANH_MAX_BITS));
        return withSign(magnitude > TANH_SPLIT ? large : small, z);
    }

    /** tanh z for |z| up to {@link #TANH_SPLIT}, but for −0. */
    private static float tanhSmall(float z) {
        float z2 = z * z;
        float p = fma(T9, z2, T7);
        p = fma(p, z2, T5);
        p = fma(p, z2, T3);
        return fma(p * z2, z, z);
    }

    /**
     * tanh v for v from {@link #TANH_SPLIT} to 10. v = k·ln 2 / 2 + r, and half the denominator is 2ᵏ·(r + r²·q) + (2ᵏ / 2
     * + ½), where r + r²·q = (e²ʳ − 1) / 2. That k is at most 29 allows ln 2 in one part.
     */
    private static float tanhLarge(float v) {
        float rounded = fma(v, 2 * LOG2_E, BIASED_ROUNDER);
        float k = rounded - BIASED_ROUNDER;
        float r = fma(k, -LN2_HI / 2, v);
        float r2 = r * r;
        float q = fma(32 * E6, r2, fma(16 * E5, r, 8 * E4));
        q = fma(q, r2, fma(4 * E3, r, 2 * E2));
        float s = fma(q, r2, r);
        float power = power(Float.floatToRawIntBits(rounded));
        float denominator = fma(s, power, fma(power, 0.5f, 0.5f));
        return 1 - 1 / denominator;
    }

    /**
     * {@code da·g′} with {@code g′ = 1 − a²}, which is within 0.5 ULP.
     *
     * @param a what {@link #tanh} gave
     * @param da dA
     * @return dA for ±0, dA·0 for ±1, which is NaN where dA is infinite; NaN for NaN
     */
    public static float tanhGradient(float a, float da) {
        return da * fma(-a, a, 1);
    }

    /**
     * {@code z > 0 ? z : α·(eᶻ − 1)}, within 1.7 ULP.
     *
     * @param z the argument
     * @param alpha α, finite and not negative
     * @return α·±0 for ±0, −α below −17.33 and for −∞, +∞ for +∞, NaN for NaN
     */
    public static float elu(float z, @Uniform float alpha) {
        float negative = alpha * expm1NonPositive(z);
        return z <= 0 ? negative : z;
    }

    /**
     * {@code a > 0 ? da : da·(a + α)}, where the sum is within 0.5 ULP.
     *
     * @param a what {@link #elu} gave: {@code a ≤ 0} exactly where {@code z ≤ 0}, because α is not negative
     * @param da dA
     * @param alpha α
     * @return α·dA for ±0, dA·0 for −α, which is NaN where dA is infinite; dA for NaN
     */
    public static float eluGradient(float a, float da, @Uniform float alpha) {
        float negative = da * (a + alpha);
        return a <= 0 ? negative : da;
    }

    /**
     * {@code z > 0 ? z : α·(e^(z/α) − 1)}, within 2.2 ULP where z / α is no subnormal.
     *
     * @param z the argument
     * @param alpha α, finite and positive
     * @return ±0 for ±0, −α below −17.33·α and for −∞, +∞ for +∞, NaN for NaN
     */
    public static float celu(float z, @Uniform float alpha) {
        float negative = alpha * expm1NonPositive(z / alpha);
        return z <= 0 ? negative : z;
    }

    /**
     * {@code a > 0 ? da : da·(a + α) / α}, where the quotient is within 1.5 ULP.
     *
     * @param a what {@link #celu} gave
     * @param da dA
     * @param alpha α
     * @return dA for ±0, dA·0 for −α, which is NaN where dA is infinite; dA for NaN
     */
    public static float celuGradient(float a, float da, @Uniform float alpha) {
        float negative = da * ((a + alpha) / alpha);
        return a <= 0 ? negative : da;
    }

    /**
     * {@code λ·z} for {@code z > 0}, else {@code λ·α·(eᶻ − 1)}, within 2.2 ULP, with the λ and α that keep mean 0 and variance
     * 1 from layer to layer.
     *
     * @param z the argument
     * @return ±0 for ±0, −1.7580993 below −17.33 and for −∞, +∞ for +∞, NaN for NaN
     */
    public static float selu(float z) {
        float negative = SELU_LIMIT * expm1NonPositive(z);
        return z <= 0 ? negative : SELU_SCALE * z;
    }

    /**
     * {@code da·g′} with {@code g′ = λ} for {@code a > 0}, else {@code a + λ·α}, which is within 0.5 ULP of the sum with the rounded λ·α.
     *
     * @param a what {@link #selu} gave
     * @param da dA
     * @return λ·α·dA for ±0, dA·0 for the least a, which is NaN where dA is infinite; λ·dA for NaN
     */
    public static float seluGradient(float a, float da) {
        float negative = da * (a + SELU_LIMIT);
        return a <= 0 ? negative : da * SELU_SCALE;
    }

    /**
     * {@code z·Φ(z)}, where {@code Φ(z) = ½·(1 + erf(z / √2))} is the normal distribution, within 5.8 ULP.
     *
     * <p>See {@link #normalTail}, which keeps its precision for a negative z. For a positive one it is taken from 1, of
     * which it is half at most.
     *
     * @param z the argument
     * @return z above 5.6 and for +∞, −0 below −14.2 and, the limit, for −∞; ±0 for ±0; NaN for NaN
     */
    public static float gelu(float z) {
        float v = geluLimited(z);
        float x = Math.abs(v);
        float scaled = normalTail(x, normalDensity(x));
        float negative = v * scaled * EXP_SCALE;
        float positive = z * fma(scaled, -EXP_SCALE, 1);
        return z > 0 ? positive : negative;
    }

    /**
     * {@code da·g′} with {@code g′ = Φ(z) + z·φ(z)}, where φ is the normal density, within 4 ULP, but from −2 to
     * −0.25, around where it passes 0, within 2⁻²³.
     *
     * <p>{@code g′(z) = 1 − g′(−z)}.
     *
     * @param z the argument of {@link #gelu}
     * @param da dA
     * @return for ±0 half of dA, for +∞ and above 6 dA, for −∞ and below −14.6 dA·(−0), the limit, which is NaN where dA
     * is infinite; NaN for NaN
     */
    public static float geluGradient(float z, float da) {
        float x = Math.abs(geluLimited(z));
        float density = normalDensity(x);
        float ofNegative = fma(x * -DENSITY_AT_0, density, normalTail(x, density)) * EXP_SCALE;
        return da * (z > 0 ? 1 - ofNegative : ofNegative);
    }

    private static float geluLimited(float z) {
        float v = z < GELU_MIN ? GELU_MIN : z;
        return v > GELU_MAX ? GELU_MAX : v;
    }

    /** {@code 2⁶⁴·e^(−x²/2)}, where the square has twice the precision of a float. */
    private static float normalDensity(float x) {
        float square = x * x;
        float rest = fma(x, x, -square);
        float v = -0.5f * square;
        float rounded = expRounded(v);
        float r = expReduced(v, rounded - EXP_SCALED_ROUNDER);
        return expOf(fma(rest, -0.5f, r), rounded);
    }

    /**
     * {@code 2⁶⁴·Φ(−x)} for x from 0 to {@link #GELU_MAX}: up to {@link #NORMAL_SPLIT} a polynomial, above it the density
     * times Mills' ratio, a polynomial of a quotient.
     */
    private static float normalTail(float x, float density) {
        float square = x * x;
        float p = fma(fma(fma(fma(fma(square, N5, N4), square, N3), square, N2), square, N1), square, N0);
        float near = fma(-x, p, 0.5f) * EXP_POSITIVE_SCALE;
        float t = 1 / fma(x, MILLS_T, 1);
        float q = fma(fma(fma(fma(t, M8, M7), t, M6), t, M5), t, M4);
        q = fma(fma(fma(fma(q, t, M3), t, M2), t, M1), t, M0);
        return x > NORMAL_SPLIT ? density * (t * q) : near;
    }

    /**
     * {@code ½·z·(1 + tanh(√(2/π)·(z + 0.044715·z³)))}, close to {@link #gelu}, within 2 ULP.
     *
     * <p>It is z·σ(w) with {@code w = 2·√(2/π)·(z + 0.044715·z³)}, divided as {@link #swish} is. w has twice the precision
     * of a float, because a negative one is an exponent of the result.
     *
     * @param z the argument
     * @return z above 5.1 and for +∞, −0 below −10.75 and, the limit, for −∞; ±0 for ±0; NaN for NaN
     */
    public static float geluTanh(float z) {
        float v = z < GELU_TANH_MIN ? GELU_TANH_MIN : z;
        float square = v * v;
        float factor = geluTanhFactor(square);
        float rounded = logisticRounded(v * factor);
        float s = logisticRest(geluTanhReduced(v, square, factor, rounded));
        float y = v / logisticSum(power(Float.floatToRawIntBits(rounded)), s) * LOGISTIC_SCALE;
        return z > GELU_TANH_MAX ? z : y;
    }

    /**
     * {@code da·g′} with {@code g′ = σ(w) + z·w′·σ(w)·(1 − σ(w))}, within 6 ULP, but from −2 to −0.25,
     * around where it passes 0, within 2⁻²³.
     *
     * @param z the argument of {@link #geluTanh}
     * @param da dA
     * @return for ±0 half of dA, for +∞ and above 6 dA, for −∞ and below −10.92 dA·(−0), the limit, which is NaN where dA
     * is infinite; NaN for NaN
     */
    public static float geluTanhGradient(float z, float da) {
        float v = z < GELU_TANH_MIN ? GELU_TANH_MIN : z;
        v = v > GELU_TANH_MAX ? GELU_TANH_MAX : v;
        float square = v * v;
        float factor = geluTanhFactor(square);
        float rounded = logisticRounded(v * factor);
        float s = logisticRest(geluTanhReduced(v, square, factor, rounded));
        float slope = fma(square, 3 * GELU_TANH_3_HI, GELU_TANH_1_HI);
        return da * swishSlope(v * slope, s, rounded);
    }

    /** {@code w / z}, from z². */
    private static float geluTanhFactor(float square) {
        return fma(square, GELU_TANH_3_HI, GELU_TANH_1_HI);
    }

    /** {@code r = w + k·ln 2}, where w has the low parts of all that it is a product and a sum of. */
    private static float geluTanhReduced(float z, float square, float factor, float rounded) {
        float squareRest = fma(z, z, -square);
        float small = fma(squareRest, GELU_TANH_3_HI, fma(square, GELU_TANH_3_LO, GELU_TANH_1_LO));
        float factorRest = fma(square, GELU_TANH_3_HI, GELU_TANH_1_HI - factor) + small;
        float w = z * factor;
        float rest = fma(z, factorRest, fma(z, factor, -w));
        return logisticReduced(w, rounded) + rest;
    }

    /**
     * {@code log(1 + eᶻ)}, within 2 ULP.
     *
     * @param z the argument
     * @return log 2 for ±0 and subnormal z, z above 17.3 and for +∞, +0 below −103.97 and for −∞, NaN for NaN
     */
    public static float softplus(float z) {
        return (z > 0 ? z : 0) + log1pExp(-Math.abs(z));
    }

    /** {@code log(1 + eˣ)} for {@code x ≤ 0}. */
    private static float log1pExp(float x) {
        return log1p(expNonPositive(x));
    }

    /**
     * {@code da·g′} with {@code g′ = σ(z) = 1 − e⁻ᵃ}, which is within 1.1 ULP.
     *
     * @param a what {@link #softplus} gave
     * @param da dA
     * @return dA·0 for +0, dA above 17.33 and for +∞, NaN for NaN; NaN where dA is infinite and a is 0
     */
    public static float softplusGradient(float a, float da) {
        return da * -expm1NonPositive(-a);
    }

    /**
     * {@code z / (1 + |z|)}, within 1.5 ULP.
     *
     * @param z the argument
     * @return z for ±0 and subnormal z, ±1 for ±∞, the limits, NaN for NaN
     */
    public static float softsign(float z) {
        float magnitude = Math.abs(z);
        float y = z / (1 + magnitude);
        return magnitude == Float.POSITIVE_INFINITY ? sign(z) : y;
    }

    /**
     * {@code da·g′} with {@code g′ = (1 − |a|)²}, which is within 2.5 ULP.
     *
     * @param a what {@link #softsign} gave
     * @param da dA
     * @return dA for ±0, dA·0 for ±1, which is NaN where dA is infinite; NaN for NaN
     */
    public static float softsignGradient(float a, float da) {
        float rest = 1 - Math.abs(a);
        return da * (rest * rest);
    }

    /**
     * {@code z·tanh(log(1 + eᶻ))}, within 4.7 ULP.
     *
     * <p>With {@code u = e^−|z|}, the tanh is (u² + 2u) / (u² + 2u + 2) for negative z and (1 + 2u) / (1 + 2u + 2u²) for
     * others. A factor u of the numerator has a scale, so that nothing is lost where u is subnormal.
     *
     * @param z the argument
     * @return z above 12.5 and for +∞, −0 below −108 and, the limit, for −∞; ±0 for ±0; NaN for NaN
     */
    public static float mish(float z) {
        float v = mishLimited(z);
        float scaled = expScaled(-Math.abs(v));
        float u = scaled * EXP_SCALE;
        float negative = v * scaled * (u + 2);
        float positive = z * fma(u, 2, 1);
        float y = (z > 0 ? positive : negative) / mishDenominator(z, u);
        return y * (z > 0 ? 1 : EXP_SCALE);
    }

    /**
     * {@code da·g′}, within 6.5 ULP, but from −1.5 to −1, where it passes 0, within 2⁻²³.
     *
     * <p>With u as in {@link #mish} and D its denominator, g′ is u·(4·(z + 1) + (4z + 6)·u + 4·u² + u³) / D² for negative
     * z, and (1 + 4u + (4z + 6)·u² + 4·(z + 1)·u³) / D² for others.
     *
     * @param z the argument of {@link #mish}
     * @param da dA
     * @return 0.6·dA for ±0, dA for +∞ and large z, for −∞ and below −109 dA·(−0), the limit, which is NaN where dA is
     * infinite; NaN for NaN
     */
    public static float mishGradient(float z, float da) {
        float v = mishLimited(z);
        float scaled = expScaled(-Math.abs(v));
        float u = scaled * EXP_SCALE;
        float linear = fma(v, 4, 4);
        float quadratic = fma(v, 4, 6);
        float negative = fma(fma(u + 4, u, quadratic), u, linear) * scaled;
        float positive = fma(fma(fma(linear, u, quadratic), u, 4), u, 1);
        float denominator = mishDenominator(z, u);
        float slope = (z > 0 ? positive : negative) / denominator / denominator;
        return da * (slope * (z > 0 ? 1 : EXP_SCALE));
    }

    private static float mishLimited(float z) {
        float v = z < MISH_MIN ? MISH_MIN : z;
        return v > MISH_MAX ? MISH_MAX : v;
    }

    private static float mishDenominator(float z, float u) {
        float positive = fma(fma(u, 2, 2), u, 1);
        float negative = fma(u + 2, u, 2);
        return z > 0 ? positive : negative;
    }

    /**
     * {@code max(0, min(1, α·z + β))}, rounded once.
     *
     * @param z the argument
     * @param alpha α, finite and positive
     * @param beta β, finite
     * @return β from 0 to 1 for ±0, +0 for −∞, 1 for +∞, NaN for NaN
     */
    public static float hardSigmoid(float z, @Uniform float alpha, @Uniform float beta) {
        float y = fma(z, alpha, beta);
        float positive = y <= 0 ? 0 : y;
        return y >= 1 ? 1 : positive;
    }

    /**
     * {@code 0 < a < 1 ? α·da : 0}, within 0.5 ULP.
     *
     * @param a what {@link #hardSigmoid} gave
     * @param da dA
     * @param alpha α
     * @return +0 for ±0 and 1, whatever dA is; α·dA for NaN
     */
    public static float hardSigmoidGradient(float a, float da, @Uniform float alpha) {
        float positive = a <= 0 ? 0 : alpha * da;
        return a >= 1 ? 0 : positive;
    }

    /**
     * {@code z·max(0, min(1, z/6 + ½))}, within 2 ULP. The factor is computed as {@code (z + 3) / 6}, where nothing
     * cancels.
     *
     * @param z the argument
     * @return ±0 for ±0, +0 up to −3 and for −∞, z from 3 on and for +∞, NaN for NaN
     */
    public static float hardSwish(float z) {
        float inner = z * ((z + 3) / 6);
        float y = z >= 3 ? z : inner;
        return z <= -3 ? 0 : y;
    }

    /**
     * {@code da·g′} with {@code g′ = (2z + 3) / 6} between −3 and 3, within 1.5 ULP, 0 up to −3 and 1 from 3 on.
     *
     * @param z the argument of {@link #hardSwish}
     * @param da dA
     * @return for ±0 half of dA, for +∞ dA, for −∞ dA·0, which is NaN where dA is infinite; NaN for NaN
     */
    public static float hardSwishGradient(float z, float da) {
        float inner = fma(z, 2, 3) / 6;
        float slope = z >= 3 ? 1 : inner;
        return da * (z <= -3 ? 0 : slope);
    }

    /**
     * {@code max(α, min(β, z))}, exactly.
     *
     * @param z the argument
     * @param alpha α, the least value, which may be −∞
     * @param beta β, the largest value, which may be +∞
     * @return α where z is equal to it, ±0 being equal, and below; β likewise; NaN for NaN
     */
    public static float clip(float z, @Uniform float alpha, @Uniform float beta) {
        float high = z <= alpha ? alpha : z;
        return z >= beta ? beta : high;
    }

    /**
     * {@code α < a < β ? da : 0}, exactly.
     *
     * @param a what {@link #clip} gave
     * @param da dA
     * @param alpha α
     * @param beta β
     * @return +0 for α and β, whatever dA is; dA for NaN
     */
    public static float clipGradient(float a, float da, @Uniform float alpha, @Uniform float beta) {
        float high = a <= alpha ? 0 : da;
        return a >= beta ? 0 : high;
    }

    /**
     * {@code z > α ? z : 0}, exactly.
     *
     * @param z the argument
     * @param alpha α, finite and not negative
     * @return +0 for ±0 and for −∞, +∞ for +∞, NaN for NaN
     */
    public static float thresholdedRelu(float z, @Uniform float alpha) {
        return z <= alpha ? 0 : z;
    }

    /**
     * {@code a > α ? da : 0}, exactly.
     *
     * @param a what {@link #thresholdedRelu} gave: {@code a > α} exactly where {@code z > α}, because α is not negative
     * @param da dA
     * @param alpha α
     * @return +0 for ±0, whatever dA is; dA for NaN
     */
    public static float thresholdedReluGradient(float a, float da, @Uniform float alpha) {
        return a <= alpha ? 0 : da;
    }

    /**
     * {@code eᶻ}, within 0.90 ULP.
     *
     * <p>As {@link #expNonPositive}, with a scale that keeps 2ᵏ from being subnormal for negative z and from being too large
     * for others.
     *
     * @param z the argument
     * @return 1 for ±0 and subnormal z, +0 below −103.97 and for −∞, +∞ above 88.72 and for +∞, NaN for NaN
     */
    public static float exponential(float z) {
        float v = z < EXP_MIN ? EXP_MIN : z;
        v = v > EXP_MAX ? EXP_MAX : v;
        float rounder = z > 0 ? EXP_POSITIVE_ROUNDER : EXP_SCALED_ROUNDER;
        float rounded = fma(v, LOG2_E, rounder);
        float y = expOf(expReduced(v, rounded - rounder), rounded);
        return y * (z > 0 ? EXP_POSITIVE_SCALE : EXP_SCALE);
    }

    /**
     * {@code da·a}, rounded once.
     *
     * @param a what {@link #exponential} gave
     * @param da dA
     * @return dA·0 for +0, which is NaN where dA is infinite; NaN for NaN
     */
    public static float exponentialGradient(float a, float da) {
        return da * a;
    }

    /** {@code x + y}. */
    public static float sum(float x, float y) {
        return x + y;
    }

    /** {@code x − y}. */
    public static float difference(float x, float y) {
        return x - y;
    }

    /** {@code x / y}. */
    public static float quotient(float x, float y) {
        return x / y;
    }

    /** {@code x·y}. */
    public static float product(float x, float y) {
        return x * y;
    }

    /** {@code α·x + y}, rounded once. */
    public static float axpy(float x, @Uniform float alpha, float y) {
        return fma(alpha, x, y);
    }

    /** {@code x + c}. */
    public static float shifted(float x, @Uniform float c) {
        return x + c;
    }

    /** {@code x·c}. */
    public static float weighted(float x, @Uniform float c) {
        return x * c;
    }

    /** The larger of a magnitude and that of x; a NaN is none. */
    public static float largestMagnitude(float max, float x) {
        float magnitude = Math.abs(x);
        return max < magnitude ? magnitude : max;
    }

    /** {@code α·x}. */
    public static float scaled(float x, @Uniform float alpha) {
        return alpha * x;
    }

    /** {@code β·y + α·x}. */
    public static float scaledSum(float x, @Uniform float alpha, float y, @Uniform float beta) {
        return beta * y + alpha * x;
    }

    /** The larger of two, or z where one of them is NaN: a later z hides it, but not the sum of the exponentials. */
    public static float largest(float max, float z) {
        return z <= max ? max : z;
    }

    /** {@code e^(z − max)}, a numerator of softmax; 1 where z is the largest, even if that is infinite. */
    public static float softmaxNumerator(float z, float max) {
        return expNonPositive(belowMax(z, max));
    }

    /** {@code z − max}; 0 where z is the largest, even if that is infinite. */
    private static float belowMax(float z, float max) {
        return z == max ? 0 : z - max;
    }

    /**
     * The denominator of softmax. An infinite largest logit has a numerator of 1, as the others have that are equal to
     * it. If there are others, there is no limit, and this is NaN.
     */
    public static float softmaxDenominator(float sum, float max) {
        // 0·∞ is NaN.
        return sum == 1 ? sum : sum + 0 * max;
    }

    /** {@code z − max − logSum}, the logarithm of softmax, where logSum is the one of its denominator. */
    public static float logSoftmax(float z, float max, float logSum) {
        return belowMax(z, max) - logSum;
    }

    /**
     * {@code loss − y·log a} with {@code −log a = logSum − (z − max)}, and with halves of z and max because their
     * difference may be too large for a float. Where y = 0 nothing is added, even if the logarithm is infinite.
     */
    public static float addCrossEntropy(float loss, float z, float max, float logSum, float y) {
        float half = z == max ? 0 : z * 0.5f - max * 0.5f;
        float term = fma(-2 * y, half, y * logSum);
        return loss + (y == 0 ? 0 : term);
    }

    /**
     * {@code loss − (y·log a + (1 − y)·log(1 − a))} with {@code a = σ(z)}, computed as {@code |z|·w + log(1 + e^−|z|)}:
     * w is the part of the label that z contradicts, 1 − y for a positive z, else y. Where w = 0 even an infinite z
     * costs nothing; elsewhere it costs ∞.
     */
    public static float addBinaryCrossEntropy(float loss, float z, float y) {
        float magnitude = Math.abs(z);
        float contradicted = z > 0 ? 1 - y : y;
        float linear = contradicted == 0 ? 0 : magnitude * contradicted;
        return loss + (linear + log1pExp(-magnitude));
    }

    /** {@code (a − y) / n}, from halves where a − y is too large for a float. */
    private static float differenceOver(float a, float y, @Uniform float n) {
        float difference = a - y;
        boolean finite = Math.abs(difference) < Float.POSITIVE_INFINITY;
        float numerator = finite ? difference : a * 0.5f - y * 0.5f;
        float denominator = finite ? n : n * 0.5f;
        return numerator / denominator;
    }

    /** {@code 2·(a − y) / rows}. */
    public static float squaredErrorGradient(float a, float y, @Uniform float rows) {
        return differenceOver(a, y, rows * 0.5f);
    }

    /** {@code loss + (a − y)² / rows}, by way of the gradient; the square itself might be too large for a float. */
    public static float addSquaredError(float loss, float a, float y, float gradient) {
        return loss + (a - y) * (gradient * 0.5f);
    }

    /** {@code sign(a − y) / rows}; a − y itself where that is ±0 or NaN. */
    public static float absoluteErrorGradient(float a, float y, @Uniform float rows) {
        float difference = a - y;
        float notPositive = difference < 0 ? -1 / rows : difference;
        return difference > 0 ? 1 / rows : notPositive;
    }

    /** {@code loss + |a − y| / rows}. */
    public static float addAbsoluteError(float loss, float a, float y, @Uniform float rows) {
        return loss + Math.abs(differenceOver(a, y, rows));
    }

    /** {@code max(−δ, min(δ, a − y)) / rows}. */
    public static float huberErrorGradient(float a, float y, @Uniform float delta, @Uniform float rows) {
        return clamped(a - y, delta) / rows;
    }

    /**
     * {@code loss + c·(d − c/2) / rows} with {@code d = a − y} and {@code c = max(−δ, min(δ, d))}, by way of the gradient
     * c / rows, and from halves because d may be too large for a float.
     */
    public static float addHuberError(float loss, float a, float y, float gradient, @Uniform float delta) {
        float half = a * 0.5f - y * 0.5f;
        float limited = clamped(half, delta * 0.5f);
        return loss + fma(limited, -0.5f, half) * (gradient * 2);
    }

    /** {@code y + α} where x is positive, {@code y − α} where it is negative, y where it is ±0 or NaN. */
    public static float signAxpy(float x, @Uniform float alpha, float y) {
        return x > 0 ? y + alpha : x < 0 ? y - alpha : y;
    }

    /** x limited to {@code −limit} and {@code limit}, infinite ones too; NaN stays NaN. */
    public static float clamped(float x, @Uniform float limit) {
        float upper = x > limit ? limit : x;
        return upper < -limit ? -limit : upper;
    }

    /** {@code decay·w − α·g}. */
    static float gradientDescent(float w, float g, @Uniform float rate, @Uniform float decay) {
        return fma(-rate, g, decay * w);
    }

    /** {@code β₁·v + g}. */
    static float momentumV(float v, float g, @Uniform float beta1) {
        return fma(beta1, v, g);
    }

    /** {@code decay·w − α·v}. */
    static float momentum(float w, float v, @Uniform float rate, @Uniform float decay) {
        return fma(-rate, v, decay * w);
    }

    /** {@code β₁·v + g}. */
    static float nesterovV(float v, float g, @Uniform float beta1) {
        return fma(beta1, v, g);
    }

    /** {@code decay·w − α·(β₁·v + g)} with the new v: the step that comes next, taken beforehand. */
    static float nesterov(float w, float g, float v, @Uniform float beta1, @Uniform float rate, @Uniform float decay) {
        return fma(-rate, fma(beta1, v, g), decay * w);
    }

    /** {@code β₂·s + (1 − β₂)·g²}. */
    static float rmsPropS(float s, float g, @Uniform float beta2, @Uniform float rest2) {
        return averageSquare(s, g, beta2, rest2);
    }

    /** {@code decay·w − α·g / (√s + ε)}; an infinite s leaves no step, unless g is infinite as well, which gives NaN. */
    static float rmsProp(float w, float g, float s, @Uniform float epsilon, @Uniform float rate,
            @Uniform float decay) {
        return fma(-rate, g / (root(s) + epsilon), decay * w);
    }

    /** {@code s + g²}, rounded once. */
    static float adagradS(float s, float g) {
        return fma(g, g, s);
    }

    /** {@code decay·w − α·g / (√s + ε)}; an infinite s leaves no step, unless g is infinite as well, which gives NaN. */
    static float adagrad(float w, float g, float s, @Uniform float epsilon, @Uniform float rate,
            @Uniform float decay) {
        return fma(-rate, g / (root(s) + epsilon), decay * w);
    }

    /** {@code β₁·m + (1 − β₁)·g}. */
    static float adamM(float m, float g, @Uniform float beta1, @Uniform float rest1) {
        return average(m, g, beta1, rest1);
    }

    /** {@code β₂·v + (1 − β₂)·g²}. */
    static float adamV(float v, float g, @Uniform float beta2, @Uniform float rest2) {
        return averageSquare(v, g, beta2, rest2);
    }

    /**
     * {@code decay·w − α·m / (√(c₂·v) + ε)}, where α has the correction of m in it and c₂ is that of v; an infinite v leaves no
     * step, unless m is infinite as well, which gives NaN.
     */
    static float adam(float w, float m, float v, @Uniform float correction, @Uniform float epsilon,
            @Uniform float rate, @Uniform float decay) {
        return fma(-rate, m / (root(correction * v) + epsilon), decay * w);
    }

    /** {@code β₁·m + (1 − β₁)·g}. */
    static float amsGradM(float m, float g, @Uniform float beta1, @Uniform float rest1) {
        return average(m, g, beta1, rest1);
    }

    /** {@code β₂·v + (1 − β₂)·g²}. */
    static float amsGradV(float v, float g, @Uniform float beta2, @Uniform float rest2) {
        return averageSquare(v, g, beta2, rest2);
    }

    /** The largest v so far; a NaN comes through. */
    static float amsGradMax(float max, float v) {
        return largest(max, v);
    }

    /** {@link #adam} with the largest v. */
    static float amsGrad(float w, float m, float max, @Uniform float correction, @Uniform float epsilon,
            @Uniform float rate, @Uniform float decay) {
        return adam(w, m, max, correction, epsilon, rate, decay);
    }

    /** The next value of an exponential moving average. */
    private static float average(float m, float g, float beta, float rest) {
        return fma(rest, g, beta * m);
    }

    /** The next value of an exponential moving average of squares; the weight comes first, so that less overflows. */
    private static float averageSquare(float s, float g, float beta, float rest) {
        return fma(rest * g, g, beta * s);
    }

    /** {@code √x}, rounded once: that of a double, rounded again, is the root of a float. */
    private static float root(float x) {
        return (float) Math.sqrt(x);
    }
}
