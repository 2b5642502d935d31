package org.lanewise.kernels.internal;

/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): ten rounds that turn a counter of four 32-bit words into four words
 * of noise, under a key of two words. Two words travel in a long, the first in its low half.
 */
public final class Philox {
    /** Rounds. */
    public static final int ROUNDS = 10;
    /** What the first word of a half is multiplied by, the low half. */
    public static final long M0 = 0xD2511F53L;
    /** The same, the high half. */
    public static final long M1 = 0xCD9E8D57L;
    /** What a word of the key grows by from round to round, the first word: the golden ratio's digits. */
    public static final int W0 = 0x9E3779B9;
    /** The same, the second word: those of √3 − 1. */
    public static final int W1 = 0xBB67AE85;
    /** The low word of a long. */
    public static final long LOW = 0xFFFFFFFFL;

    private Philox() {
    }

    /**
     * Half of the noise of a counter.
     *
     * @param key the key
     * @param low the first two words of the counter
     * @param high the other two
     * @param upper which half
     * @return the first two words of noise or the other two
     */
    public static long half(long key, long low, long high, boolean upper) {
        int k0 = (int) key;
        int k1 = (int) (key >>> Integer.SIZE);
        long x = low;
        long y = high;
        for (int round = 0; round < ROUNDS; round++) {
            long p = (x & LOW) * M0;
            long q = (y & LOW) * M1;
            // The halves of a product change places; its upper half meets the other word of the half and the key.
            x = Long.rotateLeft(q, Integer.SIZE) ^ (x >>> Integer.SIZE) ^ (k0 & LOW);
            y = Long.rotateLeft(p, Integer.SIZE) ^ (y >>> Integer.SIZE) ^ (k1 & LOW);
            k0 += W0;
            k1 += W1;
        }
        return upper ? y : x;
    }

    /** Number {@code index} of a stream: the counters are the numbers' halved indices, with the stream above them. */
    public static long number(long key, long index, long stream) {
        return half(key, index >>> 1, stream, (index & 1) != 0);
    }
}
