/** The command line: tables to models and predictions, from a shell. */
@NullMarked
package org.lanewise.cli;

import org.jspecify.annotations.NullMarked;
