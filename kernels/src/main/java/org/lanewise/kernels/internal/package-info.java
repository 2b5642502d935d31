/** Behind the front door: choosing a backend, describing a product, sharing work between threads. Not for users. */
@NullMarked
package org.lanewise.kernels.internal;

import org.jspecify.annotations.NullMarked;
