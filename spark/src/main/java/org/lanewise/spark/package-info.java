/**
 * Dense networks as stages of Spark ML: estimators, and models that score on the executors.
 */
@NullMarked
package org.lanewise.spark;

import org.jspecify.annotations.NullMarked;
