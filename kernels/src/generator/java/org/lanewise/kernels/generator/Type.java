package org.lanewise.kernels.generator;

/** What a formula computes with. */
enum Type {
    /** An element. */
    NUMBER,
    /** The bits of an element. */
    BITS,
    /** A condition. */
    CONDITION
}
