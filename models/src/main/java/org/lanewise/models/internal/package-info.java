/** What all formats of files share; not part of the API. */
@NullMarked
package org.lanewise.models.internal;

import org.jspecify.annotations.NullMarked;
