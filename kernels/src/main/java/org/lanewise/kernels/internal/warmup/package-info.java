/** Serves by the portable backend until the vector backend is compiled. */
@NullMarked
package org.lanewise.kernels.internal.warmup;

import org.jspecify.annotations.NullMarked;
