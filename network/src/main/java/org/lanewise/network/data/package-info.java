/** Examples in memory, their targets and weights, and how they are cut into sets for training and for tests. */
@NullMarked
package org.lanewise.network.data;

import org.jspecify.annotations.NullMarked;
