/**
 * The comparison side by side: {@code bench/compare} runs all implementations in turns, in one JVM, on the same data.
 *
 * <p>A {@link org.lanewise.bench.compare.Suite} lists the cases. Each {@link org.lanewise.bench.compare.Contender} prepares its
 * own {@link org.lanewise.bench.compare.Work} on the data of a case; what it computes is checked, then
 * {@link org.lanewise.bench.compare.Rounds} times all of them round by round.
 *
 * <p>Some comparisons need fresh JVMs: {@link org.lanewise.bench.compare.ColdStart} looks at the first seconds,
 * {@link org.lanewise.bench.compare.Reruns} at one JVM after the other, {@link org.lanewise.bench.compare.Editions} at two editions
 * of the kernels.
 */
@NullMarked
package org.lanewise.bench.compare;

import org.jspecify.annotations.NullMarked;
