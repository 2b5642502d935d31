package org.lanewise.kernels.generator;

import java.util.Locale;

/**
 * An element type of the kernels.
 *
 * @param type the primitive type
 * @param bits the integer type of the same size, which has its bits
 * @param size the bits of both
 * @param species what {@code Lanes} calls its vectors
 * @param bitsSpecies what {@code Lanes} calls vectors of its bits
 * @param length what {@code Lanes} calls the number of elements in a vector
 * @param prefix what the names of its generated classes begin with
 */
record Element(String type, String bits, int size, String species, String bitsSpecies, String length, String prefix) {
    static final Element FLOAT = new Element("float", "int", Float.SIZE, "F", "I", "LENGTH", "");

    /** The class of the primitive type: Float. */
    String boxed() {
        return capitalized(type);
    }

    /** The class of the bits: Integer. */
    String boxedBits() {
        return bits.equals("int") ? "Integer" : capitalized(bits);
    }

    /** The Vector API's class for it: FloatVector. */
    String vector() {
        return capitalized(type) + "Vector";
    }

    /** The Vector API's class for its bits: IntVector. */
    String bitsVector() {
        return capitalized(bits) + "Vector";
    }

    /** A call that makes bits of a vector. */
    String toBits() {
        return ".reinterpretAs" + capitalized(bits) + "s()";
    }

    /** A call that makes a vector of bits. */
    String ofBits() {
        return ".reinterpretAs" + capitalized(type) + "s()";
    }

    /** The method that gives the bits of an element: Float.floatToRawIntBits. */
    String toBitsMethod() {
        return boxed() + "." + type + "ToRaw" + capitalized(bits) + "Bits";
    }

    /** The method that gives the element of some bits: Float.intBitsToFloat. */
    String ofBitsMethod() {
        return boxed() + "." + bits + "BitsTo" + boxed();
    }

    /** What a type is of one element. */
    String scalar(Type of) {
        return switch (of) {
            case NUMBER -> type;
            case BITS -> bits;
            case CONDITION -> "boolean";
        };
    }

    /** What a type is of as many elements as there are lanes. */
    String lanes(Type of) {
        return switch (of) {
            case NUMBER -> vector();
            case BITS -> bitsVector();
            case CONDITION -> "VectorMask<" + boxed() + ">";
        };
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
