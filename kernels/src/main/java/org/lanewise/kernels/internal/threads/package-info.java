/** The threads that share a call: helpers, and parts of a call taken as they come. */
@NullMarked
package org.lanewise.kernels.internal.threads;

import org.jspecify.annotations.NullMarked;
