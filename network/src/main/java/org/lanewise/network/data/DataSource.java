package org.lanewise.network.data;

/**
 * Examples that come piece by piece, because they are more than memory holds: the parts of a file, or several files. A
 * {@link Dataset} is a source of one piece.
 *
 * <p>A piece has the same examples each time it is asked for, so that a training that is continued sees what one without
 * a pause would have seen.
 */
public interface DataSource {
    /**
     * How many pieces there are.
     *
     * @return their number, positive
     */
    int pieces();

    /**
     * Reads a piece. It is not kept: whoever asks again has it read again.
     *
     * @param i its number, from 0 to {@code pieces() − 1}
     * @return its examples
     * @throws java.io.UncheckedIOException if it can't be read
     */
    Dataset piece(int i);
}
