package org.lanewise.models.onnx;

/**
 * How many values may be made while a model is loaded. A small file can ask for tensors as large as it likes; folding
 * its constants and trying it must not take more time and memory than its size warrants.
 */
final class LoadingLimit {
    private static final ScopedValue<LoadingLimit> CURRENT = ScopedValue.newInstance();
    private static final long ANY_MODEL = 1 << 24;
    private static final long EACH_BYTE = 16;

    private long left;

    private LoadingLimit(long left) {
        this.left = left;
    }

    /** Runs what belongs to the loading of a model of so many bytes. */
    static <T, E extends Throwable> T during(long bytes, ScopedValue.CallableOp<? extends T, E> loading) throws E {
        return ScopedValue.where(CURRENT, new LoadingLimit(ANY_MODEL + EACH_BYTE * bytes)).call(loading);
    }

    /** Whether a model is being loaded, so that inputs are zeros and empty texts. */
    static boolean isLoading() {
        return CURRENT.isBound();
    }

    static void take(long elements) {
        if (!CURRENT.isBound()) {
            return;
        }
        LoadingLimit limit = CURRENT.get();
        if (elements > limit.left) {
            throw new IllegalArgumentException(
                    "more is computed for a single example than a file of this size warrants");
        }
        limit.left -= elements;
    }
}
