package org.lanewise.kernels.internal.scalar;

/**
 * Elementary functions in single precision, one element at a time.
 *
 * <p>The vector backend evaluates the same operations in the same order on whole vectors, with the constants of this
 * class, so that both give the same bits on any machine. That is why there is nothing here but +, −, ×, ÷, fma,
 * comparisons and moves of bits, and why a new formula has to be written in both places.
 *
 * <p>The polynomials are minimax fits of the relative error of the whole function, made for this class; each
 * coefficient was rounded to a float before the ones after it were fitted again. The bounds are the largest errors over
 * all 2³² floats against {@code double} arithmetic, in units in the last place of the exact result.
 */
public final class ScalarMath {

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
    /** {@link #expNonPositive} holds 2⁶⁴·eˣ, which is no subnormal, until the end. */
    public static final float EXP_NON_POSITIVE_ROUNDER = ROUNDER + 127 + 64;
    /** Takes the 2⁶⁴ back. */
    public static final float EXP_NON_POSITIVE_SCALE = 0x1p-64f;

    /**
     * 2⁻⁴⁰, the scale of {@link #logisticDenominator}: at this height 1 + e⁻ˣ does not overflow before 1 / (1 + e⁻ˣ) is
     * 0.
     */
    public static final float LOGISTIC_SCALE = 0x1p-40f;
    /** {@link #ROUNDER} with the bias of the exponent and the scale. */
    public static final float LOGISTIC_ROUNDER = ROUNDER + 127 - 40;
    /** Limits n to 160. */
    public static final int LOGISTIC_ROUNDED_MAX_BITS = Float.floatToRawIntBits(LOGISTIC_ROUNDER + 160);
    /** From 17.4 on the sigmoid is 1; limiting x to a little more keeps 2ⁿ a normal number. */
    public static final float SIGMOID_MAX = 30;
    /** Below −108.7 swish is −0; limiting x to a little less keeps −∞ from becoming NaN. */
    public static final float SWISH_MIN = -110;
    /** From 17.4 on swish is x. */
    public static final float SWISH_MAX = 20;

    /** Up to here tanh is a polynomial, above it is 1 − 2 / (e²ˣ + 1). */
    public static final float TANH_SPLIT = 0.55f;
    /** From 9.02 on tanh is 1; limiting |x| to 10 keeps 2ⁿ a normal number. */
    public static final int TANH_MAX_BITS = Float.floatToRawIntBits(10);
    /** {@link #ROUNDER} with the bias of the exponent. */
    public static final float TANH_ROUNDER = ROUNDER + 127;
    /** tanh x = x + x³·(T3 + T5·x² + T7·x⁴ + T9·x⁶) up to {@link #TANH_SPLIT}, with a relative error of 4·10⁻⁸. */
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
    /** From here on log1p u is ln u, and u has to be made smaller for 2⁻ᵏ to be a normal number. */
    public static final float LOG1P_LARGE = 0x1p64f;

    private ScalarMath() {
    }

    /**
     * {@code eˣ} for {@code x ≤ 0}, within 0.90 ULP (found 0.8914 at −5.8486).
     *
     * <p>x = n·ln 2 + r with an integer n and |r| ≤ ln 2 / 2, and eˣ = 2ⁿ·(1 + r·w) with w = (eʳ − 1) / r. 2ⁿ never
     * overflows, so that a constant factor keeps it a normal number.
     *
     * @param x the exponent, at most 0 or NaN; the result for anything else is not defined
     * @return +0 below −103.97 and for −∞, NaN for NaN
     */
    public static float expNonPositive(float x) {
        float v = x < EXP_MIN ? EXP_MIN : x;
        float rounded = Math.fma(v, LOG2_E, EXP_NON_POSITIVE_ROUNDER);
        float n = rounded - EXP_NON_POSITIVE_ROUNDER;
        float r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, v));
        float scale = power(Float.floatToRawIntBits(rounded));
        return Math.fma(expSlope(r), r * scale, scale) * EXP_NON_POSITIVE_SCALE;
    }

    /** (eʳ − 1) / r. Multiplying by r at the end costs less precision than adding r there. */
    private static float expSlope(float r) {
        float q = Math.fma(E6, r, E5);
        q = Math.fma(q, r, E4);
        q = Math.fma(q, r, E3);
        q = Math.fma(q, r, E2);
        return Math.fma(q, r, 1);
    }

    /**
     * The logistic function {@code 1 / (1 + e⁻ˣ)}, within 1.72 ULP (found 1.7168 at −1.1050).
     *
     * <p>One formula for both signs: the denominator grows with −x and is never cancelled, and its scale keeps it
     * finite where the quotient is subnormal. See {@link #logisticDenominator}.
     *
     * @param x the argument
     * @return +0 below −103.97 and for −∞, 1 above 17.33 and for +∞, NaN for NaN
     */
    public static float sigmoid(float x) {
        float v = x > SIGMOID_MAX ? SIGMOID_MAX : x;
        return LOGISTIC_SCALE / logisticDenominator(v);
    }

    /**
     * {@code x / (1 + e⁻ˣ)}, also called SiLU, within 1.80 ULP (found 1.7952 at −91.187).
     *
     * <p>x is divided before the scale of the denominator is taken back, so that nothing is lost where the logistic
     * function itself is subnormal or 0.
     *
     * @param x the argument
     * @return x for large x and for +∞; −0 below −108.7 and, the limit, for −∞; ±0 for ±0; NaN for NaN
     */
    public static float swish(float x) {
        float v = x < SWISH_MIN ? SWISH_MIN : x;
        float y = v / logisticDenominator(v) * LOGISTIC_SCALE;
        return x > SWISH_MAX ? x : y;
    }

    /**
     * {@code G·(1 + e⁻ˣ)} for x up to {@link #SIGMOID_MAX}, with G = {@link #LOGISTIC_SCALE}.
     *
     * <p>x = r − n·ln 2 and e⁻ˣ = 2ⁿ·(1 − s) with s = 1 − e⁻ʳ. With S = G·2ⁿ the denominator is (G + S) − S·s, which
     * rounds once: G + S is exact as long as n is below 24, and for larger n the part of G that rounding took away goes
     * into the fma. For x below −111 n stays at 160 and s falls without limit, so that the result rises to +∞ by
     * itself.
     */
    private static float logisticDenominator(float x) {
        float rounded = minBits(Math.fma(x, -LOG2_E, LOGISTIC_ROUNDER), LOGISTIC_ROUNDED_MAX_BITS);
        float n = rounded - LOGISTIC_ROUNDER;
        float r = Math.fma(n, LN2_LO, Math.fma(n, LN2_HI, x));
        float r2 = r * r;
        float q = Math.fma(-E6, r2, Math.fma(E5, r, -E4));
        q = Math.fma(q, r2, Math.fma(E3, r, -E2));
        float s = Math.fma(q, r2, r);
        float power = power(Float.floatToRawIntBits(rounded));
        float sum = power + LOGISTIC_SCALE;
        float excess = sum - power - LOGISTIC_SCALE;
        return sum - Math.fma(s, power, excess);
    }

    /**
     * {@code tanh x}, within 1.39 ULP (found 1.3871 at 0.52267).
     *
     * <p>Up to {@link #TANH_SPLIT} an odd polynomial, above it 1 − 2 / (e²ˣ + 1) with the sign of x. There |x| = n·ln 2
     * / 2 + r, and half the denominator is 2ⁿ·(r + r²·q) + (2ⁿ / 2 + ½), where r + r²·q = (e²ʳ − 1) / 2. That n is at
     * most 29 allows ln 2 in one part.
     *
     * @param x the argument
     * @return ±0 for ±0, exactly ±1 for |x| above 9.02 and ±∞, NaN for NaN; {@code tanh(−x)} is {@code −tanh x}
     */
    public static float tanh(float x) {
        float a = Math.abs(x);
        return withSign(a > TANH_SPLIT ? tanhLarge(minBits(a, TANH_MAX_BITS)) : tanhSmall(x), x);
    }

    /** tanh x for |x| up to {@link #TANH_SPLIT}, but for −0. */
    private static float tanhSmall(float x) {
        float x2 = x * x;
        float p = Math.fma(T9, x2, T7);
        p = Math.fma(p, x2, T5);
        p = Math.fma(p, x2, T3);
        return Math.fma(p * x2, x, x);
    }

    /** tanh x for x from {@link #TANH_SPLIT} to 10. */
    private static float tanhLarge(float x) {
        float rounded = Math.fma(x, 2 * LOG2_E, TANH_ROUNDER);
        float n = rounded - TANH_ROUNDER;
        float r = Math.fma(n, -LN2_HI / 2, x);
        float r2 = r * r;
        float q = Math.fma(32 * E6, r2, Math.fma(16 * E5, r, 8 * E4));
        q = Math.fma(q, r2, Math.fma(4 * E3, r, 2 * E2));
        float s = Math.fma(q, r2, r);
        float power = power(Float.floatToRawIntBits(rounded));
        return 1 - 1 / Math.fma(s, power, Math.fma(power, 0.5f, 0.5f));
    }

    /**
     * The natural logarithm {@code ln x}, within 1 ULP (found 0.9939 at 1.5601).
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
        float minusK = (subnormal ? ROUNDER + 25 : ROUNDER) - roundedExponent(offset);
        float y = Math.fma(minusK, -LN2_HI, log1pReduced(z));
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
     * @return ±0 for ±0, −∞ for −1, +∞ for +∞, NaN for NaN and below −1
     */
    public static float log1p(float u) {
        boolean large = u > LOG1P_LARGE;
        float v = large ? u * 0x1p-32f : u;
        float one = large ? 0 : 1;
        int offset = Float.floatToRawIntBits(v + one) - SQRT_HALF_BITS;
        float rounded = roundedExponent(offset);
        float scale = Float.intBitsToFloat(ONE_BITS - (offset & ~MANTISSA_BITS));
        float z = Math.fma(v, scale, Math.fma(one, scale, -1));
        float minusK = (large ? ROUNDER - 32 : ROUNDER) - rounded;
        float y = withSign(Math.fma(minusK, -LN2_HI, log1pReduced(z)), u);
        y = u < Float.POSITIVE_INFINITY ? y : u;
        y = u < -1 ? Float.NaN : y;
        return u == -1 ? Float.NEGATIVE_INFINITY : y;
    }

    /** ln(1 + z) for √½ ≤ 1 + z ≤ √2; −0 for −0. */
    private static float log1pReduced(float z) {
        float z2 = z * z;
        float low = Math.fma(Math.fma(L5, z, L4), z2, Math.fma(L3, z, L2));
        float high = Math.fma(L10, z2, Math.fma(L9, z, L8));
        high = Math.fma(high, z2, Math.fma(L7, z, L6));
        return Math.fma(Math.fma(high, z2 * z2, low), z2, z);
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

    /** The smaller of a value and a positive limit; one instruction, but it makes the limit of a positive NaN. */
    private static float minBits(float value, int limit) {
        return Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(value), limit));
    }
}
