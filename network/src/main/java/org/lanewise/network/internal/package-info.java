/** What the packages of this module share, and nobody else uses. */
@NullMarked
package org.lanewise.network.internal;

import org.jspecify.annotations.NullMarked;
