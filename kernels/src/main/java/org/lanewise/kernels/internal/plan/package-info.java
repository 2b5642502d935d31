/** What a product will do, decided before anything is computed: its arguments, its plan, the layout of packed operands. */
@NullMarked
package org.lanewise.kernels.internal.plan;

import org.jspecify.annotations.NullMarked;
