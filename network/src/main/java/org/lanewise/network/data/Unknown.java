package org.lanewise.network.data;

/** What becomes of a category that the training set does not have. */
public enum Unknown {
    /** An exception that names it. */
    ERROR,
    /** It is none of the known ones: all outputs of its column are 0. */
    ZEROS
}
