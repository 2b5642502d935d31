/** How a network learns: optimizers, schedules of the learning rate, early stopping, and runs that can be resumed to the bit. */
@NullMarked
package org.lanewise.network.training;

import org.jspecify.annotations.NullMarked;
