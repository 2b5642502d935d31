package org.lanewise.kernels.internal.plan;

import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.internal.Pool;

/** A pooled array that the parts of one product share. */
public final class Buffer {
    private static final Pool<Buffer> POOL = new Pool<>();

    private float[] data = new float[0];

    private Buffer() {
    }

    static Buffer acquire() {
        Buffer buffer = POOL.acquire();
        return buffer == null ? new Buffer() : buffer;
    }

    /** Gives it back, if there is one, and returns what is left: none. */
    static @Nullable Buffer release(@Nullable Buffer buffer) {
        if (buffer != null) {
            POOL.release(buffer);
        }
        return null;
    }

    /** The array, of this length at least. Whoever comes first makes it; all ask for the same, so it stays the same. */
    public synchronized float[] reserve(int length) {
        if (data.length < length) {
            data = new float[length];
        }
        return data;
    }

    /** The array, for those who know that it was reserved. */
    public float[] data() {
        return data;
    }
}
