package org.lanewise.kernels;

import java.nio.charset.StandardCharsets;

/** Philox4x32-10 once more, word by word as its paper has it, and the numbers of a stream as they are documented. */
final class NaivePhilox {
    private NaivePhilox() {
    }

    /** The four words of a counter under a key. */
    static int[] words(int[] counter, int[] key) {
        int[] c = counter.clone();
        int[] k = key.clone();
        for (int round = 0; round < 10; round++) {
            long first = 0xD2511F53L * Integer.toUnsignedLong(c[0]);
            long third = 0xCD9E8D57L * Integer.toUnsignedLong(c[2]);
            c = new int[]{(int) (third >> 32) ^ c[1] ^ k[0], (int) third, (int) (first >> 32) ^ c[3] ^ k[1],
                    (int) first};
            k[0] += 0x9E3779B9;
            k[1] += 0xBB67AE85;
        }
        return c;
    }

    /** Number i of a stream. */
    static long number(long seed, String name, long i) {
        long hash = hash(name);
        long counter = Long.divideUnsigned(i, 2);
        int[] words = words(new int[]{(int) counter, (int) (counter >> 32), (int) hash, (int) (hash >> 32)},
                new int[]{(int) seed, (int) (seed >> 32)});
        int half = Math.floorMod(i, 2);
        return ((long) words[2 * half + 1] << 32) + Integer.toUnsignedLong(words[2 * half]);
    }

    /** FNV-1a. */
    static long hash(String name) {
        long hash = Long.parseUnsignedLong("14695981039346656037");
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash ^= Byte.toUnsignedLong(b);
            hash *= 1099511628211L;
        }
        return hash;
    }

    /** Whether {@link Kernels#dropout} drops the element of a unit and an example. */
    static boolean drops(float share, long seed, String name, long step, int unit, int example) {
        long key = number(seed, name, step);
        long noise = number(key, name, (1L << 32) * (example / 2) + unit);
        int half = (int) (example % 2 == 0 ? noise : noise >> 32);
        return half < Math.round(share * 0x1p32 - 0x1p31);
    }
}
