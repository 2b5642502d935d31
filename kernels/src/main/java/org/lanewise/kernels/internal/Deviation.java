package org.lanewise.kernels.internal;

/** How a cost counts the difference of a prediction and its target. */
public enum Deviation {
    /** Its square. */
    SQUARED,
    /** Its magnitude. */
    ABSOLUTE,
    /** Half its square up to δ, and a straight line from there on. */
    HUBER
}
