package org.lanewise.network.data;

/**
 * Two disjoint parts of a set.
 *
 * @param <T> what is cut
 * @param train what is trained on
 * @param test what is tested on, or validated with
 */
public record Split<T>(T train, T test) {
}
