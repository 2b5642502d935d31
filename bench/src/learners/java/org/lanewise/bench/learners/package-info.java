/**
 * Java libraries that train networks as one kind of model among many, each with the settings that reach a given accuracy soonest.
 * Compiled by the Maven profile {@code learners} only.
 */
@NullMarked
package org.lanewise.bench.learners;

import org.jspecify.annotations.NullMarked;
