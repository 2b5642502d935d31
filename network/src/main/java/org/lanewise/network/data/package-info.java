/** Examples and tables in memory, how they are cut into sets for training and for tests, and how columns become features. */
@NullMarked
package org.lanewise.network.data;

import org.jspecify.annotations.NullMarked;
