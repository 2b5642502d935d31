package org.lanewise.kernels.internal.threads;

/** Work in numbered parts that may run in any order and at the same time. */
@FunctionalInterface
public interface Task {
    /**
     * Does one part.
     *
     * @param part its number
     */
    void run(int part);
}
