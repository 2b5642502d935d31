/** Tests of the comparison side by side: of the report, and of what it refuses. */
@NullMarked
package org.lanewise.bench.compare;

import org.jspecify.annotations.NullMarked;
