/**
 * The same bits everywhere, verified: a corpus of results, their hashes, which are kept, and the JVMs in which they have to be the
 * same. {@code bench/reproduce --help} tells more.
 */
@NullMarked
package org.lanewise.bench.reproduce;

import org.jspecify.annotations.NullMarked;
