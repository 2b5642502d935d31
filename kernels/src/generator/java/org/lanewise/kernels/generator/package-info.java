/** The build-time program that writes the repetitive sources of the kernels. It is not part of the library. */
@NullMarked
package org.lanewise.kernels.generator;

import org.jspecify.annotations.NullMarked;
