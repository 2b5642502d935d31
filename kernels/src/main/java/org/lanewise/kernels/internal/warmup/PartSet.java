package org.lanewise.kernels.internal.warmup;

/** A set of parts, small numbers from 0 on. It never shrinks; whoever shares it between threads guards it. */
public final class PartSet {
    private final long[] words;

    /** An empty set of parts below {@code count}. */
    public PartSet(int count) {
        words = new long[(count + Long.SIZE - 1) / Long.SIZE];
    }

    /** Puts a part into the set. */
    public void add(int part) {
        words[part / Long.SIZE] |= 1L << part;
    }

    /** Puts parts {@code first}, {@code first + 1}, … into the set, those whose bits are 1. */
    public void addAll(int first, int bits) {
        for (int left = bits; left != 0; left &= left - 1) {
            add(first + Integer.numberOfTrailingZeros(left));
        }
    }

    /** Puts all parts of another set into this one. */
    public void addAll(PartSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    /** Whether a part is in the set. */
    public boolean contains(int part) {
        return (words[part / Long.SIZE] & 1L << part) != 0;
    }

    /** Whether all parts of another set are in this one. */
    public boolean containsAll(PartSet other) {
        for (int i = 0; i < words.length; i++) {
            if ((other.words[i] & ~words[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first part of this set that is not in the other, or −1. */
    public int firstNotIn(PartSet other) {
        for (int i = 0; i < words.length; i++) {
            long left = words[i] & ~other.words[i];
            if (left != 0) {
                return i * Long.SIZE + Long.numberOfTrailingZeros(left);
            }
        }
        return -1;
    }

    /** How many parts there are. */
    public int size() {
        int size = 0;
        for (long word : words) {
            size += Long.bitCount(word);
        }
        return size;
    }

    /** A copy that shares nothing with this set. */
    public PartSet copy() {
        PartSet copy = new PartSet(words.length * Long.SIZE);
        copy.addAll(this);
        return copy;
    }
}
