package org.lanewise.kernels;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.lanewise.kernels.internal.Philox;

/**
 * Random numbers whose algorithm the library fixes: the same bits on every machine and JDK.
 *
 * <p>Number i of a stream, 64 bits, depends on the seed, the stream's name and i only. So any of them can be had at any
 * time ({@link #at}), and to go on where a stream was, its {@link #position()} is all there is to keep. The generator is
 * Philox4x32-10 (Salmon et al. 2011): the key is the seed, the counter has ⌊i / 2⌋ in its lower 64 bits and the name's
 * hash, 64-bit FNV-1a of its UTF-8 bytes, in the upper ones; number i is the lower half of the result if i is even, else
 * the upper one. Close seeds have nothing in common. Streams of one seed are distinct unless the hashes of their names
 * meet, which two do with a probability of 2⁻⁶⁴.
 *
 * <p>Each of these takes the next number, N, of the stream, as an unsigned integer:
 *
 * <ul>
 * <li>{@link #nextLong()}: N.
 * <li>{@link #nextInt()}: the upper half of N.
 * <li>{@link #nextFloat()}: {@code ⌊N / 2⁴⁰⌋ / 2²⁴}, from 0 to 1 − 2⁻²⁴.
 * <li>{@link #nextDouble()}: {@code ⌊N / 2¹¹⌋ / 2⁵³}, from 0 to 1 − 2⁻⁵³.
 * <li>{@link #nextInt(int)}: {@code ⌊N·bound / 2⁶⁴⌋}, where the lower half of the product is at least 2⁶⁴ mod bound;
 * otherwise, with a probability below 2⁻³³, the next number is tried. So no result is more likely than another.
 * <li>{@link #nextGaussian()}: {@code √(−2·ln u)·cos(2π·v)} with {@code u = (⌊N / 2³²⌋ + ½) / 2³²} and
 * {@code v = (N mod 2³²) / 2³²}, Box and Muller's, by {@link StrictMath}: no further from 0 than 6.77.
 * </ul>
 *
 * The other methods of {@link RandomGenerator} are the JDK's, made from these; they may change with it. A stream is not for
 * cryptography. Its position is not for several threads at once, {@link #at} is.
 */
public final class RandomStream implements RandomGenerator {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;
    private final long stream;
    private long position;

    private RandomStream(long seed, long stream) {
        this.seed = seed;
        this.stream = stream;
    }

    /**
     * A stream, from its number 0 on.
     *
     * @param seed the seed, any number
     * @param name what the numbers are for: different purposes have different names
     * @return the stream
     */
    public static RandomStream of(long seed, String name) {
        long hash = FNV_BASIS;
        for (byte b : Objects.requireNonNull(name, "name").getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return new RandomStream(seed, hash);
    }

    /**
     * A number of the stream, wherever its position is.
     *
     * @param index which one, from 0 on; beyond 2⁶³ − 1 as an unsigned integer
     * @return the number
     */
    public long at(long index) {
        return Philox.number(seed, index, stream);
    }

    /** The hash of its name. */
    long hash() {
        return stream;
    }

    /**
     * Which number is next.
     *
     * @return its index
     */
    public long position() {
        return position;
    }

    /**
     * Sets which number is next.
     *
     * @param index its index, from 0 on; beyond 2⁶³ − 1 as an unsigned integer
     */
    public void position(long index) {
        position = index;
    }

    @Override
    public long nextLong() {
        return at(position++);
    }

    @Override
    public int nextInt() {
        return (int) (nextLong() >>> Integer.SIZE);
    }

    @Override
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1p-24f;
    }

    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /**
     * An integer from 0 to {@code bound − 1}, each with the same probability.
     *
     * @param bound how many there are
     * @return one of them
     * @throws IllegalArgumentException if {@code bound} is not positive
     */
    @Override
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive: " + bound);
        }
        long number = nextLong();
        if (Long.compareUnsigned(number * bound, bound) < 0) {
            // Only now is it worth a division to know how many of the 2⁶⁴ numbers are too many.
            long excess = Long.remainderUnsigned(-bound, bound);
            while (Long.compareUnsigned(number * bound, excess) < 0) {
                number = nextLong();
            }
        }
        return (int) Math.unsignedMultiplyHigh(number, bound);
    }

    @Override
    public double nextGaussian() {
        long number = nextLong();
        double u = ((number >>> Integer.SIZE) + 0.5) * 0x1p-32;
        double v = (number & Philox.LOW) * 0x1p-32;
        return Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    }

    /**
     * Fills a matrix with uniform numbers, {@code low + (high − low)·}{@link #nextDouble()}, rounded to a float: element
     * e, counted row by row, is made of number e from the position on.
     *
     * @param x the matrix
     * @param low the lower limit
     * @param high the upper limit, which rounding may reach
     * @throws IllegalArgumentException unless {@code low ≤ high} and their difference is finite
     */
    public void fillUniform(Matrix x, double low, double high) {
        Objects.requireNonNull(x, "x");
        if (!(low <= high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("low must not be above high, nor infinitely below: low is " + low
                    + ", high is " + high);
        }
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                x.set(i, j, (float) (low + (high - low) * nextDouble()));
            }
        }
    }

    /**
     * Fills a matrix with normal numbers, {@code mean + deviation·}{@link #nextGaussian()}, rounded to a float: element e,
     * counted row by row, is made of number e from the position on.
     *
     * @param x the matrix
     * @param mean the mean
     * @param deviation the standard deviation
     * @throws IllegalArgumentException if the mean is not finite, or the deviation is negative or not finite
     */
    public void fillNormal(Matrix x, double mean, double deviation) {
        Objects.requireNonNull(x, "x");
        if (!Double.isFinite(mean) || !(deviation >= 0) || !Double.isFinite(deviation)) {
            throw new IllegalArgumentException("mean and deviation must be finite, deviation not negative: mean is "
                    + mean + ", deviation is " + deviation);
        }
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                x.set(i, j, (float) (mean + deviation * nextGaussian()));
            }
        }
    }
}
