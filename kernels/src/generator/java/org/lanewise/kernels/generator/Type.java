package org.lanewise.kernels.generator;

/** What a formula computes with: a value for one element, and a vector for as many as there are lanes. */
enum Type {
    /** A number. */
    FLOAT("float", "FloatVector"),
    /** The bits of a number. */
    INT("int", "IntVector"),
    /** A condition. */
    BOOLEAN("boolean", "VectorMask<Float>");

    final String scalar;
    final String vector;

    Type(String scalar, String vector) {
        this.scalar = scalar;
        this.vector = vector;
    }
}
