package org.lanewise.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.lanewise.bench.compare.Work;

/** Work on native memory, which is freed when the work is closed. */
final class NativeWork implements Work {
    private final Arena arena;
    private final MemorySegment result;
    private final Runnable computation;

    NativeWork(Arena arena, MemorySegment result, Runnable computation) {
        this.arena = arena;
        this.result = result;
        this.computation = computation;
    }

    @Override
    public void run(int times) {
        for (int i = 0; i < times; i++) {
            computation.run();
        }
    }

    @Override
    public float[] result() {
        return result.toArray(ValueLayout.JAVA_FLOAT);
    }

    @Override
    public void close() {
        arena.close();
    }
}
