/** Tests of the benchmarks: that they run, and that their check refuses what is wrong. */
@NullMarked
package org.lanewise.bench;

import org.jspecify.annotations.NullMarked;
