/** How good predictions are: metrics, the scores that a network has by them, and confusion matrices. */
@NullMarked
package org.lanewise.network.metrics;

import org.jspecify.annotations.NullMarked;
