/** Tests of what verifies that the bits are the same. */
@NullMarked
package org.lanewise.bench.reproduce;

import org.jspecify.annotations.NullMarked;
