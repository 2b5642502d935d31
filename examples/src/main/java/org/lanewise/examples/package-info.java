/** What a newcomer runs first. */
@NullMarked
package org.lanewise.examples;

import org.jspecify.annotations.NullMarked;
