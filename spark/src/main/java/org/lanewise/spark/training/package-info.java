/** Training on a cluster: examples in shards on the executors, one job a step, the update on the driver. */
@NullMarked
package org.lanewise.spark.training;

import org.jspecify.annotations.NullMarked;
