/**
 * JMH benchmarks, one class for each kernel and one for the training step, each next to naive loops.
 *
 * <p>{@code java -jar bench/target/benchmarks.jar GemmBenchmark -p shape="NN 512x512x512"} runs one of them. Every
 * result is checked before it is timed. {@code -prof org.lanewise.bench.FlopRate} adds GFLOP/s to the microseconds.
 */
@NullMarked
package org.lanewise.bench;

import org.jspecify.annotations.NullMarked;
