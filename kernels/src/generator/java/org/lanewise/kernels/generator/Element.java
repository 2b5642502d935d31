package org.lanewise.kernels.generator;

/**
 * An element type of the kernels.
 *
 * @param type the primitive type
 * @param vector the Vector API's class for it
 */
record Element(String type, String vector) {
    static final Element FLOAT = new Element("float", "FloatVector");
}
