/** Networks and data as files: what came from Python or goes back, and what training needs to go on. */
@NullMarked
package org.lanewise.models;

import org.jspecify.annotations.NullMarked;
