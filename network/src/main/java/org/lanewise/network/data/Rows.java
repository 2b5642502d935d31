package org.lanewise.network.data;

/**
 * The numbers of examples that are somewhere else than in an array: in a file that is larger than memory, for example. They have the
 * same numbers whenever they are asked for, and any number of threads may ask.
 */
public interface Rows {
    /**
     * The number of examples.
     *
     * @return m
     */
    int size();

    /**
     * The numbers of each example.
     *
     * @return n
     */
    int features();

    /**
     * One number; nothing is allocated.
     *
     * @param row the example, from 0 to {@code size() − 1}
     * @param i from 0 to {@code features() − 1}
     * @return the number
     * @throws IndexOutOfBoundsException if there is no such number
     * @throws java.io.UncheckedIOException if it can't be read
     */
    float get(int row, int i);

    /**
     * Some that follow one another; nothing is copied.
     *
     * @param from the first
     * @param to the one after the last
     * @return {@code to − from} examples
     * @throws IndexOutOfBoundsException if there are no such examples
     */
    Rows range(int from, int to);
}
